// What stands before the profiles, and old ways of writing.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "policy/lint/table.hpp"
#include "policy/lint/versions.hpp"

namespace profgen::policy {
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

// Is one of the file's includes, or one of theirs, about the variable?
class Mention {
 public:
  Mention(Library& library, std::string_view name)
      : library_(library), braced_("{" + std::string(name) + "}"), bare_(name) {}

  bool in(const Tree& tree, std::string_view text) {
    return mentions(text) || in_includes(tree.items);
  }
  bool in_includes(const std::vector<Item>& items) {
    for (const Item& item : items) {
      const auto* include = std::get_if<Include>(&item.value);
      if (include != nullptr && in_files(*include)) return true;
      if (in_includes(item.children)) return true;
    }
    return false;
  }
  // Anywhere but where it is set: there it is the first word of an item.
  [[nodiscard]] bool mentions(std::string_view text) const {
    for (const std::string& name : {braced_, bare_})
      for (std::size_t at = text.find(name); at != std::string_view::npos;
           at = text.find(name, at + 1))
        if (at > 0 && (text[at - 1] == '@' || text[at - 1] == '$')) return true;
    return false;
  }

 private:
  bool in_files(const Include& include) {
    for (const std::string& path : library_.resolve(include.path, include.magic).paths) {
      const SourceFile* file = library_.known(path);
      if (file != nullptr && seen_.insert(file).second && in(file->tree, file->tree.source->text()))
        return true;
    }
    return false;
  }

  Library& library_;
  std::string braced_, bare_;
  std::set<const SourceFile*> seen_;
};

// The text of an item without the variable that it sets.
std::string_view without_name(const LintContext& context, const Item& item) {
  const std::string_view text = context.source.text(item.span);
  const std::size_t end = text.find_first_of("=+:? \t");
  return end == std::string_view::npos ? text : text.substr(end);
}

bool is_used(LintContext& context, const std::string& name) {
  Mention mention(context.library, name);
  for (const Item& item : context.file.tree.items) {
    if (std::holds_alternative<Comment>(item.value)) continue;
    const bool sets = std::holds_alternative<Variable>(item.value);
    if (mention.mentions(sets ? without_name(context, item) : context.source.text(item.span)))
      return true;
  }
  return mention.in_includes(context.file.tree.items);
}

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
  if (context.profiles.empty()) return;
  for (const Item& item : context.file.tree.items) {
    const auto* variable = std::get_if<Variable>(&item.value);
    if (variable == nullptr || variable->op == "+=" || is_used(context, variable->name)) continue;
    const std::string shown = (variable->boolean ? "${" : "@{") + variable->name + "}";
    context.report(item.span,
                   shown + " is set here and used neither in this file nor in what it includes",
                   "remove it");
  }
}

}  // namespace profgen::policy
