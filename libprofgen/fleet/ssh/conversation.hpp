// One ssh process and the node's end of it: login, profgen-node sent where it is missing, then
// requests and replies in turn.
#pragma once

#include <poll.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/child.hpp"
#include "fleet/ssh/failure.hpp"
#include "fleet/ssh/line_reader.hpp"
#include "fleet/ssh/remote_command.hpp"
#include "fleet/ssh/timing.hpp"

namespace profgen::inline v0::fleet::ssh {

using Time = std::chrono::steady_clock::time_point;
[[nodiscard]] std::chrono::steady_clock::duration seconds_of(double seconds);

class Conversation {
 public:
  // The references must outlive it.
  Conversation(Child child, const Programs& programs, const SshOptions& options,
               const Timing& timing, Time now);

  // Nothing else may be asked until its reply was taken.
  void ask(std::shared_ptr<const std::string> line, Time now);

  static constexpr std::size_t polled_ends = 3;
  void add_polled(std::vector<pollfd>& polled) const;
  void moved(const pollfd* ends, Time now);
  // When tick() must be called at the latest.
  [[nodiscard]] Time deadline() const { return deadline_; }
  void tick(Time now);

  [[nodiscard]] std::optional<std::string> take_reply();
  [[nodiscard]] bool idle() const { return phase_ == Phase::serving && !request_ && !reply_; }
  // Its output is at its end; tick() sees when the process is, too.
  [[nodiscard]] bool ending() const { return phase_ == Phase::ending; }
  [[nodiscard]] bool over() const { return phase_ == Phase::over; }
  // Of one that is over: why, unless nothing was being asked.
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  // Leaves in peace: what still runs, with its ends closed, so that the other side ends, too.
  [[nodiscard]] Child release();

 private:
  enum class Phase { greeting, sending, serving, ending, over };

  void line_came(const std::string& line, Time now);
  void read_lines(Time now);
  void begin_sending(std::shared_ptr<const std::string> bytes, bool line_end, Time now);
  void write_more(Time now);
  void end_soon(Time now);
  void end_as(std::optional<Failure> failure);
  [[nodiscard]] Failure why_ended(int status) const;
  [[nodiscard]] bool writing() const;

  Child child_;
  const Programs& programs_;
  const SshOptions& options_;
  const Timing& timing_;
  Phase phase_ = Phase::greeting;
  bool served_ = false;   // reached Phase::serving
  bool replied_ = false;  // at least once
  std::string failed_;    // words after "PROFGEN failed "
  Time deadline_, send_limit_;
  std::shared_ptr<const std::string> sent_, request_;
  std::size_t written_ = 0;  // of sent_, and its line end
  bool line_end_ = false;
  LineReader reader_;
  std::string errors_;  // their end
  std::optional<std::string> reply_;
  std::optional<Failure> failure_;
};

}  // namespace profgen::inline v0::fleet::ssh
