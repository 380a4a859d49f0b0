// Whether the API server may be asked now: after a failure it is left alone for a while, and what
// went wrong is told once.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

// A line of the agent's log.
using Tell = std::function<void(const std::string&)>;

class Reach {
 public:
  Reach(const Clock& clock, std::string node, Tell tell)
      : clock_(clock), node_(std::move(node)), tell_(std::move(tell)) {}

  // `what` names a call: "patch nodes".
  [[nodiscard]] bool may(const std::string& what) const;
  // Until the server may be asked at all; 0: now.
  [[nodiscard]] double pause_seconds() const;
  void good();
  // No answer, and a refused token: 1 s to 30 s for all calls, longer each time. What is forbidden
  // or wrong: 30 s for this call. A conflict: it is tried again at once.
  void failed(const Failure& failure, const std::string& what);

 private:
  const Clock& clock_;
  std::string node_;
  Tell tell_;
  unsigned attempts_ = 0;
  std::int64_t closed_until_us_ = 0;
  std::map<std::string, std::int64_t> not_before_us_;
  std::set<std::string> told_;
};

}  // namespace profgen::inline v0::kube
