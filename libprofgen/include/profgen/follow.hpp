// Logs read while they grow: files through rotation and truncation, the journal, the kernel's audit
// records as they come.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "profgen/event.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::log {

struct FollowOptions {
  bool only_new = false;   // leave out what is there already
  bool correlate = false;  // ReadOptions::correlate
  std::string host;        // of records that name none
};

// Follows any number of sources at once. A file need not exist yet. After a rotation the old file
// is read to its end, and for a while longer (a daemon writes to it until it is told), then the new
// one. A compressed file is read once. Each line is handed on once. One thread at a time; whoever
// wants to stop does not call step() again.
class Follow {
 public:
  Follow(const std::vector<std::string>& sources, const FollowOptions& options);
  Follow(const Follow&) = delete;
  Follow& operator=(const Follow&) = delete;
  ~Follow();

  // Hands on what came; waits for it where nothing did, up to `wait_ms`. False when there is
  // nothing left that could give more: every source is over or failed.
  bool step(const EventSink& sink, int wait_ms);
  // The last lines, also those without an end. To be called once, after the last step().
  void finish(const EventSink& sink);
  [[nodiscard]] const ReadReport& report() const { return report_; }

 private:
  struct Stream;
  void open_stream(const std::string& source, bool at_end);
  void open_file(Stream& stream, bool at_end);
  void look_for_new_file(Stream& stream);
  bool take_in(Stream& stream, const EventSink& sink);
  void feed(Stream& stream, const EventSink& sink, bool settled, bool over);
  void wait(int wait_ms) const;

  FollowOptions options_;
  std::vector<std::unique_ptr<Stream>> streams_;
  ReadReport report_;
};

}  // namespace profgen::inline v0::log
#pragma GCC visibility pop
