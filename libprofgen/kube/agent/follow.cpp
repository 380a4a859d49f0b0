#include "kube/agent/follow.hpp"

#include "kube/objects/field.hpp"

namespace profgen::inline v0::kube {
namespace {

// A server ends a watch after minutes; one that ends sooner was cut off.
constexpr std::int64_t short_life_us = 10'000'000;

}  // namespace

Follow::Follow(Api& api, Reach& reach, const Clock& clock, const Kind& kind, std::string selector,
               std::function<void(Json&)> trim)
    : api_(api),
      reach_(reach),
      clock_(clock),
      kind_(kind),
      selector_(std::move(selector)),
      trim_(std::move(trim)) {}

void Follow::list_again() {
  watch_.reset();
  version_.clear();
  known_ = false;
}

void Follow::keep(std::shared_ptr<Json> object) {
  if (trim_) trim_(*object);
  std::string name = object_name_of(*object);
  objects_[std::move(name)] = std::move(object);
}

bool Follow::begin() {
  const std::string plural(kind_.plural), list = "list " + plural, watch = "watch " + plural;
  const bool lists = version_.empty();
  if (!reach_.may(list) || !reach_.may(watch)) return false;
  if (lists) {
    auto listed = api_.list(kind_, "", selector_);
    if (!listed) {
      reach_.failed(listed.failure(), list);
      return false;
    }
    reach_.good();
    objects_.clear();
    for (Json& item : listed->items) keep(std::make_shared<Json>(std::move(item)));
    version_ = listed->resource_version;
    known_ = true;
  }
  watch_ = api_.watch(kind_, "", selector_, version_);
  watched_since_us_ = clock_.now_us();
  return lists;
}

bool Follow::take_in(const WatchEvent& event) {
  using Type = WatchEvent::Type;
  if (event.object != nullptr) {
    if (std::string version = metadata_text(*event.object, "resourceVersion"); !version.empty())
      version_ = std::move(version);
    reach_.good();
  }
  switch (event.type) {
    case Type::added:
    case Type::modified:
      if (event.object != nullptr) keep(event.object);
      return true;
    case Type::deleted:
      if (event.object != nullptr) objects_.erase(object_name_of(*event.object));
      return true;
    case Type::bookmark:
      return false;
    case Type::gone:
      watch_.reset();
      version_.clear();
      return false;
    case Type::closed:
      watch_.reset();
      if (event.failure.code != 0 || clock_.now_us() - watched_since_us_ < short_life_us)
        reach_.failed(event.failure, "watch " + std::string(kind_.plural));
      if (!event.failure.transient()) version_.clear();
      return false;
  }
  return false;
}

bool Follow::poll(double seconds) {
  bool changed = false;
  if (watch_ == nullptr) changed = begin();
  while (watch_ != nullptr) {
    const auto event = watch_->next(changed ? 0 : seconds);
    if (!event) break;
    changed = take_in(*event) || changed;
    seconds = 0;
  }
  return changed;
}

}  // namespace profgen::inline v0::kube
