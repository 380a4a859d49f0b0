#include "edit/merge/preamble.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "edit/body.hpp"
#include "policy/aare_sets.hpp"
#include "policy/matcher.hpp"
#include "policy/variables.hpp"

namespace profgen::inline v0::edit::merging {
namespace {

using policy::Environment;
using policy::Variable;

// The variables of a file; what a file without profiles declares counts for nothing here.
const Environment* environment_of(const File& file) {
  for (const policy::Profile& profile : file.policy.profiles())
    if (profile.file == file.path) return profile.matcher->setup().scope.environment.get();
  return nullptr;
}

bool is_built_in(const std::string& name) {
  return name == "profile_name" || name == "exec_path" || name == "attach_path";
}

void names_in(std::string_view text, const Environment& environment, std::set<std::string>& names) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const std::string name(policy::variable_at(text, at));
    if (name.empty() || is_built_in(name) || !names.insert(name).second) continue;
    const auto set = environment.sets.find(name);
    if (set == environment.sets.end()) continue;
    for (const std::string& value : set->second) names_in(value, environment, names);
  }
}

// Booleans of the conditions in a text: ${NAME} and $NAME.
void booleans_in(std::string_view text, std::set<std::string>& names) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    std::size_t begin = at + 1;
    if (begin < text.size() && text[begin] == '{') ++begin;
    std::size_t end = begin;
    while (end < text.size() && policy::is_name_byte(text[end])) ++end;
    if (end != begin) names.emplace(text.substr(begin, end - begin));
  }
}

bool is_preamble(const Item& item) {
  return std::holds_alternative<policy::Include>(item.value) ||
         std::holds_alternative<policy::Abi>(item.value) ||
         std::holds_alternative<Variable>(item.value) ||
         std::holds_alternative<policy::Alias>(item.value);
}

const Variable* variable_in(const Item& item, const std::string& name, bool boolean = false) {
  const auto* variable = std::get_if<Variable>(&item.value);
  const bool is_it = variable != nullptr && variable->boolean == boolean && variable->name == name;
  return is_it ? variable : nullptr;
}

class Preamble {
 public:
  Preamble(const File& ours, const File& theirs, const Environment& our_variables,
           const Environment& their_variables, const MergeOptions& how, Result& result)
      : ours_(ours),
        theirs_(theirs),
        our_variables_(our_variables),
        their_variables_(their_variables),
        how_(how),
        result_(result) {}

  void merge() {
    add_aliases();
    std::set<std::string> names;
    for (const std::string& text : result_.added_texts) names_in(text, their_variables_, names);
    bool from_elsewhere = false;  // an include of theirs brings it
    for (const std::string& name : names) {
      if (their_variables_.sets.count(name) == 0) continue;
      if (our_variables_.sets.count(name) != 0) {
        compare_values(name);
      } else if (!add_variable(name)) {
        from_elsewhere = true;
      }
    }
    std::set<std::string> booleans;
    for (const std::string& text : result_.added_texts) booleans_in(text, booleans);
    for (const std::string& name : booleans) {
      const auto other = their_variables_.booleans.find(name);
      const auto mine = our_variables_.booleans.find(name);
      if (other == their_variables_.booleans.end()) continue;
      if (mine == our_variables_.booleans.end()) {
        from_elsewhere = !add_variable(name, true) || from_elsewhere;
      } else if (mine->second != other->second) {
        differ("${" + name + "}", name, true, false);
      }
    }
    if (from_elsewhere) add_includes();
    write();
  }

 private:
  [[nodiscard]] policy::Location where(const File& file, const std::string& name,
                                       bool boolean) const {
    const Source& source = *file.tree.source;
    for (const Item& item : file.tree.items)
      if (variable_in(item, name, boolean) != nullptr)
        return {file.path, source.position(item.span.begin), item.span};
    return {file.path, {1, 1}, {}};
  }

  void compare_values(const std::string& name) {
    const auto expanded = [&name](const Environment& environment) {
      return policy::Expander({std::make_shared<Environment>(environment), "any", "/any"})
          .expand("@{" + name + "}");
    };
    const auto a = expanded(our_variables_), b = expanded(their_variables_);
    if (a == b || !a || !b) return;
    if (policy::aare_covers({*a}, *b) == true && policy::aare_covers({*b}, *a) == true) return;
    // Our definition can be written over where both are one plain line.
    const auto plain = [&name](const File& file) {
      const Item* found = nullptr;
      for (const Item& item : file.tree.items) {
        const Variable* variable = variable_in(item, name);
        if (variable == nullptr) continue;
        if (found != nullptr || variable->op != "=") return static_cast<const Item*>(nullptr);
        found = &item;
      }
      return found;
    };
    const Item *mine = plain(ours_), *other = plain(theirs_);
    const bool settled = how_.prefer_theirs && mine != nullptr && other != nullptr;
    if (settled)
      result_.settled.push_back({mine->span, std::string(theirs_.tree.source->text(other->span))});
    differ("@{" + name + "}", name, false, settled);
  }

