#include "refine/changes.hpp"

#include <algorithm>
#include <set>

#include "refine/local_place.hpp"

namespace profgen::inline v0::refine {
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
    for (const auto& [name, fresh] : fresh_) {
      if (fresh.above.empty())
        emit_new_file(name, fresh);
      else
        insert_below(name, fresh);
    }
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
    std::string above;  // the profile that stands there and gets it as a child; empty: a new file
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
    if (options_.into_local && edit_local(subject, work, *tree, *item)) return;
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

  // False: the lines go into the profile itself.
  bool edit_local(const evidence::Subject& subject, Work& work, const policy::Tree& tree,
                  const policy::Item& item) {
    const LocalPlace place = local_place(policy_, tree, item, subject.profile);
    if (!place.note.empty()) note(subject, tree.source->name(), place.note);
    if (place.include.empty()) return false;
    static const policy::Tree nothing = policy::parse(make_source("", ""));
    const policy::Tree& local = place.tree != nullptr ? *place.tree : nothing;
    std::vector<edit::Splice> splices;
    std::vector<edit::Line> lines = std::move(work.add);
    for (const auto& [where, rule] : work.replace) {
      if (where.file == place.file)
        splices.push_back(edit::replace_rule(local, where.span, rule));
      else
        lines.emplace_back(rule);
    }
    for (edit::Splice& splice : edit::insert_lines(local, lines))
      splices.push_back(std::move(splice));
    if (place.tree != nullptr)
      splices_[place.file] = std::move(splices);
    else
      outcome_.changes.push_back({place.file, std::nullopt, edit::apply("", std::move(splices))});
    if (place.include_missing)
      for (edit::Splice& splice :
           edit::insert_lines(tree, item, {policy::Include{place.include, true, true, false}}))
        splices_[tree.source->name()].push_back(std::move(splice));
    return true;
  }

  void note(const evidence::Subject& subject, const std::string& file, const std::string& message) {
    Diagnostic diagnostic;
    diagnostic.severity = Severity::note;
    diagnostic.file = file;
    diagnostic.at = {0, 0};
    diagnostic.message = "profile " + subject.profile + ": " + message;
    diagnostic.id = "local";
    outcome_.notes.push_back(std::move(diagnostic));
  }

  void add_new(const evidence::Subject& subject, Work& work) {
    edit::NewProfile made;
    made.name = subject.profile;
    if (!work.profile->attachment.empty())
      made.attachment = policy::literal_pattern(work.profile->attachment);
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
      if (tree != nullptr && edit::find_profile(*tree, parent) != nullptr) {
        made.name = own;
        // Its own children may still come: it is written when all are known.
        fresh_[subject.profile] = {standing->file, parent, std::move(made)};
        return;
      }
    }
    if (!options_.abi.empty()) made.local_include = "local/" + base_name(work.profile->file);
    fresh_[subject.profile] = {work.profile->file, {}, std::move(made)};
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

  void insert_below(const std::string& name, const Fresh& fresh) {
    const policy::Tree* tree = policy_.tree(fresh.file);
    const policy::Item* item = edit::find_profile(*tree, fresh.above);
    Result<edit::Splice> splice = edit::insert_child(*tree, *item, fresh.profile);
    if (!splice) return problem({"", name}, splice.error().text());
    splices_[fresh.file].push_back(std::move(splice.value()));
  }

  // Different names may come to one file name ("/a/b" and "a.b"), also to that of a file that
  // holds other profiles.
  std::string free_path(const std::string& wanted) {
    std::string path = wanted;
    for (int i = 2; policy_.tree(path) != nullptr || !new_paths_.insert(path).second; ++i)
      path = wanted + "-" + std::to_string(i);
    return path;
  }

  void emit_new_file(const std::string& name, const Fresh& fresh) {
    Result<std::string> text =
        edit::new_file_text(fresh.profile, options_.abi, options_.new_file_comment);
    if (!text) return problem({"", name}, text.error().text());
    outcome_.changes.push_back({free_path(fresh.file), std::nullopt, std::move(text.value())});
  }

  const policy::Policy& policy_;
  const SessionOptions& options_;
  Outcome& outcome_;
  std::map<std::string, std::vector<edit::Splice>> splices_;
  std::map<std::string, Fresh> fresh_;
  std::set<std::string> new_paths_;
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

}  // namespace profgen::inline v0::refine
