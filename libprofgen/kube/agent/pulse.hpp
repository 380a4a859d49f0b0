// The heartbeat while a request is carried out: a large bundle takes minutes to compile, and an
// agent that is silent for three heartbeats counts as unreachable.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "kube/api/api.hpp"
#include "profgen/clock.hpp"

namespace profgen::inline v0::kube {

class Pulse {
 public:
  // `api`: another connection than that of the thread that works; nullptr: no pulse. It beats every
  // `seconds` from the construction on, until it is destroyed.
  Pulse(Api* api, const Clock& clock, std::string node, double seconds);
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

 private:
  void beat();

  Api* api_;
  const Clock& clock_;
  std::string node_;
  double seconds_;
  std::mutex lock_;
  std::condition_variable ended_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace profgen::inline v0::kube
