// Drives a run: asks nodes what is next for them, takes their replies into the journal, and decides
// by what the journal amounts to. Files: run_engine.cpp the loop, next_ask.cpp what a node is asked
// next, replies.cpp, events.cpp, decide.cpp the gates and phases.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "fleet/rollout/requests.hpp"
#include "fleet/rollout/run.hpp"
#include "fleet/rollout/run_journal.hpp"

namespace profgen::inline v0::fleet {

class RunEngine {
 public:
  // The run is that of the journal, which goes on. `inventory` has all its nodes by name.
  RunEngine(const RunPlace& place, Transport& transport, const Inventory& inventory, Run& run,
            RunJournal& journal, const node::Package& package, const Observer& observer,
            const std::atomic<bool>& stop);
  // Until the run is over, or stopped. An Error: the journal could not be written; then nothing
  // more was asked, but to relax where there was a breach.
  [[nodiscard]] Status go();
  // Undoes the run; go() carries it out.
  void begin_rollback(const std::string& why, bool by_hand);

 private:
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);
  enum class Poll : std::uint8_t { idle, events, usage };

  // What is not in the journal, as it is found out anew after a crash.
  struct Live {
    Ask asking[2] = {};  // under way, the older first
    std::uint8_t under_way = 0;
    bool queued = false;
    bool fresh = false;  // its events up to this step were read
    bool open = false;   // the phase waits for it
    bool cannot_compile = false;
    bool relax_tried = false, gathered = false;
    std::uint8_t tries = 0;  // of a rollback, or of an apply that was answered by something else
    Poll poll = Poll::idle;
    std::int64_t asked_us = 0;   // the last ask
    std::int64_t polled_us = 0;  // when the events that were read last were asked for
    std::int64_t tried_us = 0;   // the last ask that came to nothing
    std::int64_t due_us = 0;
  };

  // run_engine.cpp
  void record(const Entry& entry);
  [[nodiscard]] Status issue();
  void send(std::size_t i, Ask ask);
  void enqueue(std::size_t i);
  void later(std::size_t i);
  void take_answers();
  void give_up_lost_answers();
  void publish();

  // next_ask.cpp
  [[nodiscard]] Reached goal(std::size_t i) const;
  [[nodiscard]] bool is_open(std::size_t i) const;
  [[nodiscard]] bool is_watched(std::size_t i) const;
  // False: nothing, for now.
  [[nodiscard]] bool next_ask(std::size_t i, Ask& ask) const;
  [[nodiscard]] bool next_of_rollback(std::size_t i, Ask& ask) const;
  void update_open(std::size_t i);
  void begin_work();  // of a phase

  // replies.cpp
  void take(const Answer& answer);
  [[nodiscard]] bool has_to_pause(std::size_t i, Ask ask) const;
  [[nodiscard]] bool fits(Ask ask, const node::Reply& reply) const;
  void take_reply(std::size_t i, Ask ask, const node::Reply& reply);
  void take_preflight(std::size_t i, const node::PreflightReply& reply);
  void take_plan(std::size_t i, const node::PlanReply& reply);
  void take_apply(std::size_t i, Ask ask, const node::ApplyReply& reply);
  void take_undo(std::size_t i, Ask ask, const node::ApplyReply& reply);
  void take_usage(std::size_t i, const node::UsageReply& reply);
  void take_refusal(std::size_t i, Ask ask, const node::Refused& refused);
  void came_to_nothing(std::size_t i, Ask ask, const std::string& reason,
                       const std::string& remedy);
  void tell(std::size_t i, News news, const std::string& reason, const std::string& remedy);
  void done(std::size_t i, Step step, std::vector<std::string> denying = {});

  // events.cpp
  void take_events(std::size_t i, const node::EventsReply& reply);

  // decide.cpp
  void decide();
  void conclude_checks();
  void check_breach();
  void check_gate();
  [[nodiscard]] bool too_many_denials() const;
  [[nodiscard]] bool too_many_bad(std::vector<std::size_t>& bad) const;
  [[nodiscard]] bool counts_starts(std::size_t i) const;
  [[nodiscard]] bool enough_starts() const;
  [[nodiscard]] std::string missing_starts() const;
  void finish_rollback();
  void enter(Phase phase, std::size_t wave);
  void end(RunState state, const std::string& why);
  [[nodiscard]] std::vector<std::size_t> faulty() const;
  [[nodiscard]] std::size_t stage_size() const;
  [[nodiscard]] std::string names_of(const std::vector<std::size_t>& nodes) const;

  const RunPlace& place_;
  Transport& transport_;
  Run& run_;
  RunJournal& journal_;
  RunRequests requests_;
  const Observer& observer_;
  const std::atomic<bool>& stop_;
  std::size_t window_;
  double lost_seconds_;                             // an answer that takes longer never comes
  std::vector<std::size_t> at_transport_, at_run_;  // places of a node, there and here
  std::vector<Live> live_;
  std::deque<std::size_t> ready_;
  std::deque<std::pair<std::int64_t, std::size_t>> due_;
  std::unordered_set<std::uint64_t> counted_;  // accesses of a node, in this stage
  std::size_t open_ = 0, under_way_ = 0, evidence_files_ = 0;
  std::int64_t last_answer_us_ = 0;
  bool changed_ = true, breach_ = false;  // perhaps
};

}  // namespace profgen::inline v0::fleet
