#include "log/live/streams.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace profgen::inline v0::log {
namespace {

constexpr std::size_t stream_block = std::size_t{64} * 1024;
constexpr std::size_t most_read_at_once = 4 * stream_block;

// Reads up to most_read_at_once; sets `over` at the end.
Status fetch_from(ByteSource& source, std::string& text, bool& over, bool end_is_over) {
  const std::size_t begin = text.size();
  while (!over && text.size() - begin < most_read_at_once) {
    const std::size_t used = text.size();
    text.resize(used + stream_block);
    const auto count = source.read(text.data() + used, stream_block);
    text.resize(used + (count ? *count : 0));
    if (!count) {
      over = true;
      return count.error();
    }
    if (*count == 0) {
      over = end_is_over;
      break;
    }
  }
  return Unit{};
}

}  // namespace

Status PipeTail::fetch(std::string& text) {
  pollfd ready{fd_, POLLIN, 0};
  if (over_ || poll(&ready, 1, 0) <= 0) return Unit{};
  const std::size_t used = text.size();
  text.resize(used + stream_block);
  ssize_t count = 0;
  do {
    count = ::read(fd_, text.data() + used, stream_block);
  } while (count < 0 && errno == EINTR);
  const int code = errno;
  text.resize(used + (count > 0 ? static_cast<std::size_t>(count) : 0));
  over_ = count <= 0;
  if (count < 0) return Error{ErrorKind::input, "read", name_, std::strerror(code)};
  return Unit{};
}

Status WholeSource::fetch(std::string& text) { return fetch_from(*source_, text, over_, true); }

Status JournalTail::fetch(std::string& text) {
  journal_->more();
  return fetch_from(*journal_, text, over_, false);
}

}  // namespace profgen::inline v0::log
