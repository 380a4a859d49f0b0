#include "refine/changes.hpp"

#include <algorithm>

namespace profgen::refine {
namespace {

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

  void write(Works& works) {
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
    made.hat = work.profile->hat;
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

void Work::take(Lines lines) {
  for (edit::Line& line : lines.add) add.push_back(std::move(line));
  if (!lines.by) return;
  const auto [place, fresh] =
      places_.emplace(std::pair(lines.replace->file, lines.replace->span.begin), replace.size());
  if (fresh) {
    replace.emplace_back(*lines.replace, *lines.by);
    return;
  }
  policy::Rule& stands = replace[place->second].second;
  auto* file = std::get_if<policy::FileRule>(&stands.body);
  const auto* more = std::get_if<policy::FileRule>(&lines.by->body);
  if (file != nullptr && more != nullptr && stands.prefix == lines.by->prefix)
    file->perms |= more->perms;
  else
    add.emplace_back(*lines.by);
}

void write_changes(const policy::Policy& policy, const SessionOptions& options, Works works,
                   Outcome& outcome) {
  Assembly(policy, options, outcome).write(works);
}

}  // namespace profgen::refine
