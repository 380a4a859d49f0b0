// Files: open, exec, link and all that names a path and a mask of letters.
#include "log/access_of.hpp"
#include "log/masks.hpp"
#include "log/set.hpp"

namespace profgen::inline v0::log {
namespace {

// By the ids or, where an old kernel leaves out the owner's, by the mask: what stands before its
// "::" was asked for as the owner, what stands behind it as someone else.
bool is_owned(const Fields& fields, std::string_view mask) {
  constexpr std::string_view parting = "::";
  if (!fields.has(Key::ouid))
    return mask.size() > parting.size() && mask.substr(mask.size() - parting.size()) == parting;
  if (!fields.has(Key::fsuid)) return false;
  const std::string_view task = fields.get(Key::fsuid), owner = fields.get(Key::ouid);
  return task.size() == owner.size() && same_bytes(task.data(), owner.data(), task.size());
}

// Why no rule should come of it; nullptr if one may.
const char* problem_of(std::string_view path, bool has_mask, const FileMask& mask) {
  if (path.empty()) return "the record names no file";
  if (path.front() != '/') return "the path does not begin with /";
  if (!has_mask) return "the record has no permission mask";
  if (mask.unknown) return "unknown letter in the permission mask";
  if (mask.perms == 0) return "the permission mask is empty";
  return nullptr;
}

}  // namespace

bool lookup_failed(Event& event) {
  constexpr std::string_view lookup = "Failed name lookup";
  if (event.info.compare(0, lookup.size(), lookup) != 0) return false;
  event.unusable = "the kernel could not resolve the path: " + event.info;
  return true;
}

void file_access(const Fields& fields, Event& event) {
  const auto text = mask_of(fields, event.verdict);
  const FileMask mask = read_file_mask(text.value_or(std::string_view()));
  std::string_view path = fields.get(Key::name);
  if (path == "(null)") path = {};
  if (event.info.empty() || !lookup_failed(event))
    if (const char* problem = problem_of(path, text.has_value(), mask)) event.unusable = problem;

  const bool owned = is_owned(fields, text.value_or(std::string_view()));
  constexpr std::string_view exec_word = "exec", link_word = "link";
  if (event.operation == exec_word || mask.perms == file_perm::exec) {
    auto& exec = hold<ExecAccess>(event.access);
    set(exec.path, path);
    exec.owned = owned;
    set(exec.target, fields.get(Key::target));
  } else if (event.operation == link_word || mask.perms == file_perm::link) {
    auto& link = hold<LinkAccess>(event.access);
    link.link = path;
    link.target = fields.get(Key::target);
    link.owned = owned;
  } else {
    // An inherited descriptor's mask may hold every letter; x and l there are no exec and no link.
    const auto perms = static_cast<FilePerms>(mask.perms & ~(file_perm::exec | file_perm::link));
    if (path.empty() && perms == 0) {
      event.access = std::monostate();
      return;
    }
    auto& file = hold<FileAccess>(event.access);
    set(file.path, path);
    file.perms = perms;
    file.owned = owned;
  }
}

}  // namespace profgen::inline v0::log
