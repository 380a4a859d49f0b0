// How often a program was seen at work under its profile, as far as a log tells. Evidence keeps no
// processes, so this is counted while logs are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/event.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::suggest {

class Runs {
 public:
  // Records nearer than this to each other are of one run.
  static constexpr std::int64_t gap_us = 60'000'000;
  // Of one profile; what is beyond is not counted (and told).
  static constexpr std::size_t most_spells = 50'000;

  // In any order, the same record any number of times (audit.log and kern.log of one host). What
  // anyone may have written, and what has no time or process, says nothing.
  void add(const Record& record, const Event& event);

  struct Count {
    // At least so many: a host's records until nothing was logged for a minute and then a process
    // began that was not met before in that run. A run that logs nothing is not seen.
    std::size_t runs = 0;
    std::size_t processes = 0;  // distinct process ids, by host; one run may have many
    bool more = false;          // there were too many to count
  };
  // Of a profile with everything below it (its children, hats and `//null-` children).
  [[nodiscard]] Count of(std::string_view name_space, std::string_view profile) const;
  [[nodiscard]] bool empty() const { return profiles_.empty(); }

 private:
  struct Spell {
    std::int64_t first_us = 0, last_us = 0;
  };
  // By host and process: when it was at work; sorted, never nearer to each other than gap_us.
  using Spells = std::map<std::pair<std::string, std::int64_t>, std::vector<Spell>>;
  struct Seen {
    Spells spells;
    std::size_t count = 0;
    bool more = false;
  };
  static void note(Seen& seen, const std::string& host, std::int64_t pid, std::int64_t time_us);

  std::map<std::pair<std::string, std::string>, Seen> profiles_;  // by name space and label
};

}  // namespace profgen::inline v0::suggest
#pragma GCC visibility pop
