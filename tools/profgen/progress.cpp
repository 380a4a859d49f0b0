#include "tools/profgen/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "profgen/progress.hpp"

namespace profgen::tool {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double from_seconds = 0.5, between_seconds = 0.1;

bool can_show(const Call& call, bool prints) {
  const char* term = std::getenv("TERM");
  return !call.common.quiet && ::isatty(STDERR_FILENO) == 1 && term != nullptr && *term != '\0' &&
         std::string_view(term) != "dumb" && !(prints && ::isatty(STDOUT_FILENO) == 1);
}

std::string megabytes(double bytes) { return fmt::format("{:.1f} MB", bytes / 1e6); }

std::string left_text(double seconds) {
  const auto whole = std::lround(seconds);
  if (whole < 60) return fmt::format("{} s left", whole);
  if (whole < 3600) return fmt::format("{} min {} s left", whole / 60, whole % 60);
  return fmt::format("{} h {} min left", whole / 3600, whole % 3600 / 60);
}

std::string progress_text(const log::Progress& progress, double seconds) {
  const auto bytes = static_cast<double>(progress.bytes);
  const auto total = static_cast<double>(progress.total);
  const double rate = bytes / seconds;
  std::string out = "reading " + megabytes(bytes);
  // A log that grew meanwhile has no end to wait for.
  const bool known = progress.total >= progress.bytes && progress.bytes != 0;
  if (known) out += fmt::format(" of {} ({:.0f} %)", megabytes(total), 100 * bytes / total);
  out += fmt::format(", {} records, {}/s", progress.records, megabytes(rate));
  if (known) out += ", " + left_text((total - bytes) / rate);
  return out;
}

class ProgressLine {
 public:
  ~ProgressLine() {
    if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  }
  void show(const log::Progress& progress) {
    const Clock::time_point now = Clock::now();
    const std::chrono::duration<double> since = now - start_;
    if (since.count() < next_) return;
    next_ = since.count() + between_seconds;
    std::string text = progress_text(progress, since.count());
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0 &&
        text.size() >= size.ws_col)
      text.resize(size.ws_col - 1u);
    std::cerr << "\r" << text << "\x1b[K" << std::flush;
    drawn_ = true;
  }

 private:
  Clock::time_point start_ = Clock::now();
  double next_ = from_seconds;
  bool drawn_ = false;
};

}  // namespace

log::ReadReport read_logs_shown(const Call& call, const std::vector<std::string>& sources,
                                const log::EventSink& sink, const log::ReadOptions& options,
                                bool prints) {
  if (!can_show(call, prints)) return log::read_logs(sources, sink, options);
  ProgressLine line;
  return log::read_logs(sources, sink, options,
                        [&line](const log::Progress& progress) { line.show(progress); });
}

}  // namespace profgen::tool
