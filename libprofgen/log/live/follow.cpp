#include "profgen/follow.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "log/live/audit_socket.hpp"
#include "log/live/file_tail.hpp"
#include "log/live/streams.hpp"
#include "log/reader.hpp"
#include "log/sources.hpp"

namespace profgen::inline v0::log {
namespace {

// Steps without anything new after which a rotated file is let go, and a group of records counts
// as complete.
constexpr int steps_to_retire = 40;
constexpr int steps_to_settle = 4;

}  // namespace

struct Follow::Stream {
  std::string name;
  std::unique_ptr<LiveSource> source;  // none: a file that is not there yet
  FileTail* file = nullptr;            // the source, if it is a file
  bool retired = false;                // rotated away: it has a successor
  bool over = false;
  int idle = 0;      // steps since anything came
  std::string text;  // that is not dealt with: a part of a line, or of a group of records
  std::uint64_t lines = 0;
  std::int64_t reference_us = 0;
};

Follow::Follow(const std::vector<std::string>& sources, const FollowOptions& options)
    : options_(options) {
  Sources expanded = expand_sources(sources);
  report_.failures = std::move(expanded.failures);
  for (const std::string& source : expanded.files) open_stream(source, options.only_new);
}

Follow::~Follow() = default;

void Follow::open_stream(const std::string& source, bool at_end) {
  auto stream = std::make_unique<Stream>();
  stream->name = source;
  Result<std::unique_ptr<LiveSource>> live = std::unique_ptr<LiveSource>();
  std::error_code error;
  if (source == "audit:") {
    live = AuditSocket::open();
  } else if (source == "-") {
    live = std::unique_ptr<LiveSource>(std::make_unique<PipeTail>(source, STDIN_FILENO));
  } else if (!is_journal_name(source) && !std::filesystem::exists(source, error)) {
    open_file(*stream, false);
  } else {
    auto opened =
        is_journal_name(source) ? Result<OpenedSource>(OpenedSource{}) : open_source(source);
    if (!opened) {
      live = opened.error();
    } else if (is_journal_name(source) || opened->journal) {
      auto journal = JournalSource::open(source);
      if (!journal)
        live = journal.error();
      else {
        (void)(*journal)->descriptor();  // from now on it notices what is added
        if (at_end) (*journal)->go_to_end();
        live = std::unique_ptr<LiveSource>(std::make_unique<JournalTail>(std::move(*journal)));
      }
    } else if (opened->file && opened->bytes->seek(0)) {
      stream->reference_us = opened->modified_us;
      open_file(*stream, at_end);
    } else {
      live = std::unique_ptr<LiveSource>(std::make_unique<WholeSource>(std::move(opened->bytes)));
    }
  }
  if (!live) {
    report_.failures.push_back(live.error());
    return;
  }
  if (*live) stream->source = std::move(*live);
  if (!stream->over) streams_.push_back(std::move(stream));
}

void Follow::open_file(Stream& stream, bool at_end) {
  auto file = std::make_unique<FileTail>(stream.name);
  const Result<bool> opened = file->open(at_end);
  if (!opened) {
    report_.failures.push_back(opened.error());
    stream.over = true;
  } else if (*opened) {
    stream.file = file.get();
    stream.source = std::move(file);
  }
}

// The name may stand for another file now: that one is followed, too.
void Follow::look_for_new_file(Stream& stream) {
  if (!stream.source) return open_file(stream, false);
  if (!stream.file || stream.retired || !stream.file->replaced() || !stream.file->exists()) return;
  auto next = std::make_unique<Stream>();
  next->name = stream.name;
  open_file(*next, false);
  if (!next->source) return;
  stream.retired = true;
  stream.idle = 0;
  next->reference_us = stream.reference_us;
  streams_.push_back(std::move(next));
}

void Follow::feed(Stream& stream, const EventSink& sink, bool settled, bool over) {
  if (stream.text.empty()) return;
  SourceOptions options;
  options.source = stream.name;
  options.reference_us = stream.reference_us;
  options.host = options_.host;
  options.correlate = options_.correlate;
  options.whole = options.hold = !settled;
  const bool too_long = stream.text.size() > 2 * Lines::longest;
  Lines lines(stream.text, stream.lines, !over && !too_long);
  const Stopped stopped = read_lines(lines, options, sink, report_);
  stream.text.erase(0, static_cast<std::size_t>(stopped.bytes));
  stream.lines = stopped.lines;
  stream.reference_us = stopped.reference_us;
}

// True if anything came.
bool Follow::take_in(Stream& stream, const EventSink& sink) {
  look_for_new_file(stream);
  if (stream.over || !stream.source) return false;
  const std::size_t before = stream.text.size();
  std::string fresh;
  const Status fetched = stream.source->fetch(fresh);
  if (!fetched) report_.failures.push_back(fetched.error());
  if (stream.file && stream.file->take_restarted()) stream.text.clear();
  stream.text += fresh;
  if (const std::uint64_t lost = stream.source->take_lost(); lost != 0) {
    Ignored& loss = report_.losses["lost by the audit socket, which was not read fast enough"];
    if (loss.count == 0) loss.example = stream.name;
    loss.count += lost;
  }
  if (stream.source->over()) stream.over = true;
  const bool came = stream.text.size() != before || !fresh.empty();
  stream.idle = came ? 0 : stream.idle + 1;
  if (stream.retired && stream.idle >= steps_to_retire) stream.over = true;
  if (came || stream.over || stream.idle == steps_to_settle)
    feed(stream, sink, stream.over || stream.idle == steps_to_settle, stream.over);
  return came;
}

void Follow::wait(int wait_ms) const {
  std::vector<pollfd> descriptors;
  for (const auto& stream : streams_)
    if (stream->source && stream->source->descriptor() >= 0)
      descriptors.push_back({stream->source->descriptor(), POLLIN, 0});
  (void)poll(descriptors.data(), descriptors.size(), wait_ms);
}

bool Follow::step(const EventSink& sink, int wait_ms) {
  bool came = false;
  // New streams may join behind those that are looked at.
  for (std::size_t i = 0; i < streams_.size(); ++i) came = take_in(*streams_[i], sink) || came;
  streams_.erase(std::remove_if(streams_.begin(), streams_.end(),
                                [](const auto& stream) { return stream->over; }),
                 streams_.end());
  if (!came && !streams_.empty()) wait(wait_ms);
  return !streams_.empty();
}

void Follow::finish(const EventSink& sink) {
  for (const auto& stream : streams_) {
    (void)take_in(*stream, sink);
    feed(*stream, sink, true, true);
  }
  streams_.clear();
}

}  // namespace profgen::inline v0::log
