// Which lines are worth a closer look: found at the speed of memory, never wrong in one direction.
#pragma once

#include <string_view>

namespace profgen::inline v0::log {

struct Candidate {
  bool record = false;  // may hold an AppArmor record; without this it holds none
  bool loss = false;    // may tell of lost records; without this it tells of none
};
// A line of text. Of audit.log's lines the type alone decides: a record of another type (EXECVE,
// USER_CMD) may quote one of ours, but is none.
[[nodiscard]] Candidate look_at(std::string_view line);
// `type=AVC msg=audit(1795457176.476:90): apparmor=…`: a record as audit.log has it, whatever
// follows; no other look at the line is needed.
[[nodiscard]] bool is_usual_record(std::string_view line);
// A line of JSON (one of journalctl's, a container's): quotes in it are escaped, a message may be
// an array of bytes or left out.
[[nodiscard]] Candidate look_at_json(std::string_view line);

}  // namespace profgen::inline v0::log
