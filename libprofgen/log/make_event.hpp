// A record's meaning, written over that of the record before it.
#pragma once

#include "log/fields.hpp"
#include "profgen/event.hpp"

namespace profgen::inline v0::log {

// log::make_event() into an event whose strings keep their memory. Returns nullptr, or why the
// record is none of AppArmor's (event holds nothing of use then). `fields` are the record's.
[[nodiscard]] const char* make_event(const Record& record, const Fields& fields, Event& event);

}  // namespace profgen::inline v0::log
