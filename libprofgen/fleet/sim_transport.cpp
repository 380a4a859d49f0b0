#include "fleet/sim_transport.hpp"

#include <algorithm>

namespace profgen::inline v0::fleet {
namespace {

constexpr double connect_seconds = 10;
constexpr double reboot_seconds = 60;

std::int64_t sim_us(double seconds) { return static_cast<std::int64_t>(seconds * 1e6); }

const node::Package* package_in(const node::Request& request) {
  if (const auto* plan = std::get_if<node::Plan>(&request)) return &plan->package;
  if (const auto* apply = std::get_if<node::Apply>(&request)) return &apply->package;
  return nullptr;
}

}  // namespace

SimTransport::SimTransport(const Inventory& inventory, std::uint64_t seed)
    : nodes(inventory.nodes.size()),
      inventory_(inventory),
      random_(seed),
      busy_until_us_(inventory.nodes.size()) {
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i].name = inventory.nodes[i].name;
}

bool SimTransport::chance(double of) { return of > 0 && between(0, 1) < of; }

double SimTransport::between(double low, double high) {
  return low + (high - low) * static_cast<double>(random_() >> 11) * 0x1.0p-53;
}

const node::Request& SimTransport::parsed(const std::shared_ptr<const std::string>& line) {
  constexpr std::size_t few = 4096;
  if (line->size() < few) return small_ = node::request_of(*line).value();
  auto& [kept, request] = large_[line.get()];
  if (!kept) {
    request = node::request_of(*line).value();
    kept = line;
  }
  return request;
}

void SimTransport::add(Happening happening) {
  happening.number = number_++;
  happenings_.push(std::move(happening));
}

void SimTransport::ask(std::size_t node, std::shared_ptr<const std::string> line) {
  if (before_ask) before_ask(node);
  const node::Request& request = parsed(line);
  const auto* const apply = std::get_if<node::Apply>(&request);
  if (record_asks)
    asks.push_back(
        {now_us_, node, request.index(), apply != nullptr && apply->stage == node::Stage::final});
  const bool faulty = now_us_ < faults.until_us;
  const std::int64_t begin = std::max(now_us_, busy_until_us_[node]);
  const auto gone = gone_until_us.find(node);
  Happening one;
  one.node = node;
  one.line = std::move(line);
  one.answer.node = node;
  one.time_us = begin + sim_us(latency_seconds * between(0.5, 1.5));
  const auto fail = [&](Answer::State state, std::string reason, double seconds) {
    one.answers = false;
    one.answer.state = state;
    one.answer.reason = std::move(reason);
    one.answer.remedy = "look after the node";
    one.time_us = begin + sim_us(seconds);
  };
  if ((gone != gone_until_us.end() && begin < gone->second) || (faulty && chance(faults.drop))) {
    fail(Answer::State::unreachable, "Connection refused", connect_seconds);
    one.fails = true;
  } else if (faulty && chance(faults.reboot)) {
    fail(Answer::State::broken, "Connection closed by remote host", 1);
    one.fails = true;
    nodes[node].reboot();
    gone_until_us[node] = begin + sim_us(reboot_seconds);
  } else if (faulty && chance(faults.cut_short)) {
    fail(Answer::State::broken, "Connection reset by peer", 1);
    one.fails = true;
  } else if (faulty && chance(faults.reply_lost)) {
    fail(Answer::State::broken, "Connection reset by peer", 1);
  } else if (faulty && chance(faults.slow)) {
    const double seconds = between(30, 2 * inventory_.ssh.request_seconds);
    if (seconds > inventory_.ssh.request_seconds)
      fail(Answer::State::timed_out, "no reply in time", inventory_.ssh.request_seconds);
    else
      one.time_us = begin + sim_us(seconds);
  } else if (faulty && apply != nullptr && chance(faults.disk_full)) {
    one.fails = true;
    one.answer.line = node::to_line(node::Reply(node::Refused{
        {{"no-space", "no space left in /etc/apparmor.d", "make room there", true}}}));
  } else if (faulty && apply != nullptr && chance(faults.locked)) {
    one.fails = true;
    one.answer.line = node::to_line(node::Reply(
        node::Refused{{{"locked", "another profgen is at work", "wait for it", true}}}));
  }
  one.twice = one.answers && faulty && chance(faults.twice);
  busy_until_us_[node] = one.time_us;
  add(std::move(one));
}

Answer SimTransport::carry_out(const Happening& happening) {
  if (happening.fails) return happening.answer;
  const node::Request& request = parsed(happening.line);
  if (const node::Package* package = package_in(request); package && !package->bytes.empty())
    if (!bundle_ || bundle_digest_ != package->digest) {
      bundle_ = bundle::read(package->bytes, "package").value();
      bundle_digest_ = package->digest;
    }
  const node::Reply reply =
      nodes[happening.node].handle(request, bundle_ ? &*bundle_ : nullptr, now_us_);
  if (after_change) after_change(happening.node);
  Answer answer = happening.answer;
  if (happening.answers) answer.line = node::to_line(reply);
  return answer;
}

std::optional<Answer> SimTransport::next(double seconds) {
  const std::int64_t until = now_us_ + sim_us(seconds);
  while (!happenings_.empty() && happenings_.top().time_us <= until) {
    const Happening happening = happenings_.top();
    happenings_.pop();
    now_us_ = std::max(now_us_, happening.time_us);
    if (!happening.line) return happening.answer;
    Answer answer = carry_out(happening);
    if (happening.twice) {
      Happening again;
      again.time_us = now_us_;
      again.node = happening.node;
      again.answer = answer;
      add(std::move(again));
    }
    return answer;
  }
  now_us_ = until;
  return std::nullopt;
}

void SimTransport::wait(double seconds) {
  // Answers that come meanwhile are kept for next().
  now_us_ += sim_us(std::max(0.0, seconds));
}

void SimTransport::forget() {
  std::priority_queue<Happening> left;
  std::swap(left, happenings_);
  for (; !left.empty(); left.pop()) {
    const Happening& happening = left.top();
    // What reached the node is done there.
    if (happening.line && chance(0.5)) (void)carry_out(happening);
    busy_until_us_[happening.node] = now_us_;
  }
}

}  // namespace profgen::inline v0::fleet
