#include "log/header.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "log/prefix.hpp"
#include "log/timestamp.hpp"

namespace profgen::inline v0::log {
namespace {

// The bytes up to the next blank; the blanks go, too.
std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return word;
}

bool is_digits(std::string_view text) { return text::to_number(text).has_value(); }

// "<13>" → 13.
std::optional<unsigned> take_priority(std::string_view& text) {
  if (text.empty() || text.front() != '<') return std::nullopt;
  const std::size_t end = text.find('>');
  if (end > 4) return std::nullopt;
  const auto number = text::to_number(text.substr(1, end - 1));
  if (!number || *number > 191) return std::nullopt;
  text.remove_prefix(end + 1);
  return static_cast<unsigned>(*number);
}

void drop_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

// "349.314035", or "+0.000012" as dmesg -e counts from the line before.
bool is_uptime(std::string_view inside) {
  take(inside, "+");
  const std::size_t dot = inside.find('.');
  return dot != std::string_view::npos && is_digits(inside.substr(0, dot)) &&
         is_digits(inside.substr(dot + 1));
}

// "[  349.314035] " → gone, with the "[ T123] " that CONFIG_PRINTK_CALLER puts behind it.
bool take_uptime(std::string_view& text) {
  if (text.empty() || text.front() != '[') return false;
  const std::size_t end = text.find(']');
  if (end > 24 || !is_uptime(text::trim(text.substr(1, end - 1)))) return false;
  text.remove_prefix(end + 1);
  drop_blanks(text);
  const std::size_t caller = text.find(']');
  if (!text.empty() && text.front() == '[' && caller < 16) {
    const std::string_view inside = text::trim(text.substr(1, caller - 1));
    if (!inside.empty() && (inside.front() == 'T' || inside.front() == 'C') &&
        is_digits(inside.substr(1))) {
      text.remove_prefix(caller + 1);
      drop_blanks(text);
    }
  }
  return true;
}

// "[Mon Nov 23 18:13:59 2026] " → its time.
std::optional<std::int64_t> take_dmesg_date(std::string_view& text) {
  if (text.empty() || text.front() != '[') return std::nullopt;
  std::string_view rest = text.substr(1);
  const auto time = take_ctime(rest);
  if (!time || !take(rest, "] ")) return std::nullopt;
  text = rest;
  return time;
}

// "kern  :notice: " of dmesg -x; false if none stands there. `kernel`: it is the kernel's.
bool take_decoded_level(std::string_view& text, bool& kernel) {
  const std::size_t first = text.find(':');
  if (first > 8) return false;
  const std::size_t second = text.find(':', first + 1);
  if (second == std::string_view::npos || second - first > 10) return false;
  std::string_view rest = text.substr(second + 1);
  if (!take(rest, " ")) return false;
  kernel = text::trim(text.substr(0, first)) == "kern";
  text = rest;
  return true;
}

// What stands after a tag that only the kernel or its audit has.
Transport transport_of(std::string_view tag, std::string_view body) {
  if (tag == "kernel:") return Transport::kernel;
  // journald writes the audit's tag with the pid of the task.
  if (tag.size() > 8 && tag.substr(0, 6) == "audit[" && tag.substr(tag.size() - 2) == "]:" &&
      is_digits(tag.substr(6, tag.size() - 8)))
    return body.substr(0, 9) == "USER_AVC " ? Transport::dbus : Transport::audit;
  return Transport::user;
}

// "1795457558.661739", as journalctl -o short-unix writes it.
std::optional<std::int64_t> take_unix_time(std::string_view& text) {
  constexpr std::size_t seconds = 10, micros = 6;
  if (text.size() < seconds + 1 + micros + 1 || text[seconds] != '.' ||
      text[seconds + 1 + micros] != ' ')
    return std::nullopt;
  const auto whole = text::to_number(text.substr(0, seconds));
  const auto fraction = text::to_number(text.substr(seconds + 1, micros));
  if (!whole || !fraction) return std::nullopt;
  text.remove_prefix(seconds + 1 + micros);
  return static_cast<std::int64_t>(*whole * 1'000'000 + *fraction);
}

// "Mon 2026-11-23 18:12:38 UTC", as journalctl -o short-full writes it. Of the names of zones only
// UTC's tells the time; the others give 0: unknown.
std::optional<std::int64_t> take_full_time(std::string_view& text) {
  if (text.size() < 4 || text[3] != ' ') return std::nullopt;
  std::string_view rest = text.substr(4);
  const auto time = take_iso_time(rest);
  if (!time || !take(rest, " ")) return std::nullopt;
  const std::string_view zone = take_word(rest);
  text = rest;
  return zone == "UTC" ? *time : 0;
}

// "host tag: body" after a syslog date.
void read_tagged(std::string_view rest, Header& header) {
  take(rest, " ");
  const std::string_view whole = rest;
  std::string_view host = take_word(rest);
  // journalctl --no-hostname: the tag comes first. No host's name ends in a colon.
  if (!host.empty() && host.back() == ':') {
    host = {};
    rest = whole;
  }
  // CRI: `2026-11-23T18:12:38.6Z stdout F message`, what a container wrote.
  if (host == "stdout" || host == "stderr") {
    header.body = find_record(rest, false);
    return;
  }
  header.host = host;
  const std::string_view message = rest;
  const std::string_view tag = take_word(rest);
  header.transport = transport_of(tag, rest);
  // RFC 5424 without its beginning: "TIME HOST kernel - - - message".
  if (tag == "kernel" && take(rest, "- - - ")) header.transport = Transport::kernel;
  if (header.transport == Transport::user) {
    header.body = find_record(message, false);
    return;
  }
  take_uptime(rest);
  header.body = find_record(rest, true);
}

// RFC 5424: "1 TIME HOST APP PROCID MSGID SD MESSAGE" after its <PRI>.
bool read_rfc5424(std::string_view rest, std::optional<unsigned> priority, Header& header) {
  if (!take(rest, "1 ")) return false;
  std::string_view time = take_word(rest);
  if (time != "-") {
    const auto stamp = take_iso_time(time);
    if (!stamp || !time.empty()) return false;
    header.time_us = *stamp;
  }
  header.host = take_word(rest);
  if (header.host == "-") header.host = {};
  const std::string_view app = take_word(rest), process = take_word(rest);
  take_word(rest);  // MSGID
  if (take(rest, "[")) {
    // Structured data: to the "]" that no quote holds and no other element follows.
    bool quoted = false;
    std::size_t i = 0;
    for (; i < rest.size(); ++i) {
      if (quoted && rest[i] == '\\')
        ++i;
      else if (rest[i] == '"')
        quoted = !quoted;
      else if (!quoted && rest[i] == ']' && rest.substr(i + 1, 1) != "[")
        break;
    }
    rest.remove_prefix(std::min(i + 1, rest.size()));
  } else {
    take_word(rest);  // "-"
  }
  take(rest, " ");
  take(rest, "\xef\xbb\xbf");
  const bool kernel_facility = !priority || *priority >> 3 == 0;
  if (app == "kernel" && process == "-" && kernel_facility) {
    header.transport = Transport::kernel;
    take_uptime(rest);
    header.body = find_record(rest, true);
  } else {
    header.body = find_record(rest, false);
  }
  return true;
}

bool read_kernel_ring(std::string_view line, Header& header) {
  bool kernel = true;
  if (line.front() != '[' && !take_decoded_level(line, kernel)) return false;
  if (const auto time = take_dmesg_date(line))
    header.time_us = *time;
  else if (!take_uptime(line))
    return false;
  header.body = find_record(line, true);
  // journalctl -o short-monotonic has a host and a tag behind the stamp.
  if (header.body.empty()) {
    read_tagged(line, header);
  } else {
    header.transport = Transport::kernel;
  }
  if (!kernel) header.transport = Transport::user;
  return true;
}

// socklog: "[STAMP ]FACILITY.LEVEL: message", where svlogd's stamp is "2026-11-23_18:06:16.12345"
// or
// "@" and a TAI64N label in hex.
bool read_socklog(std::string_view line, Header& header) {
  constexpr std::size_t underscore = 10;
  if (line.front() == '@') {
    take_word(line);
  } else if (line.size() > underscore && line[underscore] == '_' && is_digits(line.substr(0, 4))) {
    std::string stamp(take_word(line));
    stamp[underscore] = 'T';
    std::string_view text = stamp;
    header.time_us = take_iso_time(text).value_or(0);
  }
  const std::string_view word = line.substr(0, line.find(' '));
  static constexpr std::string_view kernel = "kern.";
  if (word.substr(0, kernel.size()) != kernel || word.back() != ':') return false;
  take_word(line);
  take_uptime(line);
  header.transport = Transport::kernel;
  header.body = find_record(line, true);
  return true;
}

// audit.log itself: "[node=HOST ]type=AVC msg=audit(…): …".
bool read_audit_log(std::string_view line, Header& header) {
  if (take(line, "node=")) header.host = take_word(line);
  // audisp leaves the type out in one of its forms.
  if (line.substr(0, 10) == "msg=audit(") {
    header.transport = Transport::audit;
    header.body = line;
    return true;
  }
  if (line.substr(0, 5) != "type=") return false;
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || line.substr(blank + 1, 10) != "msg=audit(") return false;
  header.transport = line.substr(0, blank) == "type=USER_AVC" ? Transport::dbus : Transport::audit;
  header.body = line;
  return true;
}

}  // namespace

