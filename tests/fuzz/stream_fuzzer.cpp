// Any bytes as a log of any formats, with everything on: nothing is made up, and pieces give what
// the whole gives.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "log/reader.hpp"

namespace {

using namespace profgen;

// Not assert(): the check must hold in every kind of build.
void require(bool holds) {
  if (!holds) std::abort();
}

// Gives pieces of any size.
class Pieces : public log::ByteSource {
 public:
  Pieces(std::string_view text, unsigned seed) : text_(text), random_(seed) {}
  Result<std::size_t> read(char* out, std::size_t size) override {
    size = std::min({size, text_.size(), std::size_t{1} + random_() % 97});
    text_.copy(out, size);
    text_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view text_;
  std::minstd_rand random_;
};

struct Reading {
  std::vector<std::string> events;
  log::ReadReport report;
};

log::EventSink sink_of(Reading& reading) {
  return [&reading](const Record& record, const Event& event) {
    require(record.line >= 1);
    reading.events.push_back(log::to_json(record, event));
    require(text::is_utf8(reading.events.back()));
  };
}

Reading read_whole(std::string_view text, const log::ReadOptions& options) {
  Reading reading;
  reading.report = log::read_text(text, "fuzz", sink_of(reading), options);
  return reading;
}

Reading read_pieces(std::string_view text, bool correlate, unsigned seed) {
  Reading reading;
  Pieces pieces(text, seed);
  log::Lines lines(pieces);
  log::SourceOptions options;
  options.source = "fuzz";
  options.correlate = correlate;
  const log::Stopped stopped = log::read_lines(lines, options, sink_of(reading), reading.report);
  require(stopped.bytes == text.size());
  return reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool correlate = (data[0] & 1) != 0;
  const unsigned seed = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  log::ReadOptions options;
  options.correlate = correlate;
  const Reading whole = read_whole(text, options);
  require(whole.events.size() == whole.report.events);
  require(whole.report.events <= whole.report.records);
  for (const auto& [reason, ignored] : whole.report.ignored)
    require(text::is_utf8(ignored.example));

  const Reading pieces = read_pieces(text, correlate, seed);
  require(pieces.events == whole.events);
  require(pieces.report.lines == whole.report.lines);
  require(pieces.report.records == whole.report.records);
  return 0;
}
