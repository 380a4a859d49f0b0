// One audit message as key=value pairs, decoded. Facts: log-records in the project's reference
// notes, libapparmor's grammar.y, the kernel's security/apparmor/{audit,file,net,lsm}.c.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace profgen {

// How the text reached us. Only what the kernel or the audit daemon wrote is trusted: anyone may
// call logger(1) or write to a container's stdout.
enum class Transport : std::uint8_t {
  audit,   // audit.log, audisp, journald _TRANSPORT=audit
  kernel,  // kern.log / syslog lines of the kernel, dmesg, journald _TRANSPORT=kernel
  dbus,    // USER_AVC of dbus-daemon / dbus-broker through audit
  user,    // anything else: written by a process
};

struct Field {
  std::string key;
  std::string value;  // decoded: raw bytes
  friend bool operator==(const Field&, const Field&) = default;
};

struct Record {
  std::string type;          // "AVC", "USER_AVC", "APPARMOR_DENIED"; numbers are named
  std::int64_t time_us = 0;  // of the audit stamp, else of the line's header; 0 if neither
  std::uint64_t serial = 0;  // of the audit stamp
  bool has_stamp = false;
  std::string host;        // from node=, the syslog header or the journal; may be empty
  std::string source;      // the LOG argument it came from
  std::uint64_t line = 0;  // line number in that source, from 1
  Transport transport = Transport::user;
  std::vector<Field> fields;      // in order of appearance, known or not
  std::vector<Field> enrichment;  // the upper-case fields behind 0x1d
  std::string text;               // the record's own bytes as read, without the line's header

  // The first field of that key; nullptr if there is none.
  [[nodiscard]] const std::string* find(std::string_view key) const;
  [[nodiscard]] std::string_view get(std::string_view key) const {
    const std::string* value = find(key);
    return value ? std::string_view(*value) : std::string_view();
  }
  [[nodiscard]] bool trusted() const { return transport != Transport::user; }
};

}  // namespace profgen
