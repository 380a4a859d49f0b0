// The text of a record, read into fields.
#pragma once

#include <string>
#include <string_view>

#include "profgen/record.hpp"

namespace profgen::log {

// Fills type, stamp, fields, enrichment and text from a record's own bytes (no line header). Type
// and stamp that are set already (from a journal's fields) give way to those in the text. False if
// the text was cut off inside a quoted value: its last field must not be believed.
[[nodiscard]] bool parse_record(std::string_view text, Record& record);

// "AVC" for "1400", "UNKNOWN[1400]" and "AVC"; what libaudit does not know stays as it is.
[[nodiscard]] std::string record_type_name(std::string_view type);

// Of a type that AppArmor's records have: AVC, USER_AVC, APPARMOR and APPARMOR_*.
[[nodiscard]] bool may_be_apparmor(std::string_view type);

}  // namespace profgen::log
