// The text of a record, read into fields.
#pragma once

#include <string>
#include <string_view>

#include "log/key_guesses.hpp"
#include "profgen/record.hpp"

namespace profgen::inline v0::log {

// What became of a text.
enum class Parsed {
  whole,
  cut,     // ends within a quoted value: its last field must not be believed
  crowded  // more than most_fields of them: no kernel writes such a record
};
inline constexpr std::size_t most_fields = 256;

// Fills type, stamp, fields and enrichment from a record's own bytes (no line header). A stamp that
// is there already (from a journal's own fields) stays; fields that are there go. `guesses` serve
// one record after the other.
[[nodiscard]] Parsed parse_record(std::string_view text, Record& record, KeyGuesses& guesses);

// "AVC" for "1400", "UNKNOWN[1400]" and "AVC"; what libaudit does not know stays as it is.
[[nodiscard]] std::string record_type_name(std::string_view type);

// Of a type that AppArmor's records have: AVC, USER_AVC, APPARMOR and APPARMOR_*.
[[nodiscard]] bool is_apparmor_type(std::string_view type);
[[nodiscard]] inline bool may_be_apparmor(std::string_view type) {
  return type == "AVC" || is_apparmor_type(type);  // nearly all are AVC
}

}  // namespace profgen::inline v0::log
