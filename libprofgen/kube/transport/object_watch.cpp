#include "kube/transport/object_watch.hpp"

#include <poll.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "kube/api/field.hpp"
#include "profgen/clock.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr double first_pause_seconds = 0.25, longest_pause_seconds = 8;
constexpr double watch_second_us = 1e6;

}  // namespace

Timing real_timing() {
  return {[clock = std::shared_ptr<Clock>(real_clock())] { return clock->now_us(); },
          // Unlike a sleep of the standard library it ends with a signal.
          [](double seconds) {
            (void)::poll(nullptr, 0, static_cast<int>(std::clamp(seconds * 1000, 0.0, 3.6e6)));
          }};
}

void ObjectWatch::failed(const Failure& failure, const char* verb) {
  failure_ = failure;
  verb_ = verb;
  watch_.reset();
  connected_us_ = 0;
  retry_us_ = timing_.now_us() + static_cast<std::int64_t>(pause_ * watch_second_us);
  pause_ = std::clamp(pause_ * 2, first_pause_seconds, longest_pause_seconds);
}

void ObjectWatch::pass(double seconds) {
  const double until_retry = static_cast<double>(retry_us_ - timing_.now_us()) / watch_second_us;
  timing_.sleep(std::max(0.0, std::min(seconds, until_retry)));
}

std::optional<ObjectWatch::Seen> ObjectWatch::list_anew() {
  Reply<List> list = api_.list(kind_, "", "");
  if (!list) {
    failed(list.failure(), "list");
    return std::nullopt;
  }
  listed_ = true;
  failure_.reset();
  version_ = list->resource_version;
  connected_us_ = timing_.now_us();
  Seen seen;
  seen.is_list = true;
  seen.listed = std::move(list->items);
  return seen;
}

std::optional<ObjectWatch::Seen> ObjectWatch::take(WatchEvent& event) {
  switch (event.type) {
    case WatchEvent::Type::gone:
      listed_ = false;
      watch_.reset();
      return std::nullopt;
    case WatchEvent::Type::closed:
      failed(event.failure, "watch");
      return std::nullopt;
    default:
      break;
  }
  pause_ = 0;
  failure_.reset();
  if (!event.object) return std::nullopt;
  if (const std::string version = metadata_text(*event.object, "resourceVersion"); !version.empty())
    version_ = version;
  Seen seen;
  if (event.type == WatchEvent::Type::deleted)
    seen.deleted = std::move(event.object);
  else if (event.type != WatchEvent::Type::bookmark)
    seen.added = std::move(event.object);
  return seen;
}

std::optional<ObjectWatch::Seen> ObjectWatch::next(double seconds) {
  if (!watch_ && timing_.now_us() < retry_us_) {
    pass(seconds);
    return std::nullopt;
  }
  if (!listed_) return list_anew();
  if (!watch_) {
    watch_ = api_.watch(kind_, "", "", version_);
    // It tells that it cannot by its first event; until then there is a way.
    if (connected_us_ == 0) connected_us_ = timing_.now_us();
  }
  auto event = watch_->next(seconds);
  if (!event) return std::nullopt;
  return take(*event);
}

}  // namespace profgen::inline v0::kube