  void differ(const std::string& shown, const std::string& name, bool boolean, bool settled) {
    result_.conflict(theirs_, where(theirs_, name, boolean), "variable",
                     text::printable(shown) +
                         ", which added rules use, has another value than in " +
                         text::printable(place_of(where(ours_, name, boolean))),
                     settled);
  }

  void add_item(std::vector<TextLine>& to, std::size_t index) {
    ++result_.added;
    for (TextLine& line : lines_of_item(theirs_.tree, theirs_.tree.items, index))
      to.push_back(std::move(line));
  }

  bool add_variable(const std::string& name, bool boolean = false) {
    bool found = false;
    for (std::size_t i = 0; i < theirs_.tree.items.size(); ++i)
      if (variable_in(theirs_.tree.items[i], name, boolean) != nullptr) {
        add_item(variables_, i);
        found = true;
      }
    return found;
  }

  void add_includes() {
    std::set<std::string> standing;
    for (const Item& item : ours_.tree.items)
      if (const auto* include = std::get_if<policy::Include>(&item.value))
        standing.insert(include->path);
    for (std::size_t i = 0; i < theirs_.tree.items.size(); ++i) {
      const auto* include = std::get_if<policy::Include>(&theirs_.tree.items[i].value);
      if (include != nullptr && standing.insert(include->path).second) add_item(includes_, i);
    }
  }

  // An alias grants by itself: every rule counts for its other path too.
  void add_aliases() {
    for (std::size_t i = 0; i < theirs_.tree.items.size(); ++i) {
      const auto* alias = std::get_if<policy::Alias>(&theirs_.tree.items[i].value);
      if (alias == nullptr) continue;
      const auto& standing = our_variables_.aliases;
      if (std::find(standing.begin(), standing.end(), std::pair(alias->from, alias->to)) ==
          standing.end())
        add_item(aliases_, i);
    }
  }

  // Behind the last item of the preamble, or in front of everything.
  void write() {
    std::string lines;
    const std::string_view text = ours_.tree.source->text();
    const std::size_t newline = text.find('\n');
    const std::string eol =
        newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r' ? "\r\n"
                                                                                      : "\n";
    const Siblings& items = ours_.tree.items;
    std::uint32_t at = 0;
    const Item* last = nullptr;
    for (std::size_t i = 0; i < items.size(); ++i)
      if (is_preamble(items[i])) {
        last = &items[i];
        at = end_with_comment(text, items, i);
      }
    // Each kind in a paragraph of its own.
    std::size_t kind = last != nullptr ? last->value.index() : std::variant_npos;
    const std::pair<const std::vector<TextLine>*, std::size_t> groups[] = {
        {&includes_, policy::ItemValue(policy::Include{}).index()},
        {&variables_, policy::ItemValue(Variable{}).index()},
        {&aliases_, policy::ItemValue(policy::Alias{}).index()}};
    for (const auto& [group, group_kind] : groups) {
      if (group->empty()) continue;
      if (kind != std::variant_npos && kind != group_kind) lines += eol;
      kind = group_kind;
      for (const TextLine& line : *group) lines += line.text + eol;
    }
    if (lines.empty()) return;
    if (last == nullptr) {
      // Comments that open a file are about it as a whole; those right above a profile are not.
      std::size_t first = 0;
      while (first < items.size() && std::holds_alternative<policy::Comment>(items[first].value))
        ++first;
      if (first < items.size()) at = items[first_comment(text, items, first)].span.begin;
      result_.splices.push_back({{at, at}, lines + eol});
      return;
    }
    const std::size_t end = text.find('\n', at);
    const bool whole =
        end != std::string_view::npos && text::trim(text.substr(at, end - at)).empty();
    if (whole) {
      at = static_cast<std::uint32_t>(end + 1);
    } else {
      lines.insert(0, eol);
    }
    result_.splices.push_back({{at, at}, std::move(lines)});
  }

  const File& ours_;
  const File& theirs_;
  const Environment& our_variables_;
  const Environment& their_variables_;
  const MergeOptions& how_;
  Result& result_;
  std::vector<TextLine> includes_, variables_, aliases_;
};

}  // namespace

void merge_preamble(const File& ours, const File& theirs, const MergeOptions& how, Result& result) {
  static const Environment nothing;
  const Environment* mine = environment_of(ours);
  const Environment* other = environment_of(theirs);
  if (other == nullptr) return;
  Preamble(ours, theirs, mine != nullptr ? *mine : nothing, *other, how, result).merge();
}

}  // namespace profgen::inline v0::edit::merging
