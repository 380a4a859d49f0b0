#include "log/resume.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "log/spooled.hpp"

namespace profgen::inline v0::log {
namespace {

constexpr std::size_t block = std::size_t{64} * 1024;

// Positions of logs that begin with the same line, the shortest first.
std::vector<Position> candidates_for(const std::string& fingerprint,
                                     const std::vector<Position>& resume) {
  std::vector<Position> found;
  if (fingerprint.empty()) return found;
  for (const Position& position : resume)
    if (position.fingerprint == fingerprint && position.bytes != 0) found.push_back(position);
  std::stable_sort(found.begin(), found.end(),
                   [](const Position& a, const Position& b) { return a.bytes < b.bytes; });
  return found;
}

Error shorter(const std::string& path, const Position& position) {
  return {ErrorKind::input, "read", path,
          fmt::format("it is shorter than the {} bytes that were read of it before, as {}; it was "
                      "read from its start, so that some of it may count twice",
                      position.bytes, position.source)};
}

// Reads up to `size` bytes, to where there are no more.
std::string read_some(ByteSource& source, std::size_t size) {
  std::string out(size, '\0');
  std::size_t used = 0;
  while (used < size) {
    const auto count = source.read(out.data() + used, size - used);
    if (!count || *count == 0) break;
    used += *count;
  }
  out.resize(used);
  return out;
}

// What looking for a position came to.
struct Found {
  const Position* at = nullptr;
  Tail tail;                         // before it
  const Position* beyond = nullptr;  // one that lies behind the end
};

// In a source that can seek. Where `at` was found it stands there.
Found find_by_seeking(ByteSource& source, const std::vector<Position>& candidates) {
  Found found;
  for (auto at = candidates.rbegin(); at != candidates.rend(); ++at) {
    const std::size_t size = std::min<std::uint64_t>(at->bytes, tail_size);
    if (!source.seek(at->bytes - size)) continue;
    std::string before = read_some(source, size);
    if (before.size() < size) {
      found.beyond = &*at;
    } else if (at->tail.empty() || at->tail == hash128_hex(before)) {
      found.at = &*at;
      found.tail = Tail(std::move(before), at->bytes <= tail_size);
      break;
    }
  }
  return found;
}

// Passes over `size` bytes; false if there are not as many.
bool pass(ByteSource& source, std::uint64_t size, Tail& tail) {
  std::string buffer(block, '\0');
  while (size != 0) {
    const auto count =
        source.read(buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(size, block)));
    if (!count || *count == 0) return false;
    tail.add(std::string_view(buffer).substr(0, *count));
    size -= *count;
  }
  return true;
}

// In one that can only be read. `here`: it stands at `at` now; else it has to be read again.
Found find_by_reading(ByteSource& source, const std::vector<Position>& candidates, bool& here) {
  Found found;
  Tail tail;
  std::uint64_t passed = 0;
  here = false;
  for (const Position& position : candidates) {
    if (!pass(source, position.bytes - passed, tail)) {
      here = false;
      found.beyond = &position;
      break;
    }
    if (position.bytes != passed) here = false;
    passed = position.bytes;
    if (!position.tail.empty() && position.tail != tail.hash()) continue;
    found.at = &position;
    found.tail = tail;
    here = true;
  }
  return found;
}

Begun begin_at(std::unique_ptr<ByteSource> source, const std::string& fingerprint,
               const std::string& path, Found found) {
  Begun begun;
  if (found.at) begun.from = *found.at;
  if (!found.at && found.beyond) begun.told = shorter(path, *found.beyond);
  begun.from.fingerprint = fingerprint;
  begun.bytes = std::make_unique<Watched>(std::move(source), std::move(found.tail));
  return begun;
}

// A compressed file is opened again where it has to be read from its start once more.
Result<Begun> begin_compressed(std::unique_ptr<ByteSource> source, const std::string& fingerprint,
                               const std::string& path, const std::vector<Position>& candidates) {
  bool here = false;
  Found found = find_by_reading(*source, candidates, here);
  if (!here) {
    Result<OpenedSource> again = open_source(path);
    if (!again) return again.error();
    source = std::move(again->bytes);
    Tail passed;
    if (found.at && !pass(*source, found.at->bytes, passed)) found.at = nullptr;
  }
  return begin_at(std::move(source), fingerprint, path, std::move(found));
}

Result<Begun> begin_pipe(std::unique_ptr<ByteSource> source, const std::string& fingerprint,
                         const std::string& path, const std::vector<Position>& candidates) {
  auto spooled = std::make_unique<Spooled>(std::move(source));
  bool here = false;
  Found found = find_by_reading(*spooled, candidates, here);
  if (!here) {
    if (!spooled->rewind())
      return Error{ErrorKind::system, "keep in a temporary file", path,
                   "no room; name the log as a file instead"};
    Tail passed;
    if (found.at) (void)pass(*spooled, found.at->bytes, passed);
  } else {
    spooled->keep_no_more();
  }
  return begin_at(std::move(spooled), fingerprint, path, std::move(found));
}

}  // namespace

Result<std::string> read_head(ByteSource& source, std::size_t least) {
  std::string head;
  for (std::size_t searched = 0;;) {
    const bool line = head.find('\n', searched) != std::string::npos;
    if ((line && head.size() >= least) || head.size() >= longest_first_line) return head;
    // Short reads at first: most first lines are short, and the rest is read again.
    const std::size_t used = head.size();
    searched = line ? searched : used;
    head.resize(used + std::min(std::max<std::size_t>(used, 1024), block));
    const auto count = source.read(head.data() + used, head.size() - used);
    if (!count) return count.error();
    head.resize(used + *count);
    if (*count == 0) return head;
  }
}

std::string fingerprint_of(std::string_view head) {
  const std::size_t end = head.find('\n');
  return end == std::string_view::npos ? std::string() : hash128_hex(head.substr(0, end + 1));
}

Result<Begun> begin_source(OpenedSource opened, const std::string& path,
                           const std::vector<Position>& resume) {
  Result<std::string> head = read_head(*opened.bytes);
  // What came before a failure counts: the reader meets the failure again.
  if (!head) {
    if (!opened.file) return head.error();
    Result<OpenedSource> again = open_source(path);
    if (!again) return again.error();
    return begin_at(std::move(again->bytes), "", path, {});
  }
  const std::string fingerprint = fingerprint_of(*head);
  const std::vector<Position> candidates = candidates_for(fingerprint, resume);
  if (opened.bytes->seek(0)) {
    Found found = find_by_seeking(*opened.bytes, candidates);
    if (!found.at && !opened.bytes->seek(0))
      return Error{ErrorKind::input, "read", path, "cannot go back to its start"};
    return begin_at(std::move(opened.bytes), fingerprint, path, std::move(found));
  }
  auto whole = std::make_unique<Replayed>(std::move(*head), std::move(opened.bytes));
  if (candidates.empty()) return begin_at(std::move(whole), fingerprint, path, {});
  return opened.file ? begin_compressed(std::move(whole), fingerprint, path, candidates)
                     : begin_pipe(std::move(whole), fingerprint, path, candidates);
}

}  // namespace profgen::inline v0::log
