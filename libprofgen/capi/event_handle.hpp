// An event with its record, as long as the callback has it.
#pragma once

#include <deque>
#include <string>

#include "profgen.h"
#include "profgen/event.hpp"

struct profgen_event {
  const profgen::Record& record;
  const profgen::Event& event;
  // What was made for the caller; a deque, so that it stays where it is.
  mutable std::deque<std::string> made = {};
};
