#include "edit/merge/profile.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/text.hpp"
#include "edit/compare/header.hpp"
#include "edit/merge/needed.hpp"

namespace profgen::inline v0::edit::merging {
namespace {

using policy::Profile;
using policy::ResolvedRule;

constexpr int conditional_rank = 1000;  // behind the rules, before the children

// Whether a file is what an include names, or stands in the folder that it names.
bool is_included(const std::string& file, const std::string& path) {
  return file == path || file.ends_with("/" + path) ||
         file.find("/" + path + "/") != std::string::npos;
}

// The rules that an include brings, by those of the includes inside it too.
class IncludedRules {
 public:
  IncludedRules(const File& file, const Profile& profile) : file_(file), profile_(profile) {}

  std::vector<const ResolvedRule*> of(const std::string& path) {
    visited_.clear();
    found_.clear();
    visit(path, 0);
    return found_;
  }

 private:
  void visit(const std::string& path, int depth) {
    constexpr int deepest = 50;
    if (depth > deepest || !visited_.insert(path).second) return;
    std::set<std::string> files;
    for (const ResolvedRule& rule : profile_.rules)
      if (rule.from_include && is_included(rule.where.file, path)) {
        found_.push_back(&rule);
        files.insert(rule.where.file);
      }
    // What includes only other files has no rule to know it by.
    files.insert(path.substr(0, 1) == "/" ? path : file_.policy.options().policy_dir + "/" + path);
    for (const std::string& base : file_.policy.options().include_dirs)
      files.insert(base + "/" + path);
    for (const std::string& name : files)
      if (const policy::Tree* tree = file_.policy.tree(name)) follow(tree->items, depth);
  }
  void follow(const Siblings& items, int depth) {
    for (const Item& item : items) {
      if (const auto* include = std::get_if<policy::Include>(&item.value))
        visit(include->path, depth + 1);
      follow(item.children, depth);
    }
  }

