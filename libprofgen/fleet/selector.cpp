#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "fleet/inventory/words.hpp"
#include "profgen/inventory.hpp"

namespace profgen::inline v0::fleet {
namespace {

// `*` stands for any number of characters, also none.
bool is_like(std::string_view pattern, std::string_view text) {
  std::size_t at = 0, in = 0, star = std::string_view::npos, resume = 0;
  while (in < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      resume = in;
    } else if (at < pattern.size() && pattern[at] == text[in]) {
      ++at;
      ++in;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in = ++resume;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

Error selector_error(std::string_view term, std::string_view wrong) {
  return {ErrorKind::usage, "select nodes", std::string(term),
          fmt::format("{}; a selector is KEY=VALUE, KEY!=VALUE, @GROUP, !@GROUP, NAME or !NAME, "
                      "several with commas",
                      wrong)};
}

std::string without_stars(std::string_view text) {
  std::string out(text);
  out.erase(std::remove(out.begin(), out.end(), '*'), out.end());
  return out.empty() ? "x" : out;
}

}  // namespace

Result<Selector> Selector::parse(std::string_view text) {
  Selector made;
  if (text::trim(text).empty()) return made;
  for (const std::string_view piece : text::split(text, ',')) {
    const std::string_view term = text::trim(piece);
    if (term.empty()) return selector_error(text, "a part of it is empty");
    Term out{};
    std::optional<std::string> wrong;
    const std::size_t equal = term.find('=');
    if (equal != std::string_view::npos) {
      const bool unequal = equal > 0 && term[equal - 1] == '!';
      out.key = text::trim(term.substr(0, equal - (unequal ? 1 : 0)));
      out.value = text::trim(term.substr(equal + 1));
      if (!out.value.empty() && out.value.front() == '=') out.value.erase(0, 1);
      wrong = wrong_key(out.key);
      if (!wrong) wrong = wrong_label(out.value);
      const bool any = out.value == "*";
      out.kind = any ? (unequal ? Term::Kind::has_not : Term::Kind::has)
                     : (unequal ? Term::Kind::unequal : Term::Kind::equal);
    } else {
      const bool negated = term.front() == '!';
      std::string_view word = text::trim(term.substr(negated ? 1 : 0));
      const bool group = !word.empty() && word.front() == '@';
      if (group) word.remove_prefix(1);
      out.value = word;
      if (word.empty())
        wrong = "it is empty";
      else
        wrong = group ? wrong_key(word) : wrong_host(without_stars(word));
      out.kind = group ? (negated ? Term::Kind::not_group : Term::Kind::group)
                       : (negated ? Term::Kind::not_name : Term::Kind::name);
    }
    if (wrong) return selector_error(term, *wrong);
    made.terms_.push_back(std::move(out));
  }
  return made;
}

bool Selector::matches(const Node& node) const {
  // A node has one name: several names are a choice.
  bool names = false, named = false;
  for (const Term& term : terms_) {
    const auto label = node.labels.find(term.key);
    const bool has = label != node.labels.end();
    const auto value_is = [&] {
      const auto any = text::split(term.value, '|');
      return has && std::any_of(any.begin(), any.end(),
                                [&](std::string_view one) { return is_like(one, label->second); });
    };
    const auto in_group = [&] {
      return std::binary_search(node.groups.begin(), node.groups.end(), term.value);
    };
    bool holds = true;
    switch (term.kind) {
      case Term::Kind::equal:
        holds = value_is();
        break;
      case Term::Kind::unequal:
        holds = !value_is();
        break;
      case Term::Kind::has:
        holds = has;
        break;
      case Term::Kind::has_not:
        holds = !has;
        break;
      case Term::Kind::group:
        holds = in_group();
        break;
      case Term::Kind::not_group:
        holds = !in_group();
        break;
      case Term::Kind::name:
        names = true;
        named = named || is_like(term.value, node.name);
        break;
      case Term::Kind::not_name:
        holds = !is_like(term.value, node.name);
        break;
    }
    if (!holds) return false;
  }
  return !names || named;
}

std::vector<std::string> Selector::unknown_in(const std::vector<Node>& nodes) const {
  std::vector<std::string> unknown;
  for (const Term& term : terms_) {
    const bool group = term.kind == Term::Kind::group || term.kind == Term::Kind::not_group;
    const bool name = term.kind == Term::Kind::name || term.kind == Term::Kind::not_name;
    if (!group && (!name || term.value.find('*') != std::string::npos)) continue;
    const bool known = std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
      return group ? std::binary_search(node.groups.begin(), node.groups.end(), term.value)
                   : node.name == term.value;
    });
    if (!known) unknown.push_back((group ? "@" : "") + term.value);
  }
  return unknown;
}

}  // namespace profgen::inline v0::fleet
