#include "kube/agent/reach.hpp"

#include "fleet/ssh/back_off.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr double shortest_wait_seconds = 1, longest_wait_seconds = 30;
constexpr double reach_second_us = 1e6;
constexpr int unauthorized = 401, forbidden = 403;

}  // namespace

bool Reach::may(const std::string& what) const {
  const std::int64_t now = clock_.now_us();
  const auto found = not_before_us_.find(what);
  return now >= closed_until_us_ && (found == not_before_us_.end() || now >= found->second);
}

double Reach::pause_seconds() const {
  const std::int64_t left = closed_until_us_ - clock_.now_us();
  return left <= 0 ? 0 : static_cast<double>(left) / reach_second_us;
}

void Reach::good() {
  if (attempts_ != 0) tell_("the API server answers again");
  attempts_ = 0;
  closed_until_us_ = 0;
}

void Reach::failed(const Failure& failure, const std::string& what) {
  const auto later = [&](double seconds) {
    return clock_.now_us() + static_cast<std::int64_t>(seconds * reach_second_us);
  };
  const std::string said = failure.error("ask the API server", what).text();
  if (failure.transient() || failure.code == unauthorized) {
    ++attempts_;
    closed_until_us_ = later(
        fleet::ssh::pause_seconds(shortest_wait_seconds, longest_wait_seconds, attempts_, node_));
    if (attempts_ == 1) tell_(said + "; it is asked again, profiles stay as they are");
    return;
  }
  if (failure.conflict()) return;
  not_before_us_[what] = later(longest_wait_seconds);
  if (!told_.insert(what + "/" + std::to_string(failure.code)).second) return;
  tell_(failure.code == forbidden ? said +
                                        "; the service account lacks this right "
                                        "(deploy/base/rbac.yaml has all that it needs)"
                                  : said);
}

}  // namespace profgen::inline v0::kube
