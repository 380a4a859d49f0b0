#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

template <typename Found>
void for_each_include(const std::vector<Item>& items, const Found& found) {
  for (const Item& item : items) {
    if (const auto* include = std::get_if<Include>(&item.value)) found(item, *include);
    for_each_include(item.children, found);
  }
}

bool is_local(const Item& item) {
  const auto* include = std::get_if<Include>(&item.value);
  return include != nullptr && include->path.starts_with("local/");
}

// An abstraction that opens much more than its name promises, and what to include instead.
struct WideAbstraction {
  std::string_view path, grants, instead;
};
constexpr WideAbstraction wide_abstractions[] = {
    {"abstractions/dbus", "every message on the system bus", "abstractions/dbus-strict"},
    {"abstractions/dbus-session", "every message on the session bus",
     "abstractions/dbus-session-strict"},
    {"abstractions/dbus-accessibility", "every message on the accessibility bus",
     "abstractions/dbus-accessibility-strict"},
    {"abstractions/user-write", "writing to most of a person's files",
     "rules for the files it writes"},
};

}  // namespace

void lint_duplicate_include(LintContext& context) {
  const auto walk = [&](const auto& self, const std::vector<Item>& items) -> void {
    std::map<std::string_view, const Item*> seen;
    for (const Item& item : items) {
      self(self, item.children);
      const auto* include = std::get_if<Include>(&item.value);
      if (include == nullptr) continue;
      const auto [first, added] = seen.emplace(include->path, &item);
      if (added) continue;
      const Position at = context.source.position(first->second->span.begin);
      context.report(item.span,
                     "`" + include->path + "` is included in line " + std::to_string(at.line) +
                         " already: this line does nothing",
                     "remove one of the two");
    }
  };
  walk(walk, context.file.tree.items);
}

void lint_misspelt_include(LintContext& context) {
  for_each_include(context.file.tree.items, [&](const Item& item, const Include& include) {
    const std::size_t slash = include.path.rfind('/');
    if (!include.if_exists || !include.magic || slash == std::string::npos ||
        include.path.starts_with("local/") || include.path.ends_with(".d") ||
        context.library.resolve(include.path, true).found)
      return;
    const std::string directory = include.path.substr(0, slash);
    const auto names = context.library.files().list(context.index.policy_dir() + "/" + directory);
    if (!names) return;
    const std::string_view name = std::string_view(include.path).substr(slash + 1);
    const std::vector<std::string_view> known(names->begin(), names->end());
    const std::string_view near = text::nearest(name, known, name.size() < 5 ? 1 : 2);
    if (near.empty()) return;
    context.report(item.span, "there is no `" + include.path + "`, and `if exists` hides it",
                   "did you mean `" + directory + "/" + std::string(near) + "`?");
  });
}

void lint_local_include(LintContext& context) {
  const bool of_children = context.id == "subprofiles";
  for (const LintProfile& profile : context.profiles) {
    if ((profile.parent != nullptr) != of_children) continue;
    const std::vector<Item>& items = profile.item->children;
    if (std::any_of(items.begin(), items.end(), is_local)) continue;
    const std::string file = context.source.name().substr(context.source.name().rfind('/') + 1);
    const bool first = &profile == &context.profiles.front();
    const std::string local =
        of_children ? file + "_" + profile.header->name
        : first     ? file
                    : profile.header->name.substr(profile.header->name.rfind('/') + 1);
    context.report(
        header_span(*profile.item),
        "the profile has no local include: what a site adds to it is lost when the package "
        "is upgraded",
        "end it with `include if exists <local/" + local + ">`", profile.header->name);
  }
}

void lint_local_last(LintContext& context) {
  for (const LintProfile& profile : context.profiles) {
    const Item* local = nullptr;
    for (const Item& item : profile.item->children) {
      if (is_local(item)) {
        if (local == nullptr) local = &item;
      } else if (local != nullptr && (std::holds_alternative<Rule>(item.value) ||
                                      std::holds_alternative<Include>(item.value))) {
        context.report(local->span,
                       "rules stand after the local include: a reader looks for a site's "
                       "additions at the end",
                       "move it behind the rule in line " +
                           std::to_string(context.source.position(item.span.begin).line) +
                           " and those after it");
        break;
      }
    }
  }
}

void lint_abstractions(LintContext& context) {
  for_each_include(context.file.tree.items, [&](const Item& item, const Include& include) {
    for (const WideAbstraction& wide : wide_abstractions)
      if (include.path == wide.path)
        context.report(item.span, "`" + include.path + "` allows " + std::string(wide.grants),
                       "include `" + std::string(wide.instead) + "` and the rules that are needed");
  });
}

}  // namespace profgen::inline v0::policy
