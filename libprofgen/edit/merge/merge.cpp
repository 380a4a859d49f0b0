#include "profgen/merge.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/compare/header.hpp"
#include "edit/merge/preamble.hpp"
#include "edit/merge/profile.hpp"
#include "profgen/compare.hpp"

namespace profgen::inline v0::edit {
namespace {

using merging::File;
using merging::find_item;
using policy::Profile;

policy::Policy load(const Files& files, const policy::LoadOptions& options, const MergeFile& file) {
  policy::Policy policy = policy::Policy::empty(files, options);
  policy.add_text(file.path, file.text);
  return policy;
}

std::vector<Diagnostic> errors_of(const policy::Policy& policy) {
  std::vector<Diagnostic> errors;
  for (const Diagnostic& diagnostic : policy.diagnostics())
    if (diagnostic.severity == Severity::error) errors.push_back(diagnostic);
  return errors;
}

// Profiles that only their file has, at the end of ours, with the comments above them.
void append_profiles(const File& ours, const File& theirs, merging::Result& result) {
  const std::string_view text = ours.tree.source->text();
  const std::uint32_t end = static_cast<std::uint32_t>(text.size());
  const bool crlf = text.find("\r\n") != std::string_view::npos;
  const std::string eol = crlf ? "\r\n" : "\n";
  std::string lines;
  const auto& items = theirs.tree.items;
  const auto names = merging::profile_names(ours.tree.items);
  for (const Profile& profile : theirs.policy.profiles()) {
    if (profile.file != theirs.path ||
        ours.policy.find(profile.name, profile.name_space) != nullptr)
      continue;
    const auto found = find_item(items, profile.where.span);
    // A missing child of a profile that stands is put into it.
    const bool top_level =
        found && found->siblings == &items &&
        names.count(std::get<policy::ProfileHeader>(found->item().value).name) == 0;
    for (const policy::ResolvedRule& rule : profile.rules)
      if (top_level) result.added_texts.push_back(policy::to_text(rule.rule));
    if (!top_level) continue;
    ++result.added;
    if (!text.empty() || !lines.empty()) lines += eol;
    for (const TextLine& line : merging::lines_of_item(theirs.tree, items, found->index)) {
      lines += line.text + eol;
      result.added_texts.push_back(line.text);
    }
  }
  if (lines.empty()) return;
  if (!text.empty() && text.back() != '\n') lines.insert(0, eol);
  result.splices.push_back({{end, end}, std::move(lines)});
}

// What the result still lacks although nothing contradicts it: told rather than lost.
void verify(const File& theirs, const policy::Policy& merged, merging::Result& result) {
  for (const Profile& profile : theirs.policy.profiles()) {
    const Profile* now = merged.find(profile.name, profile.name_space);
    if (now == nullptr) {
      result.conflict(theirs, profile.where, "not-merged",
                      "the profile " + text::printable(profile.name) +
                          " stands in a place that cannot be merged",
                      false);
      continue;
    }
    if (!result.conflicts.empty()) continue;
    for (const Difference& difference : compare(profile, *now))
      if (difference.change == Change::removed)
        result.conflict(
            theirs, difference.culprit.where, "not-merged",
            "the result does not grant all of `" + text::printable(difference.culprit.text) + "`" +
                (difference.example_text.empty() ? "" : ", as " + difference.example_text),
            false);
  }
}

// What gave way is told once, whatever the next look finds.
void keep_told(std::vector<Diagnostic> told, std::vector<Diagnostic>& conflicts) {
  for (const Diagnostic& one : conflicts) {
    const auto same = [&one](const Diagnostic& other) {
      return other.id == one.id && other.file == one.file && other.at == one.at;
    };
    if (std::none_of(told.begin(), told.end(), same)) told.push_back(one);
  }
  conflicts = std::move(told);
}

Merged merge_step(const Files& files, const policy::LoadOptions& options, const MergeFile& ours,
                  const MergeFile& theirs, const MergeOptions& how, int rounds) {
  Merged merged;
  merged.text = ours.text;
  // Two texts of one name would be taken for one file.
  MergeFile other = theirs;
  if (other.path == ours.path) other.path += " (theirs)";
  const policy::Policy our_policy = load(files, options, ours);
  const policy::Policy their_policy = load(files, options, other);
  for (const policy::Policy* policy : {&our_policy, &their_policy})
    for (Diagnostic& error : errors_of(*policy)) merged.errors.push_back(std::move(error));
  const policy::Tree* our_tree = our_policy.tree(ours.path);
  const policy::Tree* their_tree = their_policy.tree(other.path);
  if (!merged.errors.empty() || our_tree == nullptr || their_tree == nullptr) return merged;

  const File mine{our_policy, ours.path, *our_tree};
  const File others{their_policy, other.path, *their_tree};
  merging::Result result;
  merging::ProfileMerge profiles(mine, others, how, result);
  for (const Profile& profile : their_policy.profiles()) {
    const Profile* standing = our_policy.find(profile.name, profile.name_space);
    const auto item = find_item(their_tree->items, profile.where.span);
    if (standing == nullptr || standing->file != ours.path || !item) continue;
    // Children come with the profile around them.
    if (item->siblings != &their_tree->items) continue;
    if (const auto there = find_item(our_tree->items, standing->where.span))
      profiles.merge(*standing, there->item(), profile, item->item());
  }
  append_profiles(mine, others, result);
  merging::merge_preamble(mine, others, how, result);
  if (!result.settled.empty() && rounds > 0) {
    // What is added is placed in what is left.
    const MergeFile rest{ours.path, edit::apply(ours.text, std::move(result.settled))};
    merged = merge_step(files, options, rest, theirs, how, rounds - 1);
    keep_told(std::move(result.conflicts), merged.conflicts);
    return merged;
  }
  merged.added = result.added;
  if (!result.splices.empty()) merged.text = edit::apply(ours.text, std::move(result.splices));

  const policy::Policy now = load(files, options, {ours.path, merged.text});
  merged.errors = errors_of(now);
  if (merged.errors.empty())
    merged.errors = policy::check_text(files, ours.path, merged.text, options);
  const auto is_no_error = [](const Diagnostic& diagnostic) {
    return diagnostic.severity != Severity::error;
  };
  merged.errors.erase(std::remove_if(merged.errors.begin(), merged.errors.end(), is_no_error),
                      merged.errors.end());
  if (merged.errors.empty()) verify(others, now, result);
  merged.conflicts = std::move(result.conflicts);
  return merged;
}

}  // namespace

Merged merge(const Files& files, const policy::LoadOptions& options, const MergeFile& ours,
             const MergeFile& theirs, const MergeOptions& how) {
  // A second round finds what the first one uncovered; there is no third in practice.
  constexpr int rounds = 3;
  return merge_step(files, options, ours, theirs, how, rounds);
}

}  // namespace profgen::inline v0::edit
