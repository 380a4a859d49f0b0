// The lines that a run asks its nodes with; most are the same for all.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "fleet/rollout/entry.hpp"

namespace profgen::inline v0::fleet {

using Line = std::shared_ptr<const std::string>;

enum class Ask : std::uint8_t {
  preflight,
  plan,
  events,
  complain,
  final,
  relax,
  rollback,
  usage,
};

class RunRequests {
 public:
  // `package` may be empty where no more is done than rolling back.
  RunRequests(const RunHead& head, const node::Package& package);
  // Of everything but events, which have a cursor.
  [[nodiscard]] const Line& line(Ask ask) const { return lines_[static_cast<std::size_t>(ask)]; }
  [[nodiscard]] Line events(const std::string& cursor) const;

 private:
  std::vector<std::string> profiles_;
  Line lines_[8];
};

}  // namespace profgen::inline v0::fleet
