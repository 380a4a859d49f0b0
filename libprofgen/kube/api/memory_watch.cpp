#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "kube/api/memory_store.hpp"

namespace profgen::inline v0::kube {

class MemoryApi::StoreWatch : public Watch {
 public:
  StoreWatch(MemoryApi& api, const Kind& kind, std::string space, const std::string& selector,
             const std::string& from)
      : api_(api), store_(api.store_), kind_(Store::kind_key(kind)), space_(std::move(space)) {
    const std::lock_guard guard(store_->lock);
    if (!kind.namespaced) space_.clear();
    cut_ = store_->cut;
    expired_ = store_->expired;
    seen_ = store_->version;
    Store::Fate fate{};
    if (const auto failure = store_->begin("watch", &kind, space_, "", fate)) {
      end({failure->code == 410 ? WatchEvent::Type::gone : WatchEvent::Type::closed, nullptr,
           *failure});
      return;
    }
    auto wanted = LabelSelector::parse(selector);
    if (!wanted) {
      end({WatchEvent::Type::closed, nullptr,
           failure_of(400, "BadRequest", "unable to parse requirement: " + selector)});
      return;
    }
    selector_ = std::move(*wanted);
    if (from.empty() || from == "0")
      begin_with_all();
    else
      begin_after(from);
  }

  [[nodiscard]] std::optional<WatchEvent> next(double seconds) override {
    std::unique_lock guard(store_->lock);
    if (auto event = take()) return event;
    if (api_.on_idle && !store_->idling) {
      store_->idling = true;
      guard.unlock();
      api_.on_idle(seconds);
      guard.lock();
      store_->idling = false;
      return take();
    }
    if (!api_.waits) return std::nullopt;
    const auto limit = std::chrono::steady_clock::now() +
                       std::chrono::duration<double>(std::clamp(seconds, 0.0, 1e6));
    for (;;) {
      const bool late = store_->changed.wait_until(guard, limit) == std::cv_status::timeout;
      auto event = take();
      if (event || late) return event;
    }
  }

 private:
  void end(WatchEvent last) {
    pending_.push_back(std::move(last));
    ended_ = true;
  }

  void begin_with_all() {
    for (const auto& [name, entry] : store_->kinds[kind_])
      if (concerns(&entry.object))
        pending_.push_back({WatchEvent::Type::added, std::make_shared<Json>(entry.object), {}});
  }

  void begin_after(const std::string& from) {
    const auto version = text::to_number(from);
    if (!version) {
      end({WatchEvent::Type::closed, nullptr,
           failure_of(500, "", "resourceVersion: Invalid value: \"" + from + "\"")});
    } else if (*version < store_->compacted) {
      end({WatchEvent::Type::gone, nullptr,
           failure_of(410, "Expired", "too old resource version: " + from)});
    } else {
      seen_ = *version;
    }
  }

  [[nodiscard]] bool concerns(const Json* object) const {
    return object != nullptr && (space_.empty() || text_of(*object, "namespace") == space_) &&
           selector_.matches(labels_of(*object));
  }

  // An object whose labels are no longer those asked for was deleted, as far as this watch goes.
  void take_up(const Store::Change& change) {
    const bool was = concerns(change.before.get()), is = concerns(change.after.get());
    if (!was && !is) return;
    WatchEvent event;
    event.type = !was ? WatchEvent::Type::added
                 : is ? WatchEvent::Type::modified
                      : WatchEvent::Type::deleted;
    event.object = std::make_shared<Json>(change.after ? *change.after : change.removed);
    pending_.push_back(std::move(event));
  }

  std::optional<WatchEvent> take() {
    if (!ended_) {
      const auto first = std::partition_point(
          store_->history.begin(), store_->history.end(),
          [&](const Store::Change& change) { return change.version <= seen_; });
      for (auto change = first; change != store_->history.end(); ++change)
        if (change->kind == kind_) take_up(*change);
      if (expired_ != store_->expired || seen_ < store_->compacted)
        end({WatchEvent::Type::gone, nullptr,
             failure_of(410, "Expired", "too old resource version")});
      else if (cut_ != store_->cut)
        end({WatchEvent::Type::closed, nullptr, failure_of(0, "", "the watch was closed")});
      seen_ = store_->version;
    }
    if (pending_.empty()) {
      if (!ended_) return std::nullopt;
      return WatchEvent{};
    }
    WatchEvent event = std::move(pending_.front());
    pending_.pop_front();
    return event;
  }

  MemoryApi& api_;
  std::shared_ptr<Store> store_;
  std::string kind_, space_;
  LabelSelector selector_;
  std::uint64_t seen_ = 0, cut_ = 0, expired_ = 0;
  std::deque<WatchEvent> pending_;
  bool ended_ = false;
};

std::unique_ptr<Watch> MemoryApi::watch(const Kind& kind, const std::string& space,
                                        const std::string& selector,
                                        const std::string& resource_version) {
  return std::make_unique<StoreWatch>(*this, kind, space, selector, resource_version);
}

}  // namespace profgen::inline v0::kube
