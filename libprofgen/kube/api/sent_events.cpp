#include "kube/api/sent_events.hpp"

namespace profgen::inline v0::kube {

WatchEvent SentEvents::take() {
  WatchEvent event = watch_event_of(splitter_.objects.front());
  splitter_.objects.pop_front();
  if (event.type == WatchEvent::Type::gone || event.type == WatchEvent::Type::closed) {
    splitter_.objects.clear();
    last_ = event.failure;
    told_ = true;
  }
  return event;
}

Failure SentEvents::damage() {
  return no_answer("what came from the watch is no sequence of JSON objects, or too large");
}

WatchEvent SentEvents::closed() {
  const bool gone = last_.gone() && !told_;
  told_ = true;
  return {gone ? WatchEvent::Type::gone : WatchEvent::Type::closed, nullptr, last_};
}

}  // namespace profgen::inline v0::kube
