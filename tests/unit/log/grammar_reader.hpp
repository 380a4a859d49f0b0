// The grammar as an oracle: grammar/audit_record.hpp, run by PEGTL.
#pragma once

#include <string_view>

#include "log/record_parse.hpp"

namespace profgen::log {

// What parse_record() has to say of the same text.
[[nodiscard]] Parsed parse_by_grammar(std::string_view text, Record& record);

}  // namespace profgen::log
