// What nodes answer, taken into the journal.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/duration.hpp"
#include "base/overloaded.hpp"
#include "base/text.hpp"
#include "fleet/rollout/run_engine.hpp"

namespace profgen::inline v0::fleet {
namespace {

// Beyond, a node's clock is told as wrong.
constexpr std::int64_t most_skew_us = 300'000'000;
// An apply that is answered by what some other step would leave is asked again so often.
constexpr std::uint8_t most_apply_tries = 3;

bool denies(const std::string& mode) {
  return !mode.empty() && mode != "complain" && mode != "unconfined";
}

// The kernel says user where profiles say prompt.
std::string kernel_word(const std::string& mode) { return mode == "prompt" ? "user" : mode; }

// Of several, the first stands for all.
void add_blocking(const std::vector<node::Problem>& problems, const std::string& about,
                  std::vector<node::Problem>& blocking) {
  for (const node::Problem& problem : problems)
    if (problem.blocks) {
      blocking.push_back(problem);
      if (!about.empty()) blocking.back().text = about + ": " + problem.text;
    }
}

std::string summary(const std::vector<node::Problem>& problems) {
  std::string text = problems.empty() ? "no reason given" : problems.front().text;
  if (problems.size() > 1) text += fmt::format(" (and {} more)", problems.size() - 1);
  return text;
}

std::string remedy_of(const std::vector<node::Problem>& problems) {
  return problems.empty() ? std::string() : problems.front().remedy;
}

}  // namespace

void RunEngine::tell(std::size_t i, News news, const std::string& reason,
                     const std::string& remedy) {
  NodeEntry entry{transport_.now_us(), i, news};
  entry.reason = text::printable(reason);
  entry.remedy = text::printable(remedy);
  record(entry);
}

void RunEngine::done(std::size_t i, Step step, std::vector<std::string> denying) {
  NodeEntry entry{transport_.now_us(), i, News::done, step};
  entry.denying = std::move(denying);
  record(entry);
  live_[i].poll = Poll::events;
  live_[i].tries = 0;
}

void RunEngine::came_to_nothing(std::size_t i, Ask ask, const std::string& reason,
                                const std::string& remedy) {
  Live& live = live_[i];
  live.tried_us = live.asked_us;
  if (run_.phase == Phase::rollback) {
    if (ask == Ask::relax) live.relax_tried = true;
    if (ask == Ask::rollback) ++live.tries;
    if (ask == Ask::events) live.gathered = true;
    if (run_.nodes[i].rolled_back) return;
  }
  // It is asked at every poll; what is known already is not written down again.
  if (run_.nodes[i].fault != Fault::away || run_.view.nodes[i].reason != text::printable(reason))
    tell(i, News::away, reason, remedy);
}

void RunEngine::take(const Answer& answer) {
  if (answer.node >= at_run_.size() || at_run_[answer.node] == nobody) return;
  const std::size_t i = at_run_[answer.node];
  Live& live = live_[i];
  if (live.under_way == 0) return;  // nobody asked: it came twice
  const Ask ask = live.asking[0];
  std::optional<node::Reply> reply;
  std::string reason = answer.reason;
  std::string remedy = answer.remedy;
  if (answer.state == Answer::State::answered) {
    Result<node::Reply> read = node::reply_of(answer.line);
    if (read && !fits(ask, *read)) return;  // the second of a reply that was taken already
    if (read) {
      reply = std::move(*read);
    } else {
      reason = "its reply is damaged: " + read.error().reason;
      remedy = "look whether profgen and profgen-node are of one version";
    }
  }
  live.asking[0] = live.asking[1];
  --live.under_way;
  --under_way_;
  if (reply)
    take_reply(i, ask, *reply);
  else
    came_to_nothing(i, ask, reason, remedy);
  update_open(i);
  if (live.under_way != 0) return;
  Ask next = Ask::preflight;
  const bool pauses = has_to_pause(i, ask);
  if (!pauses && next_ask(i, next)) return enqueue(i);
  if (pauses || is_watched(i)) later(i);
}

// Whether what was asked last came to nothing, and is tried again at the next poll.
bool RunEngine::has_to_pause(std::size_t i, Ask ask) const {
  const NodeRun& node = run_.nodes[i];
  if (run_.phase == Phase::rollback)
    return !node.rolled_back &&
           (ask == Ask::rollback || (ask != Ask::relax && node.fault == Fault::away));
  return node.fault == Fault::away || node.fault == Fault::blocked;
}

bool RunEngine::fits(Ask ask, const node::Reply& reply) const {
  if (std::holds_alternative<node::Refused>(reply)) return true;
  switch (ask) {
    case Ask::preflight:
      return std::holds_alternative<node::PreflightReply>(reply);
    case Ask::plan:
      return std::holds_alternative<node::PlanReply>(reply);
    case Ask::events:
      return std::holds_alternative<node::EventsReply>(reply);
    case Ask::usage:
      return std::holds_alternative<node::UsageReply>(reply);
    case Ask::complain:
    case Ask::final:
    case Ask::relax:
    case Ask::rollback:
      return std::holds_alternative<node::ApplyReply>(reply);
  }
  return false;
}

void RunEngine::take_reply(std::size_t i, Ask ask, const node::Reply& reply) {
  std::visit(Overloaded{[&](const node::PreflightReply& one) { take_preflight(i, one); },
                        [&](const node::PlanReply& one) { take_plan(i, one); },
                        [&](const node::ApplyReply& one) {
                          ask == Ask::relax || ask == Ask::rollback ? take_undo(i, ask, one)
                                                                    : take_apply(i, ask, one);
                        },
                        [&](const node::EventsReply& one) { take_events(i, one); },
                        [&](const node::UsageReply& one) { take_usage(i, one); },
                        [&](const node::Refused& one) { take_refusal(i, ask, one); },
                        // fits() lets no other through.
                        [](const auto&) {}},
             reply);
}

void RunEngine::take_preflight(std::size_t i, const node::PreflightReply& reply) {
  std::vector<node::Problem> blocking;
  add_blocking(reply.problems, "", blocking);
  if (!blocking.empty()) return take_refusal(i, Ask::preflight, {blocking});
  NodeEntry entry{transport_.now_us(), i, News::fit};
  entry.boot_id = reply.boot_id;
  const std::int64_t skew = reply.time_us - (live_[i].asked_us + transport_.now_us()) / 2;
  if (reply.time_us != 0 && std::abs(skew) > most_skew_us) {
    entry.reason = fmt::format("its clock is {} {}", duration_text(std::abs(skew)),
                               skew > 0 ? "ahead" : "behind");
    entry.remedy = "set it (chrony, systemd-timesyncd); times in its evidence are off until then";
  }
  record(entry);
}

void RunEngine::take_plan(std::size_t i, const node::PlanReply& reply) {
  std::vector<node::Problem> blocking;
  add_blocking(reply.problems, "", blocking);
  for (const node::ProfilePlan& plan : reply.profiles) {
    add_blocking(plan.problems, plan.profile, blocking);
    if (plan.action == node::Action::blocked && plan.problems.empty())
      blocking.push_back({"blocked", plan.profile + ": it may not be changed", "", true});
  }
  if (!blocking.empty()) return take_refusal(i, Ask::plan, {blocking});
  record(NodeEntry{transport_.now_us(), i, News::planned});
}

void RunEngine::take_apply(std::size_t i, Ask ask, const node::ApplyReply& reply) {
  std::vector<std::string> denying;
  std::string other;  // what is not as it was asked for
  bool claimed = true;
  for (const auto& [name, mode] : run_.head.profiles) {
    const auto found = std::ranges::find(reply.profiles, name, &node::ProfileState::profile);
    if (found == reply.profiles.end()) {
      other = name + " is not in its reply";
    } else if (!found->as_requested) {
      claimed = false;
      other = fmt::format("{} is {} in the kernel, and not as it was asked for", name,
                          found->mode.empty() ? "not loaded" : "'" + found->mode + "'");
      break;
    } else if (ask == Ask::final && !mode.empty() && found->mode != kernel_word(mode)) {
      other = fmt::format("{} is '{}' in the kernel, not '{}'", name, found->mode, mode);
    } else if (denies(found->mode)) {
      denying.push_back(name);
    }
  }
  if (other.empty()) {
    done(i, ask == Ask::final ? Step::final : Step::complain,
         ask == Ask::final ? std::vector<std::string>() : std::move(denying));
  } else if (claimed && ++live_[i].tries < most_apply_tries) {
    return;  // it answers something else: asked again
  } else {
    tell(i, News::bad, other, "compare 'fleet status' with 'aa-status' there; see its kernel log");
    breach_ = true;
  }
}

void RunEngine::take_undo(std::size_t i, Ask ask, const node::ApplyReply& reply) {
  Live& live = live_[i];
  if (ask == Ask::relax) {
    live.relax_tried = true;
    return done(i, Step::relax);
  }
  for (const node::ProfileState& state : reply.profiles)
    if (!state.as_requested) {
      ++live.tries;
      const std::string why = state.profile + " is not as it was before the run";
      if (live.tries == 1) tell(i, News::bad, why, "roll the run back once more; see its log");
      return;
    }
  done(i, Step::rollback);
}

void RunEngine::take_usage(std::size_t i, const node::UsageReply& reply) {
  live_[i].poll = Poll::idle;
  if (!counts_starts(i)) return;  // the stage is another by now
  StartsEntry entry{transport_.now_us(), i, {}};
  for (std::size_t p = 0; p < run_.head.profiles.size(); ++p) {
    const auto found = reply.users.find(run_.head.profiles[p].first);
    if (found == reply.users.end()) continue;
    std::uint64_t count = run_.starts[p].size();
    for (const node::User& user : found->second) {
      if (count >= run_.gate().starts) break;
      if (!user.confined ||
          run_.starts[p].contains({i, run_.nodes[i].boot_id, user.pid, user.started}))
        continue;
      entry.starts.push_back({p, user.pid, user.started});
      ++count;
    }
  }
  if (!entry.starts.empty()) record(entry);
}

void RunEngine::take_refusal(std::size_t i, Ask ask, const node::Refused& refused) {
  const std::string reason = summary(refused.problems);
  const std::string remedy = remedy_of(refused.problems);
  const auto any = [&](std::string_view id) {
    return std::ranges::any_of(refused.problems,
                               [&](const node::Problem& problem) { return problem.id == id; });
  };
  if (any("locked")) return came_to_nothing(i, ask, reason, remedy);  // somebody else is at it
  switch (ask) {
    case Ask::preflight:
    case Ask::plan:
      live_[i].tried_us = live_[i].asked_us;
      live_[i].cannot_compile = ask == Ask::plan && any("does-not-compile");
      if (run_.nodes[i].fault != Fault::blocked ||
          run_.view.nodes[i].reason != text::printable(reason))
        tell(i, News::blocked, reason, remedy);
      return;
    case Ask::complain:
    case Ask::final:
      tell(i, News::bad, reason, remedy);
      breach_ = true;
      return;
    case Ask::rollback:
      if (++live_[i].tries == 1) tell(i, News::bad, reason, remedy);
      return;
    case Ask::events:
    case Ask::relax:
    case Ask::usage:
      return came_to_nothing(i, ask, reason, remedy);
  }
}

}  // namespace profgen::inline v0::fleet
