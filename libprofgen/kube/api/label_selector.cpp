#include "kube/api/label_selector.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace profgen::inline v0::kube {
namespace {

// Qualified names and values; Kubernetes' own bounds on length are left to it.
bool is_label_word(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == '/';
  });
}

// Commas inside of brackets belong to a set.
std::vector<std::string_view> selector_terms(std::string_view text) {
  std::vector<std::string_view> terms;
  std::size_t begin = 0;
  bool in_set = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '(') in_set = true;
    if (text[at] == ')') in_set = false;
    if (text[at] != ',' || in_set) continue;
    terms.push_back(text::trim(text.substr(begin, at - begin)));
    begin = at + 1;
  }
  terms.push_back(text::trim(text.substr(begin)));
  return terms;
}

// " notin (a, b)" after the key; nullopt: neither of the two words with a set.
std::optional<std::set<std::string>> values_of_set(std::string_view rest, bool& negated) {
  rest = text::trim(rest);
  negated = rest.substr(0, 5) == "notin";
  if (!negated && rest.substr(0, 2) != "in") return std::nullopt;
  rest = text::trim(rest.substr(negated ? 5 : 2));
  if (rest.size() < 2 || rest.front() != '(' || rest.back() != ')') return std::nullopt;
  std::set<std::string> values;
  for (const std::string_view piece : text::split(rest.substr(1, rest.size() - 2), ',')) {
    const std::string_view value = text::trim(piece);
    if (!is_label_word(value)) return std::nullopt;
    values.emplace(value);
  }
  return values;
}

}  // namespace

std::optional<LabelSelector> LabelSelector::parse(std::string_view text) {
  LabelSelector made;
  if (text::trim(text).empty()) return made;
  for (std::string_view term : selector_terms(text)) {
    Term out;
    const std::size_t equal = term.find('=');
    const std::size_t space = term.find_first_of(" \t(");
    if (equal != std::string_view::npos) {
      out.negated = equal > 0 && term[equal - 1] == '!';
      out.key = text::trim(term.substr(0, equal - (out.negated ? 1 : 0)));
      std::string_view value = term.substr(equal + 1);
      if (!value.empty() && value.front() == '=') value.remove_prefix(1);
      value = text::trim(value);
      if (!is_label_word(value)) return std::nullopt;
      out.values.emplace({std::string(value)});
    } else if (!term.empty() && term.front() == '!') {
      out.negated = true;
      out.key = text::trim(term.substr(1));
    } else if (space != std::string_view::npos) {
      out.key = term.substr(0, space);
      out.values = values_of_set(term.substr(space), out.negated);
      if (!out.values) return std::nullopt;
    } else {
      out.key = term;
    }
    if (out.key.empty() || !is_label_word(out.key)) return std::nullopt;
    made.terms_.push_back(std::move(out));
  }
  return made;
}

bool LabelSelector::matches(const std::map<std::string, std::string>& labels) const {
  return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
    const auto label = labels.find(term.key);
    const bool holds =
        label != labels.end() && (!term.values || term.values->count(label->second) != 0);
    return holds != term.negated;
  });
}

}  // namespace profgen::inline v0::kube