  const File& file_;
  const Profile& profile_;
  std::set<std::string> visited_;
  std::vector<const ResolvedRule*> found_;
};

// A rule without its exec permission; nullopt if nothing is left of it.
std::optional<policy::Rule> without_exec(policy::Rule rule) {
  auto* file = std::get_if<policy::FileRule>(&rule.body);
  if (file == nullptr || file->bare || file->perms == 0) return std::nullopt;
  file->exec.clear();
  file->target.clear();
  file->environment = policy::ExecEnvironment::unstated;
  return rule;
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
  return out;
}

}  // namespace

struct ProfileMerge::Pair {
  const Profile& ours;
  const Item& our_item;
  const Profile& theirs;
  const Item& their_item;
  Needs needs;
  std::map<Span, const ResolvedRule*> by_span;  // their own rules
  std::vector<TextGroup> groups;
  std::vector<std::pair<const Profile*, const Item*>> children;
  std::set<Span> touched;  // items of ours that were replaced or taken out
  std::set<std::string> included;
  std::set<std::string> added_rules;           // as text
  std::multimap<policy::Rule, Span> standing;  // the rules of our body, normalised
  std::set<std::string_view> names;            // of the profiles in our body
};

ProfileMerge::ProfileMerge(const File& ours, const File& theirs, const MergeOptions& how,
                           Result& result)
    : ours_(ours), theirs_(theirs), how_(how), result_(result) {
  for (const Profile& profile : theirs.policy.profiles())
    if (profile.file == theirs.path) their_profiles_.emplace(profile.where.span, &profile);
}

void ProfileMerge::add(Pair& pair, const BlockKey& key, std::vector<TextLine> lines) {
  ++result_.added;
  for (const TextLine& line : lines) result_.added_texts.push_back(line.text);
  const bool child = key.group == BlockKey::child;
  const auto is_it = [&key](const TextGroup& group) { return group.key == key; };
  auto group =
      child ? pair.groups.end() : std::find_if(pair.groups.begin(), pair.groups.end(), is_it);
  if (group == pair.groups.end()) group = pair.groups.insert(pair.groups.end(), {key, {}});
  for (TextLine& line : lines) group->lines.push_back(std::move(line));
}

void ProfileMerge::merge_header(const Pair& pair) {
  bool header_differs = false;
  for (const Difference& difference : by_meaning::compare_headers(pair.ours, pair.theirs)) {
    const bool limit = difference.class_name == "rlimit";
    const bool in_file = difference.culprit.where.file == theirs_.path;
    const bool settled = how_.prefer_theirs && !limit;
    header_differs = header_differs || !limit;
    const policy::Location& ours =
        difference.others.empty() ? pair.ours.where : difference.others.front().where;
    result_.conflict(theirs_, in_file ? difference.culprit.where : pair.theirs.where,
                     difference.class_name,
                     difference.class_name + " of " + text::printable(pair.theirs.name) + ": " +
                         text::printable(difference.detail) + "; the first file's stands in " +
                         text::printable(place_of(ours)),
                     settled);
  }
  if (!header_differs || !how_.prefer_theirs) return;
  const auto header = [](const policy::Tree& tree, const Item& item) {
    return tree.source->text({item.span.begin, item.body.begin});
  };
  result_.settled.push_back({{pair.our_item.span.begin, pair.our_item.body.begin},
                             std::string(header(theirs_.tree, pair.their_item))});
}

// Whether our side of a contradiction can be written over: it stands in this very body.
bool ProfileMerge::settle(Pair& pair, const std::string& id, const ResolvedRule& ours) {
  if (!how_.prefer_theirs) return false;
  if (pair.touched.count(ours.where.span) != 0) return true;
  if (ours.where.file != ours_.path) return false;
  const Siblings& body = pair.our_item.children;
  const auto found = find_item(body, ours.where.span);
  if (!found || found->siblings != &body) return false;
  const auto rest = id == "exec" ? without_exec(ours.rule) : std::nullopt;
  result_.settled.push_back(rest ? replace_rule(ours_.tree, ours.where.span, *rest)
                                 : removal(ours_.tree, body, found->index));
  pair.touched.insert(ours.where.span);
  return true;
}

void ProfileMerge::collect_rule(Pair& pair, const Siblings& items, std::size_t index,
                                bool in_block) {
  const auto known = pair.by_span.find(items[index].span);
  if (known == pair.by_span.end()) return;
  const ResolvedRule& rule = *known->second;
  const auto found = pair.needs.find(&rule);
  if (found == pair.needs.end()) return;
  const Need& need = found->second;
  bool open = false, open_exec = false;
  for (const Contradiction& one : need.contradictions) {
    const bool denies = rule.rule.prefix.decision == policy::Decision::deny;
    // Our grant stays where it is: a deny rule beside it takes it away.
    const bool beside = one.id == "allow-deny" && denies;
    const bool settled = beside ? how_.prefer_theirs : settle(pair, one.id, *one.ours);
    result_.conflict(theirs_, rule.where, one.id,
                     one.message + "; against it stands `" +
                         text::printable(policy::to_text(one.ours->rule)) + "` in " +
                         text::printable(place_of(one.ours->where)),
                     settled);
    (one.id == "exec" ? open_exec : open) |= !settled;
  }
  const bool settled_some = !need.contradictions.empty() && !open && !open_exec;
  if (need.blocked && open) return;
  if (!need.whole && !settled_some) return;
  std::optional<policy::Rule> instead;
  if (in_block) instead = rule.rule;
  if (need.exec_blocked && open_exec) {
    instead = without_exec(rule.rule);
    if (!instead) return;
  }
  // What two lines say alike comes once.
  const std::string text = policy::to_text(instead ? *instead : rule.rule);
  if (!pair.added_rules.insert(text).second) return;
  // … and not if it stands there: where something else keeps it from being effective.
  const auto [begin, end] = pair.standing.equal_range(normalised(instead ? *instead : rule.rule));
  if (std::any_of(begin, end, [&pair](const auto& standing) {
        return pair.touched.count(standing.second) == 0;
      }))
    return;
  add(pair, key_of(rule.rule),
      lines_of_item(theirs_.tree, items, index,
                    instead ? std::optional<std::string>(text) : std::nullopt));
}

void ProfileMerge::collect_include(Pair& pair, const Siblings& items, std::size_t index) {
  const auto& include = std::get<policy::Include>(items[index].value);
  if (pair.included.count(include.path) != 0) return;
  bool needed = include.path.substr(0, 6) == "local/", blocked = false;
  std::vector<const ResolvedRule*> rules = IncludedRules(theirs_, pair.theirs).of(include.path);
  for (const ResolvedRule* rule : rules) {
    const auto found = pair.needs.find(rule);
    if (found == pair.needs.end()) continue;
    needed = needed || found->second.whole;
    const bool stands_against = found->second.blocked || found->second.exec_blocked;
    if (!stands_against || blocked) continue;
    blocked = true;
    const Contradiction& one = found->second.contradictions.front();
    const Source& source = *theirs_.tree.source;
    result_.conflict(theirs_,
                     {theirs_.path, source.position(items[index].span.begin), items[index].span},
                     one.id,
                     "it brings " + one.message + "; against it stands `" +
                         text::printable(policy::to_text(one.ours->rule)) + "` in " +
                         text::printable(place_of(one.ours->where)),
                     false);
  }
  if (!needed || blocked) return;
  pair.included.insert(include.path);
  add(pair, key_of(include), lines_of_item(theirs_.tree, items, index));
  for (const ResolvedRule* rule : rules) result_.added_texts.push_back(policy::to_text(rule->rule));
}

// A chain of arms comes along whole: which of them counts depends on variables.
std::size_t ProfileMerge::collect_conditional(Pair& pair, const Siblings& items,
                                              std::size_t index) {
  std::size_t last = index;
  while (last + 1 < items.size()) {
    const auto* next = std::get_if<policy::Conditional>(&items[last + 1].value);
    if (next == nullptr || next->arm == policy::Conditional::Arm::if_arm) break;
    ++last;
  }
  bool needed = false;
  const std::function<void(const Siblings&)> look = [&](const Siblings& inner) {
    for (const Item& item : inner) {
      const auto known = pair.by_span.find(item.span);
      if (known != pair.by_span.end()) {
        const auto need = pair.needs.find(known->second);
        needed = needed || (need != pair.needs.end() && need->second.whole);
      }
      look(item.children);
    }
  };
  for (std::size_t i = index; i <= last; ++i) look(items[i].children);
  const auto text_of = [](const policy::Tree& tree, const Siblings& all, std::size_t first,
                          std::size_t behind) {
    return squeezed(tree.source->text({all[first].span.begin, all[behind].span.end}));
  };
  const std::string wanted = text_of(theirs_.tree, items, index, last);
  if (needed &&
      squeezed(ours_.tree.source->text(pair.our_item.body)).find(wanted) == std::string::npos)
    add(pair, {BlockKey::rule, conditional_rank}, lines_of_items(theirs_.tree, items, index, last));
  return last;
}

void ProfileMerge::collect_child(Pair& pair, const Siblings& items, std::size_t index) {
  const Item& item = items[index];
  const auto known = their_profiles_.find(item.span);
  if (known == their_profiles_.end()) return;
  const Profile& child = *known->second;
  const Profile* standing = ours_.policy.find(child.name, child.name_space);
  const auto there = standing != nullptr && standing->file == ours_.path
                         ? find_item(ours_.tree.items, standing->where.span)
                         : std::nullopt;
  if (there) {
    pair.children.emplace_back(&child, &item);
  } else if (standing == nullptr &&
             pair.names.count(std::get<policy::ProfileHeader>(item.value).name) == 0) {
    add(pair, {BlockKey::child}, lines_of_item(theirs_.tree, items, index));
    for (const ResolvedRule& rule : child.rules)
      result_.added_texts.push_back(policy::to_text(rule.rule));
  }
}

void ProfileMerge::collect(Pair& pair, const Siblings& items, bool in_block) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Item& item = items[i];
    if (std::holds_alternative<policy::Rule>(item.value)) collect_rule(pair, items, i, in_block);
    if (std::holds_alternative<policy::Include>(item.value)) collect_include(pair, items, i);
    if (std::holds_alternative<policy::Block>(item.value)) collect(pair, item.children, true);
    if (std::holds_alternative<policy::ProfileHeader>(item.value)) collect_child(pair, items, i);
    if (std::holds_alternative<policy::Conditional>(item.value))
      i = collect_conditional(pair, items, i);
  }
}

