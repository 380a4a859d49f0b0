// What a watch was sent, in order, and how it ended: the same over kubectl and over HTTP.
#pragma once

#include <chrono>
#include <string_view>

#include "kube/api/answers.hpp"
#include "kube/api/json_splitter.hpp"

namespace profgen::inline v0::kube {

// The server ends a watch after 290 s (answers.cpp): one that is silent for longer is lost.
inline constexpr std::chrono::seconds longest_watch_silence{330};

class SentEvents {
 public:
  void add(std::string_view bytes) { splitter_.add(bytes); }
  [[nodiscard]] bool empty() const { return splitter_.objects.empty(); }
  [[nodiscard]] bool broken() const { return splitter_.broken(); }
  // The next one of those that came. gone and closed are the last: see told().
  [[nodiscard]] WatchEvent take();
  // Whether the end of the watch was told.
  [[nodiscard]] bool told() const { return told_; }
  // What the connection ended with.
  void end(Failure why) { last_ = std::move(why); }
  // Of a connection that is broken().
  [[nodiscard]] static Failure damage();
  // What is told behind the last event.
  [[nodiscard]] WatchEvent closed();

 private:
  JsonSplitter splitter_{largest_sent_object};
  Failure last_;
  bool told_ = false;
};

}  // namespace profgen::inline v0::kube
