#include "kube/agent/pulse.hpp"

#include <chrono>
#include <csignal>

#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/time_text.hpp"

namespace profgen::inline v0::kube {

Pulse::Pulse(Api* api, const Clock& clock, std::string node, double seconds)
    : api_(api), clock_(clock), node_(std::move(node)), seconds_(seconds) {
  if (api_ == nullptr) return;
  // Signals are the business of the thread that works.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { beat(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Pulse::~Pulse() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard guard(lock_);
    ends_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void Pulse::beat() {
  std::unique_lock guard(lock_);
  while (!ended_.wait_for(guard, std::chrono::duration<double>(seconds_), [&] { return ends_; })) {
    guard.unlock();
    const Json patch = {{"status", {{"heartbeat", time_text(clock_.now_us())}}}};
    // One that fails is followed by the next.
    (void)api_->patch(node_profile_statuses, "", node_, patch, true);
    guard.lock();
  }
}

}  // namespace profgen::inline v0::kube
