#include "fleet/rollout/run_engine.hpp"

#include <algorithm>
#include <unordered_map>

namespace profgen::inline v0::fleet {
namespace {

constexpr double second_us = 1e6;
// A signal is seen after so long at the latest.
constexpr double longest_wait_seconds = 1;
// So many replies share an fsync at most.
constexpr std::size_t most_at_once = 256;

std::int64_t microseconds(double seconds) { return static_cast<std::int64_t>(seconds * second_us); }

}  // namespace

RunEngine::RunEngine(const RunPlace& place, Transport& transport, const Inventory& inventory,
                     Run& run, RunJournal& journal, const node::Package& package,
                     const Observer& observer, const std::atomic<bool>& stop)
    : place_(place),
      transport_(transport),
      run_(run),
      journal_(journal),
      requests_(run.head, package),
      observer_(observer),
      stop_(stop),
      window_(std::max<std::size_t>(1, inventory.ssh.fan_out)),
      lost_seconds_(600 + 2 * inventory.ssh.request_seconds),
      at_transport_(run.nodes.size(), nobody),
      at_run_(inventory.nodes.size(), nobody),
      live_(run.nodes.size()) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < inventory.nodes.size(); ++i) places[inventory.nodes[i].name] = i;
  for (std::size_t i = 0; i < run.nodes.size(); ++i) {
    const auto found = places.find(run.head.nodes[i]);
    if (found == places.end()) continue;
    at_transport_[i] = found->second;
    at_run_[found->second] = i;
  }
  last_answer_us_ = transport_.now_us();
}

void RunEngine::record(const Entry& entry) {
  journal_.add(entry);
  apply(run_, entry);
  changed_ = true;
}

void RunEngine::enqueue(std::size_t i) {
  if (live_[i].queued) return;
  live_[i].queued = true;
  ready_.push_back(i);
}

void RunEngine::later(std::size_t i) {
  live_[i].due_us = transport_.now_us() + microseconds(run_.head.strategy.poll_seconds);
  due_.emplace_back(live_[i].due_us, i);
}

void RunEngine::send(std::size_t i, Ask ask) {
  Live& live = live_[i];
  live.asking[live.under_way++] = ask;
  live.asked_us = transport_.now_us();
  if (under_way_++ == 0) last_answer_us_ = live.asked_us;
  transport_.ask(at_transport_[i],
                 ask == Ask::events ? requests_.events(run_.nodes[i].cursor) : requests_.line(ask));
}

Status RunEngine::issue() {
  const std::int64_t now = transport_.now_us();
  while (!due_.empty() && due_.front().first <= now) {
    const auto [time, i] = due_.front();
    due_.pop_front();
    if (live_[i].due_us != time) continue;  // it was asked meanwhile
    live_[i].due_us = 0;
    live_[i].poll = Poll::events;
    enqueue(i);
  }
  // A breach waits for nobody.
  const std::size_t window =
      run_.phase == Phase::rollback ? std::max(window_, run_.nodes.size()) : window_;
  std::vector<std::pair<std::size_t, Ask>> asks;
  AskedEntry complain{now, Step::complain, {}}, final{now, Step::final, {}};
  while (!ready_.empty() && under_way_ + asks.size() < window) {
    const std::size_t i = ready_.front();
    ready_.pop_front();
    live_[i].queued = false;
    Ask ask = Ask::preflight;
    if (live_[i].under_way != 0 || at_transport_[i] == nobody || !next_ask(i, ask)) continue;
    asks.emplace_back(i, ask);
    if (ask == Ask::complain && run_.nodes[i].asked == Reached::nothing)
      complain.nodes.push_back(i);
    if (ask == Ask::final && run_.nodes[i].asked != Reached::final) final.nodes.push_back(i);
  }
  if (!complain.nodes.empty()) record(complain);
  if (!final.nodes.empty()) record(final);
  const bool decided = !complain.nodes.empty() || !final.nodes.empty();
  // Replies are asked for again where they are lost; what was decided must be known before.
  if (decided || journal_.waiting() >= most_at_once || under_way_ == 0)
    if (Status status = journal_.commit(); !status) return status;
  for (const auto& [i, ask] : asks) send(i, ask);
  return Unit{};
}

void RunEngine::take_answers() {
  double seconds = longest_wait_seconds;
  const std::int64_t now = transport_.now_us();
  if (!due_.empty() && !stop_)
    seconds = std::min(seconds, static_cast<double>(due_.front().first - now) / second_us);
  if (under_way_ == 0) {
    if (ready_.empty() && seconds > 0) transport_.wait(seconds);
    return;
  }
  std::size_t taken = 0;
  for (auto answer = transport_.next(std::max(0.0, seconds)); answer; answer = transport_.next(0)) {
    last_answer_us_ = transport_.now_us();
    take(*answer);
    // A breach is acted on before any other reply is read.
    if (breach_ || ++taken == most_at_once) break;
  }
  give_up_lost_answers();
}

void RunEngine::give_up_lost_answers() {
  if (under_way_ == 0 || transport_.now_us() - last_answer_us_ < microseconds(lost_seconds_))
    return;
  for (std::size_t i = 0; i < live_.size(); ++i)
    while (live_[i].under_way != 0)
      take({Answer::State::timed_out, at_transport_[i], {}, "its answer never came", "resume"});
}

void RunEngine::publish() {
  if (!changed_ || !observer_.changed) return;
  changed_ = false;
  const double left =
      static_cast<double>(run_.baking_since_us + microseconds(run_.gate().bake_seconds) -
                          transport_.now_us()) /
      second_us;
  run_.view.bake_left_seconds = run_.baking && !run_.over() ? std::max(0.0, left) : 0;
  observer_.changed(run_.view);
}

Status RunEngine::go() {
  begin_work();
  decide();
  while (!run_.over()) {
    if (stop_) {
      if (under_way_ == 0) {
        end(RunState::stopped, run_.breached
                                   ? "stopped by hand while rolling back (" + run_.view.why +
                                         "); resume it to go on with that"
                                   : "stopped by hand; resume it, abort it or roll it back");
        break;
      }
    } else if (Status status = issue(); !status) {
      return status;
    }
    publish();
    take_answers();
    decide();
  }
  Status status = journal_.commit();
  publish();
  return status;
}

}  // namespace profgen::inline v0::fleet