std::string_view find_record(std::string_view message, bool at_front) {
  static constexpr std::string_view starts[] = {
      "audit: type=", "audit: audit(", "type=", "msg=audit(",
      "audit(",       "apparmor=",     "AVC ",  "USER_AVC "};
  if (at_front) {
    for (const std::string_view start : starts)
      if (message.substr(0, start.size()) == start) return message;
    return {};
  }
  std::size_t first = std::string_view::npos;
  for (const std::string_view start : starts) first = std::min(first, message.find(start));
  return first == std::string_view::npos ? std::string_view() : message.substr(first);
}

std::optional<std::string_view> take_frame(std::string_view& text) {
  constexpr std::size_t most_digits = 7;
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  const std::size_t blank = text.substr(0, most_digits + 1).find(' ');
  if (blank == std::string_view::npos || text.substr(blank + 1, 1) != "<") return std::nullopt;
  const auto size = text::to_number(text.substr(0, blank));
  if (!size) return std::nullopt;
  // The count may take in a newline that is no longer there.
  const std::string_view frame = text.substr(blank + 1, static_cast<std::size_t>(*size));
  text.remove_prefix(blank + 1 + frame.size());
  return frame;
}

Header read_header(std::string_view line, std::int64_t reference_us) {
  Header header;
  if (line.empty() || read_audit_log(line, header)) return header;
  header = {};
  const std::optional<unsigned> priority = take_priority(line);
  if (line.empty()) return header;
  if (read_rfc5424(line, priority, header)) return header;
  header = {};
  if (read_socklog(line, header)) return header;
  header = {};
  if (read_kernel_ring(line, header)) {
    if (priority && *priority >> 3 != 0) header.transport = Transport::user;
    return header;
  }
  header = {};
  auto time = take_iso_time(line);
  if (!time) time = take_bsd_time(line, reference_us);
  if (!time) time = take_unix_time(line);
  if (!time) time = take_full_time(line);
  if (time) {
    header.time_us = *time;
    read_tagged(line, header);
    // A syslog that writes the priority says itself whether it was the kernel.
    if (priority && *priority >> 3 != 0 && header.transport == Transport::kernel)
      header.transport = Transport::user;
    return header;
  }
  header.body = find_record(line, false);
  return header;
}

}  // namespace profgen::inline v0::log
