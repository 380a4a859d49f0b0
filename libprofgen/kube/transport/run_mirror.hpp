// The status of a ProfileBundle follows its run, for `kubectl get pb` and `kubectl wait`.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "kube/api/api.hpp"
#include "kube/transport/object_watch.hpp"
#include "profgen/rollout.hpp"

namespace profgen::inline v0::kube {

class RunMirror {
 public:
  RunMirror(Api& api, const Timing& timing) : api_(api), timing_(timing) {}
  // Hands everything on to `inner`, and patches the status: at each phase and state at once, else
  // every few seconds. It outlives the run. What could not be written is written the next time.
  [[nodiscard]] fleet::Observer observer(fleet::Observer inner);
  void write(const fleet::RunView& view);

 private:
  void take(const std::string& node, const node::EventsReply& reply);

  Api& api_;
  const Timing timing_;
  std::deque<std::string> denials_;
  std::string last_;
  std::int64_t written_us_ = 0;
};

}  // namespace profgen::inline v0::kube
