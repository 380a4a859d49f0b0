#include "log/correlate.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "log/prefix.hpp"

namespace profgen::inline v0::log {
namespace {

constexpr std::size_t most_held = 32;      // groups
constexpr std::size_t most_in_group = 64;  // events, and paths
constexpr std::size_t longest_command = std::size_t{64} * 1024;

struct KindOf {
  std::string_view name, number;
  Companion::Kind kind;
};
constexpr KindOf kinds[] = {
    {"SYSCALL", "1300", Companion::Kind::syscall}, {"PATH", "1302", Companion::Kind::path},
    {"CWD", "1307", Companion::Kind::cwd},         {"EXECVE", "1309", Companion::Kind::arguments},
    {"EOE", "1320", Companion::Kind::end},         {"PROCTITLE", "1327", Companion::Kind::command},
};

// The value of ` key=`: within quotes, or hex where the kernel found it unsafe to quote. Values of
// these records hold no blanks otherwise.
std::string value_of(std::string_view fields, std::string_view key) {
  for (std::size_t at = fields.find(key); at != std::string_view::npos;
       at = fields.find(key, at + 1)) {
    if ((at != 0 && fields[at - 1] != ' ') || fields.substr(at + key.size(), 1) != "=") continue;
    std::string_view value = fields.substr(at + key.size() + 1);
    if (take(value, "\"")) return std::string(value.substr(0, value.find('"')));
    value = value.substr(0, value.find(' '));
    if (value == "(null)" || value == "?") return {};
    if (auto bytes = text::from_hex(value);
        bytes && key != "mode" && key != "syscall" && key != "argc")
      return *bytes;
    return std::string(value);
  }
  return {};
}

// Arguments a0, a1, … of EXECVE; long ones come in pieces, a1[0], a1[1], …
std::string command_of(std::string_view fields) {
  std::string out;
  const auto count = text::to_number(value_of(fields, "argc")).value_or(0);
  for (std::uint64_t i = 0; i < count && i < 1024 && out.size() < longest_command; ++i) {
    const std::string argument = value_of(fields, fmt::format("a{}", i));
    if (i != 0) out += ' ';
    out += argument;
  }
  out.resize(std::min(out.size(), longest_command));
  return out;
}

// What `mode=0100644` of a PATH record says of the object.
std::string_view object_type(std::string_view octal) {
  unsigned mode = 0;
  std::from_chars(octal.data(), octal.data() + octal.size(), mode, 8);
  struct Type {
    unsigned bits;
    std::string_view name;
  };
  static constexpr Type types[] = {{S_IFREG, "file"},          {S_IFDIR, "directory"},
                                   {S_IFLNK, "symbolic link"}, {S_IFCHR, "character device"},
                                   {S_IFBLK, "block device"},  {S_IFIFO, "fifo"},
                                   {S_IFSOCK, "socket"}};
  for (const Type& type : types)
    if ((mode & S_IFMT) == type.bits) return type.name;
  return {};
}

std::string under(const std::string& cwd, const std::string& name) {
  if (cwd.empty() || name.empty() || name.front() == '/') return name;
  return cwd + (cwd.back() == '/' ? "" : "/") + name;
}

}  // namespace

std::optional<Companion> companion_in(std::string_view line) {
  Companion out;
  if (take(line, "node=")) {
    out.host = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(out.host.size() + 1, line.size()));
  } else if (line.substr(0, 5) != "type=") {
    // A line of the kernel's: `… audit: type=1300 audit(…): …`.
    const std::size_t at = line.find("audit: type=13");
    if (at == std::string_view::npos) return std::nullopt;
    line.remove_prefix(at + 7);
    out.in_syslog = true;
  }
  if (!take(line, "type=")) return std::nullopt;
  const std::string_view type = line.substr(0, line.find(' '));
  const auto* kind = std::find_if(std::begin(kinds), std::end(kinds), [type](const KindOf& known) {
    return known.name == type || known.number == type;
  });
  if (kind == std::end(kinds)) return std::nullopt;
  out.kind = kind->kind;
  line.remove_prefix(type.size() + (type.size() < line.size() ? 1 : 0));
  take(line, "msg=");
  if (!take(line, "audit(")) return std::nullopt;
  const std::size_t close = line.find("):");
  if (close == std::string_view::npos) return std::nullopt;
  out.stamp = line.substr(0, close);
  out.rest = line.substr(close + 2);
  out.rest = out.rest.substr(0, out.rest.find('\x1d'));
  return out;
}

