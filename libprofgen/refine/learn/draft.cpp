#include <algorithm>

#include "profgen/edit.hpp"
#include "profgen/learn.hpp"
#include "refine/aa_settings.hpp"
#include "refine/learn/host_paths.hpp"
#include "refine/learn/library_search.hpp"
#include "refine/learn/script_head.hpp"
#include "suggest/profile_file.hpp"

namespace profgen::inline v0::refine {
namespace {

constexpr std::string_view base_abstraction = "abstractions/base";
// A script that is run by a script that is run by …: the kernel gives up after five (fs/exec.c).
constexpr int deepest_script = 5;

class Drafting {
 public:
  Drafting(const policy::Policy& policy, const HostPaths& paths)
      : policy_(policy), paths_(paths), search_(paths) {}

  void look_at(const std::string& program, const std::string& bytes) {
    draft_.name = program;
    draft_.flags = {"complain"};
    include(std::string(base_abstraction));
    if (begins_as_elf(bytes)) {
      rule(program, file_perm::map_exec | file_perm::read, "");
      search_.add(program, bytes, mapped_);
    } else {
      rule(program, file_perm::read, "");
      add_interpreters(bytes, 0);
    }
    for (const std::string& path : mapped_.paths)
      if (!base_has(path)) rule(path, file_perm::map_exec | file_perm::read, "");
  }
  void add_hats(const std::vector<std::string>& hats) {
    for (const std::string& name : hats) {
      edit::NewProfile hat;
      hat.name = name;
      hat.hat = true;
      hat.flags = {"complain"};
      if (stands(base_abstraction))
        hat.lines.emplace_back(policy::Include{std::string(base_abstraction), true, false, false});
      draft_.children.push_back(std::move(hat));
    }
  }
  [[nodiscard]] const edit::NewProfile& draft() const { return draft_; }
  [[nodiscard]] std::vector<std::string> notes() const {
    std::vector<std::string> notes = notes_;
    for (const std::string& name : mapped_.missing)
      notes.push_back("the library " + name + " was not found: its rule will come from a log");
    return notes;
  }

 private:
  [[nodiscard]] const policy::Abstraction* stands(std::string_view path) const {
    for (const policy::Abstraction& one : policy_.abstractions())
      if (one.path == path) return &one;
    return nullptr;
  }
  void include(const std::string& path) {
    if (std::find(included_.begin(), included_.end(), path) != included_.end()) return;
    included_.push_back(path);
    if (stands(path) == nullptr)
      notes_.push_back(path + " is not below " + policy_.options().policy_dir +
                       ": the draft goes without it");
    else
      draft_.lines.emplace_back(policy::Include{path, true, false, false});
  }
  void rule(const std::string& path, FilePerms perms, const std::string& exec) {
    policy::FileRule file;
    file.path = policy::literal_pattern(path);
    file.perms = perms;
    file.exec = exec;
    policy::Rule made;
    made.body = std::move(file);
    draft_.lines.emplace_back(std::move(made));
  }
  [[nodiscard]] bool base_has(const std::string& path) const {
    const policy::Abstraction* base = stands(base_abstraction);
    const FileAccess access{path, file_perm::map_exec | file_perm::read, false};
    return base != nullptr && covers(*base->matcher, access).answer == policy::Answer::allowed;
  }
  // The kernel maps an interpreter under the script's own profile, so it is to be read and mapped;
  // env(1) executes its one, as scripts do that call their language anew.
  void add_interpreters(const std::string& bytes, int depth) {
    for (const std::string& word : script_interpreters(bytes)) {
      const std::string path = paths_.program(word);
      if (path.empty()) {
        notes_.push_back("the interpreter " + word + " was not found");
        continue;
      }
      if (std::find(interpreters_.begin(), interpreters_.end(), path) != interpreters_.end())
        continue;
      interpreters_.push_back(path);
      rule(path, file_perm::map_exec | file_perm::read, "ix");
      for (const std::string& named : {word, path})
        if (const std::string found = abstraction_of_interpreter(named); !found.empty())
          include(found);
      const Result<std::string> text = paths_.read(path);
      if (!text) continue;
      if (begins_as_elf(text.value()))
        search_.add(path, text.value(), mapped_);
      else if (depth < deepest_script)
        add_interpreters(text.value(), depth + 1);
    }
  }

  const policy::Policy& policy_;
  const HostPaths& paths_;
  LibrarySearch search_;
  edit::NewProfile draft_;
  MappedFiles mapped_;
  std::vector<std::string> included_, interpreters_, notes_;
};

std::vector<std::string> hats_of(const HostPaths& paths, const std::string& program) {
  const Result<std::string> conf = paths.read("/etc/apparmor/logprof.conf");
  return conf ? read_aa_settings(conf.value()).required_hats_of(program)
              : std::vector<std::string>{};
}

Error no_such(const std::string& program, std::string reason) {
  return {ErrorKind::usage, "learn", program, std::move(reason)};
}

}  // namespace

Result<Draft> draft_profile(const Files& files, const policy::Policy& policy,
                            const std::string& program, const DraftOptions& options) {
  const HostPaths paths(files, options);
  Draft draft;
  draft.program = paths.program(program);
  if (draft.program.empty())
    return no_such(program, program.find('/') == std::string::npos
                                ? "there is no such program in " + options.search_path
                                : "there is no such file");
  if (!paths.is_file(draft.program)) return no_such(program, "is not a file");
  if (const policy::Profile* standing = policy.attached_to(draft.program)) {
    draft.profile = standing->name;
    draft.file = standing->file;
    draft.mode = standing->mode;
    return draft;
  }
  const Result<std::string> bytes = paths.read(draft.program);
  if (!bytes) return bytes.error();
  if (!begins_as_elf(bytes.value()) && !bytes->starts_with("#!"))
    return no_such(draft.program, "is neither an ELF program nor a script that names what runs it");
  Drafting drafting(policy, paths);
  drafting.look_at(draft.program, bytes.value());
  drafting.add_hats(hats_of(paths, draft.program));
  const auto text = edit::new_file_text(drafting.draft(), options.abi, {});
  if (!text) return text.error();
  draft.profile = draft.program;
  draft.file = suggest::file_of(policy, {"", draft.program}, nullptr);
  if (files.exists(draft.file))
    return no_such(draft.file,
                   "stands where the profile of " + draft.program +
                       " would be written, and has none that attaches to it: move it away");
  draft.change = FileChange{draft.file, std::nullopt, text.value()};
  draft.notes = drafting.notes();
  return draft;
}

}  // namespace profgen::inline v0::refine
