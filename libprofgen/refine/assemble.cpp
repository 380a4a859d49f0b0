#include "refine/assemble.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "refine/answers.hpp"

namespace profgen::refine {
namespace {

using suggest::ProfileProposals;
using suggest::Proposal;

// What one profile gets.
struct Work {
  const ProfileProposals* profile = nullptr;
  std::vector<edit::Line> add;
  std::vector<std::pair<policy::Location, policy::Rule>> replace;
};

std::string joined(const Lines& lines) {
  std::string out;
  const auto append = [&](const std::string& text) {
    if (!out.empty()) out += '\n';
    out += text;
  };
  if (lines.by) append(to_text(*lines.by));
  for (const edit::Line& line : lines.add) append(edit::line_text(line));
  return out;
}

// The name behind the last "//", and what stands before it.
std::pair<std::string, std::string> split_name(const std::string& full) {
  const std::size_t at = full.rfind("//");
  if (at == std::string::npos) return {"", full};
  return {full.substr(0, at), full.substr(at + 2)};
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

class Assembly {
 public:
  Assembly(const policy::Policy& policy, const SessionOptions& options, Outcome& outcome)
      : policy_(policy), options_(options), outcome_(outcome) {}

  std::map<evidence::Subject, Work> works;

  void write() {
    // Parents sort before their children ("a" < "a//b"), so a new parent is there when they come.
    for (auto& [subject, work] : works) {
      const bool changes = !work.add.empty() || !work.replace.empty();
      if (work.profile->exists) {
        if (changes) edit_standing(subject, work);
      } else {
        add_new(subject, work);
      }
    }
    for (const auto& [name, fresh] : fresh_) emit_new_file(name, fresh);
    for (auto& [path, splices] : splices_) {
      const policy::Tree* tree = policy_.tree(path);
      const std::string_view before = tree->source->text();
      std::string after = edit::apply(before, std::move(splices));
      if (after != before)
        outcome_.changes.push_back({path, std::string(before), std::move(after)});
    }
    std::sort(outcome_.changes.begin(), outcome_.changes.end(),
              [](const FileChange& a, const FileChange& b) { return a.path < b.path; });
  }

 private:
  struct Fresh {
    std::string file;
    edit::NewProfile profile;
  };

  void problem(const evidence::Subject& subject, std::string message) {
    Diagnostic diagnostic;
    diagnostic.message = "profile " + subject.profile + ": " + std::move(message);
    diagnostic.id = "not-carried-out";
    outcome_.problems.push_back(std::move(diagnostic));
  }

  void edit_standing(const evidence::Subject& subject, Work& work) {
    const std::string& file = work.profile->file;
    const policy::Tree* tree = policy_.tree(file);
    const policy::Item* item =
        tree == nullptr ? nullptr : edit::find_profile(*tree, subject.profile);
    if (item == nullptr) return problem(subject, "is not found in " + file);
    std::vector<edit::Splice>& splices = splices_[file];
    for (const auto& [where, rule] : work.replace) {
      // A rule that stands in an included file is not this profile's to change.
      if (where.file != file) {
        work.add.emplace_back(rule);
        continue;
      }
      splices.push_back(edit::replace_rule(*tree, where.span, rule));
    }
    for (edit::Splice& splice : edit::insert_lines(*tree, *item, work.add))
      splices.push_back(std::move(splice));
  }

  void add_new(const evidence::Subject& subject, Work& work) {
    edit::NewProfile made;
    made.name = subject.profile;
    made.attachment = work.profile->attachment;
    if (options_.new_in_complain) made.flags.emplace_back("complain");
    made.lines = std::move(work.add);
    for (auto& [where, rule] : work.replace) made.lines.emplace_back(rule);

    const auto [parent, own] = split_name(subject.profile);
    if (!parent.empty()) {
      if (edit::NewProfile* above = find_fresh(parent)) {
        made.name = own;
        above->children.push_back(std::move(made));
        return;
      }
      const policy::Profile* standing = policy_.find(parent);
      const policy::Tree* tree = standing == nullptr ? nullptr : policy_.tree(standing->file);
      const policy::Item* item = tree == nullptr ? nullptr : edit::find_profile(*tree, parent);
      if (item != nullptr) {
        made.name = own;
        Result<edit::Splice> splice = edit::insert_child(*tree, *item, made);
        if (!splice) return problem(subject, splice.error().text());
        splices_[standing->file].push_back(std::move(splice.value()));
        return;
      }
    }
    if (!options_.abi.empty()) made.local_include = "local/" + base_name(work.profile->file);
    fresh_[subject.profile] = {work.profile->file, std::move(made)};
  }

  edit::NewProfile* find_fresh(const std::string& full) {
    const auto it = fresh_.find(full);
    if (it != fresh_.end()) return &it->second.profile;
    const auto [parent, own] = split_name(full);
    if (parent.empty()) return nullptr;
    edit::NewProfile* above = find_fresh(parent);
    if (above == nullptr) return nullptr;
    for (edit::NewProfile& child : above->children)
      if (child.name == own) return &child;
    return nullptr;
  }

  void emit_new_file(const std::string& name, const Fresh& fresh) {
    Result<std::string> text =
        edit::new_file_text(fresh.profile, options_.abi, options_.new_file_comment);
    if (!text) return problem({"", name}, text.error().text());
    outcome_.changes.push_back({fresh.file, std::nullopt, std::move(text.value())});
  }

  const policy::Policy& policy_;
  const SessionOptions& options_;
  Outcome& outcome_;
  std::map<std::string, std::vector<edit::Splice>> splices_;
  std::map<std::string, Fresh> fresh_;
};

}  // namespace

Outcome assemble(const policy::Policy& policy, const SessionOptions& options,
                 const suggest::Proposals& proposals, const std::vector<Entry>& entries) {
  Outcome outcome;
  outcome.hints = proposals.hints;
  Assembly assembly(policy, options, outcome);
  std::unordered_map<std::string, const Proposal*> by_key;
  for (const ProfileProposals& profile : proposals.profiles) {
    if (!options.only_profile.empty() && options.only_profile != profile.subject.profile) continue;
    if (!profile.subject.name_space.empty()) {
      outcome.hints.push_back(
          {profile.subject, "other-namespace",
           "stands in a policy namespace of its own, not in this host's policy: " +
               std::to_string(profile.proposals.size()) +
               " proposals are left out; refine them where that policy is kept"});
      continue;
    }
    assembly.works[profile.subject].profile = &profile;
    for (const Proposal& proposal : profile.proposals) {
      by_key[key_of(proposal)] = &proposal;
      if (proposal.denied_by_rule)
        outcome.explained.push_back(
            {proposal.subject, what_of(proposal), "a deny rule of the policy denies it"});
      else if (proposal.candidates.empty())
        outcome.left.push_back({proposal.subject, what_of(proposal), "no rule can allow it"});
    }
  }

  for (const Entry& entry : entries) {
    const auto it = by_key.find(entry.key);
    if (it == by_key.end()) {
      // Exec answers work through the rules that follow from them; only those left open are told.
      if (const auto* skipped = std::get_if<Skipped>(&entry.answer))
        outcome.left.push_back({entry.subject, entry.what, skipped->why});
      continue;
    }
    const Proposal& proposal = *it->second;
    if (const auto* skipped = std::get_if<Skipped>(&entry.answer)) {
      outcome.left.push_back({entry.subject, entry.what, skipped->why});
      continue;
    }
    const auto* answer = std::get_if<RuleAnswer>(&entry.answer);
    if (answer == nullptr) continue;
    Lines lines = lines_of(proposal, *answer);
    if (lines.add.empty() && !lines.by) {
      outcome.left.push_back({entry.subject, entry.what, "ignored"});
      continue;
    }
    outcome.decided.push_back({proposal.subject, joined(lines), entry.reason});
    Work& work = assembly.works[proposal.subject];
    if (lines.by) work.replace.emplace_back(*lines.replace, *lines.by);
    for (edit::Line& line : lines.add) work.add.push_back(std::move(line));
  }
  assembly.write();
  return outcome;
}

}  // namespace profgen::refine
