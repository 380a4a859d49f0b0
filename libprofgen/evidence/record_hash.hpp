// What a record is known by.
#pragma once

#include <cstdint>
#include <string_view>

#include "profgen/record.hpp"

namespace profgen::inline v0::evidence {

// What AppArmor itself wrote: without the head, which each transport writes in its own way, and
// without what auditd adds behind 0x1d.
[[nodiscard]] std::string_view payload_of(std::string_view text);

// Of trust, stamp and payload; the same on every machine, for it is written to files.
[[nodiscard]] std::uint64_t hash_of(const Record& record);

}  // namespace profgen::inline v0::evidence