void ProfileMerge::merge(const Profile& our_profile, const Item& our_item,
                         const Profile& their_profile, const Item& their_item) {
  Pair pair{our_profile, our_item, their_profile, their_item, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  pair.needs = needs_of(our_profile, their_profile);
  for (const ResolvedRule& rule : their_profile.rules)
    if (!rule.from_include && rule.where.file == theirs_.path)
      pair.by_span.emplace(rule.where.span, &rule);
  for (const Item& item : our_item.children)
    if (const auto* rule = std::get_if<policy::Rule>(&item.value))
      pair.standing.emplace(normalised(*rule), item.span);
  pair.names = profile_names(our_item.children);
  pair.included.insert(our_profile.includes.begin(), our_profile.includes.end());
  merge_header(pair);
  collect(pair, their_item.children, false);
  std::stable_sort(pair.groups.begin(), pair.groups.end(),
                   [](const TextGroup& a, const TextGroup& b) { return a.key < b.key; });
  for (Splice& splice : insert_texts(ours_.tree, our_item, pair.groups))
    result_.splices.push_back(std::move(splice));
  for (const auto& [child, item] : pair.children) {
    const Profile* standing = ours_.policy.find(child->name, child->name_space);
    const auto there = find_item(ours_.tree.items, standing->where.span);
    merge(*standing, there->item(), *child, *item);
  }
}

}  // namespace profgen::inline v0::edit::merging
