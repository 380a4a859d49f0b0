#include "evidence/access_json.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <type_traits>

#include "base/text.hpp"
#include "evidence/place.hpp"
#include "grammar/vocabulary.hpp"
#include "log/timestamp.hpp"

namespace profgen::inline v0::evidence {
namespace {

using Words = std::span<const grammar::Word>;

constexpr std::array<std::string_view, 3> mount_kinds = {"mount", "remount", "umount"};

// "send receive"; a bit without a name is written as "bit7".
std::string words_text(std::uint32_t perms, Words words) {
  std::string out;
  for (unsigned bit = 0; bit < 32; ++bit) {
    const std::uint32_t mask = 1u << bit;
    if ((perms & mask) == 0) continue;
    std::string name = fmt::format("bit{}", bit);
    for (auto word = words.rbegin(); word != words.rend(); ++word)
      if (word->value == mask) name = word->text;
    out += (out.empty() ? "" : " ") + name;
  }
  return out;
}

std::uint32_t words_perms(std::string_view text, Words words) {
  std::uint32_t perms = 0;
  for (const std::string_view name : text::split(text, ' ')) {
    if (name.substr(0, 3) == "bit")
      perms |= 1u << (text::to_number(name.substr(3)).value_or(0) & 31u);
    for (const grammar::Word& word : words)
      if (word.text == name) perms |= static_cast<std::uint32_t>(word.value);
  }
  return perms;
}

// Writes what is there.
struct Out {
  JsonWriter& json;
  void operator()(const char* key, const std::string& value) const {
    if (!value.empty()) json.add(key, value);
  }
  void operator()(const char* key, bool value) const {
    if (value) json.add_true(key);
  }
  void operator()(const char* key, std::uint64_t value) const {
    if (value != 0) json.add_number(key, value);
  }
  void operator()(const char* key, std::uint16_t value) const {
    if (value != 0) json.add_number(key, value);
  }
  void file_perms(FilePerms perms) const { (*this)("mask", file_perms_text(perms)); }
  void perms(std::uint32_t perms, Words words) const { (*this)("mask", words_text(perms, words)); }
  void kind(MountKind kind) const {
    json.add("operation", mount_kinds[static_cast<std::size_t>(kind)]);
  }
  void all(const char* key, const std::vector<std::string>& values) const {
    if (!values.empty())
      json.add_all(key, std::vector<std::string_view>(values.begin(), values.end()));
  }
};

struct In {
  const Json& json;
  void operator()(const char* key, std::string& value) const { value = string_of(json, key); }
  void operator()(const char* key, bool& value) const { value = flag_of(json, key); }
  void operator()(const char* key, std::uint64_t& value) const { value = number_of(json, key); }
  void operator()(const char* key, std::uint16_t& value) const {
    value = static_cast<std::uint16_t>(number_of(json, key));
  }
  void file_perms(FilePerms& perms) const {
    const std::string text = string_of(json, "mask");
    for (unsigned bit = 0; bit < 7; ++bit)
      if (text.find(file_perms_text(static_cast<FilePerms>(1u << bit))) != std::string::npos)
        perms = static_cast<FilePerms>(perms | 1u << bit);
  }
  void perms(std::uint32_t& perms, Words words) const {
    perms = words_perms(string_of(json, "mask"), words);
  }
  void kind(MountKind& kind) const {
    const std::string text = string_of(json, "operation");
    for (std::size_t i = 0; i < mount_kinds.size(); ++i)
      if (mount_kinds[i] == text) kind = static_cast<MountKind>(i);
  }
  void all(const char* key, std::vector<std::string>& values) const {
    values = strings_of(json, key);
  }
};

// The members of each class: one table for both ways. A is an access, const or not.
template <typename IO, typename A>
void members(const IO& io, A& a) {
  using Class = std::remove_const_t<A>;
  if constexpr (std::is_same_v<Class, FileAccess>) {
    io("name", a.path);
    io.file_perms(a.perms);
    io("owner", a.owned);
  } else if constexpr (std::is_same_v<Class, ExecAccess>) {
    io("name", a.path);
    io("target", a.target);
    io("owner", a.owned);
  } else if constexpr (std::is_same_v<Class, LinkAccess>) {
    io("name", a.link);
    io("target", a.target);
    io("owner", a.owned);
  } else if constexpr (std::is_same_v<Class, CapabilityAccess>) {
    io("capname", a.capability);
  } else if constexpr (std::is_same_v<Class, NetworkAccess>) {
    io("family", a.family);
    io("sock_type", a.type);
    io("protocol", a.protocol);
    io.perms(a.perms, grammar::socket_permissions);
    io("laddr", a.local.address);
    io("lport", a.local.port);
    io("faddr", a.peer.address);
    io("fport", a.peer.port);
  } else if constexpr (std::is_same_v<Class, UnixAccess>) {
    io.perms(a.perms, grammar::socket_permissions);
    io("sock_type", a.type);
    io("addr", a.address);
    io("peer_addr", a.peer_address);
    io("peer", a.peer_label);
  } else if constexpr (std::is_same_v<Class, DbusAccess>) {
    io.perms(a.perms, grammar::dbus_permissions);
    io("bus", a.bus);
    io("path", a.path);
    io("interface", a.interface);
    io("member", a.member);
    io("name", a.name);
    io("peer_name", a.peer_name);
    io("peer_label", a.peer_label);
  } else if constexpr (std::is_same_v<Class, SignalAccess>) {
    io.perms(a.perms, grammar::signal_permissions);
    io("signal", a.signal);
    io("peer", a.peer);
  } else if constexpr (std::is_same_v<Class, PtraceAccess>) {
    io.perms(a.perms, grammar::ptrace_permissions);
    io("peer", a.peer);
  } else if constexpr (std::is_same_v<Class, MountAccess>) {
    io.kind(a.kind);
    io("fstype", a.fstype);
    io("srcname", a.source);
    io("name", a.mountpoint);
    io.all("flags", a.options);
  } else if constexpr (std::is_same_v<Class, PivotRootAccess>) {
    io("srcname", a.old_root);
    io("name", a.new_root);
  } else if constexpr (std::is_same_v<Class, ChangeProfileAccess>) {
    io("target", a.target);
    io("on_exec", a.on_exec);
    io("stack", a.stack);
  } else if constexpr (std::is_same_v<Class, ChangeHatAccess>) {
    io("hat", a.hat);
  } else if constexpr (std::is_same_v<Class, MqueueAccess>) {
    io.perms(a.perms, grammar::mqueue_permissions);
    io("mqueue_type", a.type);
    io("name", a.name);
    io("label", a.label);
  } else if constexpr (std::is_same_v<Class, IoUringAccess>) {
    io.perms(a.perms, grammar::io_uring_permissions);
    io("label", a.label);
  } else if constexpr (std::is_same_v<Class, RlimitAccess>) {
    io("rlimit", a.resource);
    io("value", a.value);
  }  // userns and no access at all have none
}

}  // namespace

void write_access(JsonWriter& out, const Access& access) {
  const Out io{out};
  std::visit([&io](auto& a) { members(io, a); }, access);
}

std::optional<Access> read_access(const Json& object, std::string_view of_class) {
  for (std::size_t i = 0; i < std::variant_size_v<Access>; ++i) {
    Access access = access_at(i, {});
    if (class_of(access) != of_class) continue;
    const In io{object};
    std::visit([&io](auto& a) { members(io, a); }, access);
    return access;
  }
  return std::nullopt;
}

void write_time(JsonWriter& out, std::string_view key, std::int64_t time_us) {
  if (time_us == 0) return;
  const std::string text = log::iso_time(time_us);
  std::string_view rest = text;
  const auto back = log::take_iso_time(rest);
  if (back == time_us && rest.empty())
    out.add(key, text);
  else
    out.add_signed(key, time_us);
}

std::int64_t read_time(const Json& object, const char* key) {
  const std::string text = string_of(object, key);
  if (text.empty()) return signed_of(object, key);
  std::string_view rest = text;
  return log::take_iso_time(rest).value_or(0);
}

}  // namespace profgen::inline v0::evidence
