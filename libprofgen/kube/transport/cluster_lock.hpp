// One leader of a fleet's rollouts in a cluster: a Lease profgen-FLEET, beside the lock on the
// operator's own disk.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "kube/api/api.hpp"
#include "kube/transport/object_watch.hpp"
#include "profgen/transport.hpp"

namespace profgen::inline v0::kube {

class ClusterLock {
 public:
  // Waits while the holder does not renew it: whether it still lives is told by that it changes,
  // not by clocks. An Error of kind system says who has it.
  [[nodiscard]] static Result<std::unique_ptr<ClusterLock>> take(Api& api,
                                                                 const std::string& name_space,
                                                                 const std::string& fleet,
                                                                 const std::string& who,
                                                                 const Timing& timing);
  ~ClusterLock();
  ClusterLock(const ClusterLock&) = delete;
  ClusterLock& operator=(const ClusterLock&) = delete;
  // From time to time; false: somebody else has it.
  [[nodiscard]] bool renew();

 private:
  ClusterLock(Api& api, std::string space, std::string name, std::string who, Timing timing)
      : api_(api),
        space_(std::move(space)),
        name_(std::move(name)),
        who_(std::move(who)),
        timing_(std::move(timing)) {}
  [[nodiscard]] Json spec_of_us() const;
  [[nodiscard]] Reply<Json> make();
  // A Conflict where somebody wrote since `found` was read.
  [[nodiscard]] Reply<Json> write(const Json& found, Json spec);

  Api& api_;
  const std::string space_, name_, who_;
  const Timing timing_;
  std::int64_t renewed_us_ = 0;
  bool held_ = false;
};

// The way to the nodes of a leader: the lock is renewed while time passes. `lost` is called once.
[[nodiscard]] std::unique_ptr<fleet::Transport> while_locked(
    std::unique_ptr<fleet::Transport> transport, ClusterLock& lock, std::function<void()> lost);

}  // namespace profgen::inline v0::kube
