#include "edit/compare/words.hpp"

#include <algorithm>
#include <span>

#include "base/text.hpp"
#include "grammar/vocabulary.hpp"
#include "policy/tuples.hpp"

namespace profgen::inline v0::edit::by_meaning {
namespace {

using policy::GrantClass;

struct ClassWords {
  GrantClass of;
  std::string_view name;
  std::span<const grammar::Word> permissions;
};
const ClassWords class_words[] = {
    {GrantClass::capability, "capability", {}},
    {GrantClass::network, "network", grammar::socket_permissions},
    {GrantClass::mount, "mount", {}},
    {GrantClass::pivot_root, "pivot_root", {}},
    {GrantClass::change_profile, "change_profile", {}},
    {GrantClass::mqueue, "mqueue", grammar::mqueue_permissions},
    {GrantClass::signal, "signal", grammar::signal_permissions},
    {GrantClass::ptrace, "ptrace", grammar::ptrace_permissions},
    {GrantClass::unix_socket, "unix", grammar::socket_permissions},
    {GrantClass::userns, "userns", {}},
    {GrantClass::io_uring, "io_uring", grammar::io_uring_permissions},
    {GrantClass::dbus, "dbus", grammar::dbus_permissions},
    {GrantClass::link, "link", {}},
    {GrantClass::file, "file", {}},
};

const ClassWords& words_of(GrantClass of) {
  return *std::find_if(std::begin(class_words), std::end(class_words),
                       [of](const ClassWords& words) { return words.of == of; });
}

std::string file_letters(std::uint32_t perms) {
  if ((perms & file_perm::write) != 0) perms &= ~std::uint32_t{file_perm::append};
  return file_perms_text(static_cast<FilePerms>(perms));
}

std::string link_words(std::uint32_t perms) {
  // What grants any link grants those to a target that is no less permitted, too.
  return (perms & policy::link_any) != 0 ? "any" : "subset";
}

template <typename Words>
std::string by_ownership(std::uint32_t perms, const Words& words) {
  constexpr std::uint32_t low = (1U << policy::other_shift) - 1;
  const std::uint32_t owner = perms & low, other = perms >> policy::other_shift;
  std::string out;
  const auto add = [&](const char* prefix, std::uint32_t bits) {
    if (bits != 0) out += (out.empty() ? "" : ", ") + (prefix + words(bits));
  };
  add("", owner & other);
  add("owner ", owner & ~other);
  add("other ", other & ~owner);
  return out;
}

std::uint16_t port_of(std::string_view digits) {
  return static_cast<std::uint16_t>(text::to_number(digits).value_or(0));
}

std::vector<std::string> mount_words(std::string_view digits) {
  std::vector<std::string> words;
  unsigned done = 0;
  for (const grammar::MountOption& option : grammar::mount_options) {
    if (option.value == 0 || option.group == done || option.group >= digits.size() ||
        digits[option.group] != '1')
      continue;
    done = option.group;
    words.emplace_back(option.text);
  }
  return words;
}

MountKind mount_kind(std::string_view name) {
  if (name == "umount") return MountKind::umount;
  return name == "remount" ? MountKind::remount : MountKind::mount;
}

Access file_access(std::uint32_t perms, const std::string& path) {
  const bool owned = (perms >> policy::other_shift) == 0;
  std::uint32_t bits = owned ? perms : perms >> policy::other_shift;
  if ((bits & file_perm::write) != 0) bits &= ~std::uint32_t{file_perm::append};
  if ((bits & file_perm::exec) != 0) return ExecAccess{path, owned, {}};
  return FileAccess{path, static_cast<FilePerms>(bits), owned};
}

}  // namespace

std::string permissions_text(GrantClass of, std::uint32_t perms) {
  if (of == GrantClass::file) return by_ownership(perms, file_letters);
  if (of == GrantClass::link) return by_ownership(perms, link_words);
  std::string out;
  std::uint32_t done = 0;
  for (const grammar::Word& word : words_of(of).permissions)
    if ((word.value & perms) == word.value && (word.value & done) == 0) {
      done |= word.value;
      out += (out.empty() ? "" : " ") + std::string(word.text);
    }
  return out;
}

std::string_view class_name(GrantClass of, std::uint32_t perms) {
  constexpr std::uint32_t exec_bits =
      file_perm::exec | (std::uint32_t{file_perm::exec} << policy::other_shift);
  if (of == GrantClass::file && (perms & exec_bits) != 0) return "exec";
  return words_of(of).name;
}

Access access_of(GrantClass of, std::uint32_t perms, std::string_view tuple) {
  std::vector<std::string> part = policy::tuple_parts(tuple);
  constexpr std::size_t most_parts = 7;
  part.resize(most_parts);
  switch (of) {
    case GrantClass::capability:
      return CapabilityAccess{part[0]};
    case GrantClass::network:
      return NetworkAccess{
          part[0], part[1], {}, perms, {part[2], port_of(part[3])}, {part[4], port_of(part[5])}};
    case GrantClass::mount:
      return MountAccess{mount_kind(part[0]), part[1], part[3], part[4], mount_words(part[2])};
    case GrantClass::pivot_root:
      return PivotRootAccess{part[0], part[1]};
    case GrantClass::change_profile:
      return ChangeProfileAccess{part[2], !part[0].empty(), !part[1].empty()};
    case GrantClass::mqueue:
      return MqueueAccess{perms, part[0], part[1], part[2]};
    case GrantClass::signal:
      return SignalAccess{perms, part[0], part[1]};
    case GrantClass::ptrace:
      return PtraceAccess{perms, part[0]};
    case GrantClass::unix_socket:
      return UnixAccess{perms, part[0], part[1], part[2], part[3]};
    case GrantClass::userns:
      return UsernsAccess{};
    case GrantClass::io_uring:
      return IoUringAccess{perms, part[0]};
    case GrantClass::dbus:
      return DbusAccess{perms, part[0], part[1], part[2], part[3], part[4], part[5], part[6]};
    case GrantClass::link:
      return LinkAccess{part[0], part[1], (perms >> policy::other_shift) == 0};
    case GrantClass::file:
      break;
  }
  return file_access(perms, part[0]);
}

}  // namespace profgen::inline v0::edit::by_meaning
