#include "suggest/exec_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "suggest/labels.hpp"

namespace profgen::suggest {
namespace {

// A child with more needs than this would swamp the profile that runs it.
constexpr std::size_t many_accesses = 60;

bool begins_with_any(std::string_view name, const std::string_view* begin,
                     const std::string_view* end) {
  return std::any_of(begin, end, [&](std::string_view start) {
    if (name.substr(0, start.size()) != start) return false;
    // A version may follow: python3.11, perl5.36
    return name.find_first_not_of("0123456789.-", start.size()) == std::string_view::npos;
  });
}

// What a `#!` line usually names. The log does not show the line, but it shows that the kernel
// opened both files for one exec.
bool is_interpreter(std::string_view path) {
  static constexpr std::string_view names[] = {"sh",    "bash",   "dash", "zsh",  "ksh", "busybox",
                                               "perl",  "python", "ruby", "node", "php", "lua",
                                               "tclsh", "awk",    "mawk", "gawk", "sed"};
  return path.find("/bin/") != std::string_view::npos &&
         begins_with_any(base_name(path), std::begin(names), std::end(names));
}

bool is_script_name(std::string_view path) {
  static constexpr std::string_view endings[] = {".sh", ".py", ".pl", ".rb", ".bash"};
  const std::string_view name = base_name(path);
  return std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) {
    return name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending;
  });
}

std::string script_note(const std::string& program, const ChildNeeds& needs) {
  if (!needs.interpreter.empty())
    return fmt::format("; a script: {} runs in the same profile",
                       text::printable(needs.interpreter));
  return is_script_name(program) ? "; a script: its interpreter runs in the same profile" : "";
}

}  // namespace

void ChildNeeds::add(const std::string& program, const evidence::Accesses& accesses_of_child) {
  accesses += accesses_of_child.size();
  if (is_interpreter(program)) return;
  for (const auto& entry : accesses_of_child) {
    const auto* file = std::get_if<FileAccess>(&entry.first.access);
    if (file == nullptr || !interpreter.empty() || file->path == program) continue;
    if ((file->perms & file_perm::read) != 0 && is_interpreter(file->path))
      interpreter = file->path;
  }
}

std::vector<ExecOption> exec_options(const ExecQuestion& question, const ChildNeeds& needs,
                                     const policy::Policy& policy, Attachments& attachments) {
  const std::string& space = question.subject.name_space;
  if (piece_kind(question.program) != PieceKind::program)
    return {{"ix", {}, "the log does not name the program: its accesses go to this profile"},
            {"ignore", {}, "drop what it did"}};

  const std::string note = script_note(question.program, needs);
  const ExecOption deny{"deny", {}, "the program must not run"};
  const ExecOption inherit{
      "ix", {}, fmt::format("runs in this profile ({} accesses){}", needs.accesses, note)};
  std::vector<ExecOption> options;
  if (const auto* profile = attachments.find(space, {}, question.program))
    options.push_back(
        {"Px", {}, fmt::format("profile {} is for it", text::printable(profile->name))});
  const std::string own(base_name(question.program));
  const auto* child = attachments.find(space, question.subject.profile, question.program);
  if (child == nullptr) child = policy.find(question.subject.profile + "//" + own, space);
  if (child != nullptr) {
    options.push_back({"Cx", child->name.substr(question.subject.profile.size() + 2),
                       "a child profile for it stands"});
    options.push_back(inherit);
  } else {
    const ExecOption separate{
        "Cx", own, fmt::format("a child profile of its own ({} accesses)", needs.accesses)};
    const bool many = needs.accesses > many_accesses;
    options.push_back(many ? separate : inherit);
    options.push_back(many ? inherit : separate);
  }
  options.push_back(deny);
  return options;
}

}  // namespace profgen::suggest
