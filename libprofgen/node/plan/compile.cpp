#include "node/plan/compile.hpp"

#include "base/text.hpp"
#include "host/saves/staged.hpp"
#include "host/saves/write.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr double compile_patience_s = 120;  // another plan compiles

std::vector<host::SavedFile> as_saved(const Machine& machine, const Intent& intent) {
  std::vector<host::SavedFile> out;
  for (const IntendedFile& file : intent.files())
    if (file.changes()) out.push_back({policy_path(machine, file.file), file.before, file.after});
  return out;
}

bool includes_change(const std::vector<host::SavedFile>& changes, const policy::Policy& policy) {
  const std::string prefix = policy.options().policy_dir + "/";
  for (const host::SavedFile& change : changes)
    if (change.path.find('/', prefix.size()) != std::string::npos) return true;
  return false;
}

std::string first_error(const host::ParserVerdict& verdict, const std::string& staged,
                        const std::string& file) {
  for (const Diagnostic& one : verdict.diagnostics) {
    if (one.severity != Severity::error) continue;
    std::string where = one.file;
    if (where.starts_with(staged + "/")) where = where.substr(staged.size() + 1);
    if (where.empty()) where = file;
    if (one.at.line != 0) where += ":" + std::to_string(one.at.line);
    return text::printable(where + ": " + one.message);
  }
  return file + ": apparmor_parser refuses it";
}

}  // namespace

Result<std::map<std::string, std::string>> trial_compile(Machine& machine, const Intent& intent) {
  std::map<std::string, std::string> out;
  if (intent.changed().empty()) return out;
  const std::vector<host::SavedFile> changes = as_saved(machine, intent);
  policy::LoadOptions options = intent.after().options();
  std::unique_ptr<FileLock> lock;
  std::string directory;
  if (includes_change(changes, intent.after())) {
    const std::string state_dir = below_root(machine, machine.state_dir);
    if (Status made = machine.files.make_directories(state_dir, 0700); !made) return made.error();
    auto locked = machine.files.lock(state_dir + "/planning.lock", compile_patience_s);
    if (!locked) return locked.error();
    lock = std::move(*locked);
    directory = state_dir + "/planning";
    if (Status emptied = host::empty_directory(machine.files, directory); !emptied)
      return emptied.error();
    host::Staged staged(machine.files, changes, options);
    auto laid_out = staged.parser_options(machine.files, directory);
    if (!laid_out) return laid_out.error();
    options = std::move(*laid_out);
  }
  for (const std::string& name : intent.changed()) {
    const IntendedFile* file = intent.file(name);
    if (file == nullptr || !file->after) continue;
    const std::string path = policy_path(machine, name);
    const auto verdict = host::ask_parser(machine.processes, path, *file->after, options);
    if (!verdict) return verdict.error();
    if (verdict->state == host::ParserVerdict::State::not_installed)
      return Error{ErrorKind::system, "compile", path, "apparmor_parser is not installed"};
    if (verdict->state == host::ParserVerdict::State::rejected)
      out[name] = first_error(*verdict, directory.empty() ? "\n" : directory, path);
  }
  if (!directory.empty()) (void)host::empty_directory(machine.files, directory);
  return out;
}

}  // namespace profgen::inline v0::node
