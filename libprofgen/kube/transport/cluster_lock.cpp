#include "kube/transport/cluster_lock.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/objects/field.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/time_text.hpp"
#include "kube/transport/refusal.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::int64_t lease_seconds = 30, renew_seconds = 10;
constexpr double look_seconds = 2;
constexpr std::int64_t lease_second_us = 1'000'000;

class LockedTransport : public fleet::Transport {
 public:
  LockedTransport(std::unique_ptr<fleet::Transport> inner, ClusterLock& lock,
                  std::function<void()> lost)
      : inner_(std::move(inner)), lock_(lock), lost_(std::move(lost)) {}

  void ask(std::size_t node, std::shared_ptr<const std::string> line) override {
    inner_->ask(node, std::move(line));
  }
  std::optional<fleet::Answer> next(double seconds) override {
    renew();
    return inner_->next(seconds);
  }
  void wait(double seconds) override {
    renew();
    inner_->wait(seconds);
  }
  [[nodiscard]] std::int64_t now_us() const override { return inner_->now_us(); }

 private:
  void renew() {
    if (!lock_.renew() && lost_) std::exchange(lost_, nullptr)();
  }

  std::unique_ptr<fleet::Transport> inner_;
  ClusterLock& lock_;
  std::function<void()> lost_;
};

}  // namespace

Json ClusterLock::spec_of_us() const {
  return {{"holderIdentity", who_},
          {"leaseDurationSeconds", lease_seconds},
          {"renewTime", time_text(timing_.now_us())}};
}

Reply<Json> ClusterLock::make() {
  Json made = object_of(leases, name_);
  made["metadata"]["namespace"] = space_;
  made["spec"] = spec_of_us();
  return api_.create(leases, made);
}

Reply<Json> ClusterLock::write(const Json& found, Json spec) {
  return api_.patch(leases, space_, name_,
                    {{"metadata", {{"resourceVersion", metadata_text(found, "resourceVersion")}}},
                     {"spec", std::move(spec)}},
                    false);
}

Result<std::unique_ptr<ClusterLock>> ClusterLock::take(Api& api, const std::string& name_space,
                                                       const std::string& fleet,
                                                       const std::string& who,
                                                       const Timing& timing) {
  std::unique_ptr<ClusterLock> lock(
      new ClusterLock(api, name_space, "profgen-" + fleet, who, timing));
  std::string holder, renewed;
  std::int64_t since_us = 0;
  for (const std::int64_t begun_us = timing.now_us();;) {
    const auto found = api.get(leases, name_space, lock->name_);
    if (!found && !found.failure().not_found())
      return refusal_error(found.failure(), "get", leases, lock->name_);
    Reply<Json> taken = Failure{};
    if (!found) {
      taken = lock->make();
    } else {
      const Json& spec = field_of(*found, "spec");
      const std::string now_holder = field_text(spec, "holderIdentity");
      const std::string now_renewed = field_text(spec, "renewTime");
      const bool first = since_us == 0;
      const bool changed = !first && (now_holder != holder || now_renewed != renewed);
      if (changed && !now_holder.empty() && now_holder != who)
        return Error{ErrorKind::system, "lock the fleet", "lease/" + lock->name_,
                     text::printable(now_holder) +
                         " leads a rollout there; wait for it to end, or stop it, then try again"};
      if (first) since_us = timing.now_us();
      holder = now_holder;
      renewed = now_renewed;
      const std::int64_t term = std::max<std::int64_t>(
          1, static_cast<std::int64_t>(field_number(spec, "leaseDurationSeconds")));
      if (!now_holder.empty() && now_holder != who &&
          timing.now_us() - since_us < term * lease_second_us) {
        timing.sleep(look_seconds);
        continue;
      }
      taken = lock->write(*found, lock->spec_of_us());
    }
    if (taken) {
      lock->held_ = true;
      lock->renewed_us_ = timing.now_us();
      return lock;
    }
    const Failure& failure = taken.failure();
    const bool again = failure.conflict() || failure.transient();
    if (!again || timing.now_us() - begun_us > 4 * lease_seconds * lease_second_us)
      return refusal_error(failure, found ? "patch" : "create", leases, lock->name_);
    timing.sleep(look_seconds / 4);
  }
}

bool ClusterLock::renew() {
  const std::int64_t now = timing_.now_us();
  if (!held_ || now - renewed_us_ < renew_seconds * lease_second_us) return held_;
  const auto found = api_.get(leases, space_, name_);
  // A server that is away is away for others, too.
  if (!found && found.failure().transient()) return true;
  const std::string holder =
      found ? field_text(field_of(*found, "spec"), "holderIdentity") : std::string();
  if (found && holder != who_) return held_ = false;
  const Reply<Json> done = found ? write(*found, spec_of_us()) : make();
  if (done) renewed_us_ = now;
  return true;
}

ClusterLock::~ClusterLock() {
  if (!held_) return;
  const auto found = api_.get(leases, space_, name_);
  if (!found || field_text(field_of(*found, "spec"), "holderIdentity") != who_) return;
  (void)write(*found, {{"holderIdentity", ""}});
}

std::unique_ptr<fleet::Transport> while_locked(std::unique_ptr<fleet::Transport> transport,
                                               ClusterLock& lock, std::function<void()> lost) {
  return std::make_unique<LockedTransport>(std::move(transport), lock, std::move(lost));
}

}  // namespace profgen::inline v0::kube
