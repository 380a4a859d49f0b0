// Objects of one kind, listed and then watched, through whatever happens to the API server: an
// expired resourceVersion is listed anew, a closed watch opened again, an unreachable server tried
// again and again with growing pauses.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kube/api/api.hpp"

namespace profgen::inline v0::kube {

// Time, so that a test need not wait. `sleep` returns early when a signal handler ran.
struct Timing {
  std::function<std::int64_t()> now_us;
  std::function<void(double seconds)> sleep;
};
[[nodiscard]] Timing real_timing();

class ObjectWatch {
 public:
  ObjectWatch(Api& api, const Kind& kind, const Timing& timing)
      : api_(api), kind_(kind), timing_(timing) {}

  struct Seen {
    std::vector<Json> listed;
    bool is_list = false;         // `listed` is all there is
    std::shared_ptr<Json> added;  // or modified
    std::shared_ptr<Json> deleted;
  };
  // What comes within `seconds` at most. Nothing: none came, or there is no way to the server now.
  [[nodiscard]] std::optional<Seen> next(double seconds);
  // Since when there is a way to the server; 0: there is none.
  [[nodiscard]] std::int64_t connected_us() const { return connected_us_; }
  [[nodiscard]] bool listed() const { return listed_; }
  // What the last try failed with, where it failed; the verb that was tried.
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  [[nodiscard]] const char* verb() const { return verb_; }
  // Tries again at once.
  void hurry() { retry_us_ = 0; }

 private:
  std::optional<Seen> list_anew();
  std::optional<Seen> take(WatchEvent& event);
  void failed(const Failure& failure, const char* verb);
  void pass(double seconds);

  Api& api_;
  const Kind kind_;
  const Timing timing_;
  std::unique_ptr<Watch> watch_;
  std::string version_;
  bool listed_ = false;
  std::int64_t connected_us_ = 0, retry_us_ = 0;
  double pause_ = 0;
  std::optional<Failure> failure_;
  const char* verb_ = "list";
};

}  // namespace profgen::inline v0::kube
