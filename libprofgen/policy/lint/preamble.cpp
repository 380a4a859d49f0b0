// What stands before the profiles, and old ways of writing.
#include <algorithm>
#include <set>
#include <string>
#include <unordered_set>

#include "base/text.hpp"
#include "policy/lint/table.hpp"
#include "policy/lint/versions.hpp"
#include "policy/variables.hpp"

namespace profgen::inline v0::policy {
namespace {

const Item* first_profile(const std::vector<Item>& items) {
  for (const Item& item : items)
    if (std::holds_alternative<ProfileHeader>(item.value)) return &item;
  return nullptr;
}

bool states_abi(const std::vector<Item>& items) {
  return std::any_of(items.begin(), items.end(), [](const Item& item) {
    return std::holds_alternative<Abi>(item.value) || states_abi(item.children);
  });
}

// The newest that stands below the policy directory; today's where none does.
std::string newest_abi(const LintContext& context) {
  Version newest;
  const auto names = context.library.files().list(context.index.policy_dir() + "/abi");
  if (names)
    for (const std::string& name : *names) newest = std::max(newest, version_in(name));
  return newest == Version{} ? "4.0" : version_text(newest);
}

// The variables that a file and what it includes look at.
class Mentions {
 public:
  explicit Mentions(LintContext& context) : library_(context.library) {
    for (const Item& item : context.file.tree.items) {
      if (std::holds_alternative<Comment>(item.value)) continue;
      std::string_view text = context.source.text(item.span);
      // The variable that an item sets is its first word.
      if (std::holds_alternative<Variable>(item.value))
        text.remove_prefix(std::min(text.find_first_of("=+:? \t"), text.size()));
      add_names(text);
    }
    add_includes(context.file.tree.items);
  }

  [[nodiscard]] bool count(const std::string& name) const { return names_.count(name) != 0; }

 private:
  // @{NAME}, ${NAME}, @NAME, $NAME
  void add_names(std::string_view text) {
    for (std::size_t at = text.find_first_of("@$"); at != std::string_view::npos;
         at = text.find_first_of("@$", at + 1)) {
      std::size_t begin = at + 1;
      if (begin < text.size() && text[begin] == '{') ++begin;
      std::size_t end = begin;
      while (end < text.size() && is_name_byte(text[end])) ++end;
      if (end != begin) names_.emplace(text.substr(begin, end - begin));
    }
  }
  void add_includes(const std::vector<Item>& items) {
    for (const Item& item : items) {
      if (const auto* include = std::get_if<Include>(&item.value)) add_files(*include);
      add_includes(item.children);
    }
  }
  void add_files(const Include& include) {
    for (const std::string& path : library_.resolve(include.path, include.magic).paths) {
      const SourceFile* file = library_.known(path);
      if (file == nullptr || !seen_.insert(file).second) continue;
      add_names(file->tree.source->text());
      add_includes(file->tree.items);
    }
  }

  Library& library_;
  std::unordered_set<std::string> names_;
  std::set<const SourceFile*> seen_;
};

bool is_old_permission(std::string_view word) {
  constexpr std::string_view letters = "rwalkmixpucRWALKMIXPUC", old = "RWALKMX";
  return word.find_first_not_of(letters) == std::string_view::npos &&
         word.find_first_of(old) != std::string_view::npos;
}

}  // namespace

void lint_abi(LintContext& context) {
  const Item* profile = first_profile(context.file.tree.items);
  if (profile == nullptr || states_abi(context.file.tree.items)) return;
  context.report(
      header_span(*profile),
      "no abi is stated: what the compiler makes of newer kinds of rules depends on "
      "where it runs",
      "begin the file with the abi it was written for: `abi <abi/" + newest_abi(context) + ">,`");
}

void lint_deprecated(LintContext& context) {
  std::vector<Span> hashes;
  const auto walk = [&](const auto& self, const std::vector<Item>& items) -> void {
    for (const Item& item : items) {
      const auto* include = std::get_if<Include>(&item.value);
      if (include != nullptr && include->hash) hashes.push_back(item.span);
      self(self, item.children);
    }
  };
  walk(walk, context.file.tree.items);
  for (const Span span : hashes) {
    const std::string more =
        hashes.size() == 1 ? "" : "; the file does so " + std::to_string(hashes.size()) + " times";
    context.report(span, "`#include` looks like a comment and is deprecated" + more,
                   "write `include`");
    break;
  }
  for (const LintRule& rule : context.rules) {
    if (!std::holds_alternative<FileRule>(rule.rule->body)) continue;
    for (const std::string_view line : text::split(context.source.text(rule.item->span), ' ')) {
      const std::string_view word = line.substr(0, line.find_first_of(",\t\r\n"));
      if (word.empty() || word == "->") continue;
      if (is_old_permission(word))
        context.report(rule.item->span,
                       "capital permission letters are deprecated: `" + std::string(word) + "`",
                       "write r, w, a, l, k, m and x in lower case", word);
    }
  }
}

void lint_unused_variable(LintContext& context) {
  const auto is_set_here = [](const Item& item) {
    const auto* variable = std::get_if<Variable>(&item.value);
    return variable != nullptr && variable->op != "+=";
  };
  const std::vector<Item>& items = context.file.tree.items;
  if (context.profiles.empty() || std::none_of(items.begin(), items.end(), is_set_here)) return;
  const Mentions mentions(context);
  for (const Item& item : items) {
    if (!is_set_here(item)) continue;
    const auto* variable = std::get_if<Variable>(&item.value);
    if (mentions.count(variable->name)) continue;
    const std::string shown = (variable->boolean ? "${" : "@{") + variable->name + "}";
    context.report(item.span,
                   shown + " is set here and used neither in this file nor in what it includes",
                   "remove it");
  }
}

}  // namespace profgen::inline v0::policy