void Correlator::see(std::string_view line) {
  if (groups_.empty()) return;
  const auto companion = companion_in(line);
  if (!companion) return;
  const std::string_view host = companion->host.empty() ? std::string_view(host_) : companion->host;
  for (auto group = groups_.rbegin(); group != groups_.rend(); ++group)
    if (!group->complete && group->stamp == companion->stamp &&
        (companion->in_syslog || group->host == host)) {
      take(*group, *companion);
      break;
    }
  emit_complete();
}

void Correlator::take(Group& group, const Companion& companion) {
  Surroundings& known = group.surroundings;
  switch (companion.kind) {
    case Companion::Kind::syscall:
      known.exe = value_of(companion.rest, "exe");
      known.syscall = value_of(companion.rest, "syscall");
      break;
    case Companion::Kind::cwd:
      known.cwd = value_of(companion.rest, "cwd");
      break;
    case Companion::Kind::path:
      if (group.paths.size() < most_in_group && value_of(companion.rest, "nametype") != "PARENT")
        group.paths.push_back({value_of(companion.rest, "name"), value_of(companion.rest, "mode")});
      break;
    case Companion::Kind::arguments:
      group.command = command_of(companion.rest);
      break;
    case Companion::Kind::command:
      known.arguments = value_of(companion.rest, "proctitle");
      std::replace(known.arguments.begin(), known.arguments.end(), '\0', ' ');
      group.complete = true;  // the last one that is written to a file
      break;
    case Companion::Kind::end:
      group.complete = true;
      break;
  }
}

void Correlator::add(const Record& record, const Event& event, std::uint64_t bytes,
                     std::uint64_t lines) {
  const std::string stamp = record.has_stamp
                                ? fmt::format("{}.{:03}:{}", record.time_us / 1'000'000,
                                              record.time_us % 1'000'000 / 1000, record.serial)
                                : std::string();
  if (!stamp.empty() && !groups_.empty() && groups_.back().stamp == stamp &&
      groups_.back().host == record.host && groups_.back().events.size() < most_in_group) {
    groups_.back().events.emplace_back(record, event);
    return;
  }
  Group group;
  group.host = record.host;
  group.stamp = stamp;
  group.bytes = bytes;
  group.lines = lines;
  // Only the kernel's records have others of their stamp.
  group.complete = !record.has_stamp || record.transport == Transport::user ||
                   record.transport == Transport::dbus;
  group.events.emplace_back(record, event);
  groups_.push_back(std::move(group));
  if (groups_.size() > most_held) emit_first();
  emit_complete();
}

void Correlator::emit_first() {
  Group group = std::move(groups_.front());
  groups_.pop_front();
  if (!group.command.empty()) group.surroundings.arguments = group.command;
  for (auto& [record, event] : group.events) {
    record.surroundings = group.surroundings;
    const std::string_view name = record.get("name");
    // The one of that name, or of that name below the working directory; else the last one.
    const Path* object = group.paths.empty() ? nullptr : &group.paths.back();
    for (const Path& path : group.paths)
      if (path.name == name || under(group.surroundings.cwd, path.name) == name) object = &path;
    if (object) {
      record.surroundings.object = object_type(object->mode);
      record.surroundings.object_name = under(group.surroundings.cwd, object->name);
    }
    emit_(record, event);
  }
}

void Correlator::emit_complete() {
  while (!groups_.empty() && groups_.front().complete) emit_first();
}

void Correlator::emit_all() {
  while (!groups_.empty()) emit_first();
}

std::optional<Correlator::Held> Correlator::held() const {
  if (groups_.empty()) return std::nullopt;
  Held held{groups_.front().bytes, groups_.front().lines, 0};
  for (const Group& group : groups_) held.count += group.events.size();
  return held;
}

}  // namespace profgen::inline v0::log
