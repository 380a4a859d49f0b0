// journald's entries, and the messages of `dmesg --json`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "log/header.hpp"

namespace profgen::inline v0::log {

// The fields of a journal entry that matter here.
struct JournalEntry {
  std::string message, transport, host, audit_id, audit_type, source_time, time;
  bool message_left_out = false;  // `"MESSAGE": null`: too long without --all
};
// Takes one field by its name; unknown names are ignored.
void set_field(JournalEntry& entry, std::string_view name, std::string value);

// What the entry says of the record in its message; refers to the entry's strings.
[[nodiscard]] Header header_of(const JournalEntry& entry);

// The value of a line `"msg": "…"` as `dmesg --json` writes it; nullopt for any other line.
[[nodiscard]] std::optional<std::string> dmesg_json_message(std::string_view line);

}  // namespace profgen::inline v0::log
