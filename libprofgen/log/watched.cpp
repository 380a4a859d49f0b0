#include "log/watched.hpp"

#include <algorithm>
#include <cstring>

#include "base/hash.hpp"

namespace profgen::inline v0::log {
namespace {

// More than tail_size: a position may lie before a last line that is not over yet.
constexpr std::size_t kept = std::size_t{64} * 1024;

}  // namespace

void Tail::add(std::string_view bytes) {
  if (bytes.size() >= kept) {
    from_start_ = from_start_ && bytes_.empty() && bytes.size() == kept;
    bytes_.assign(bytes.substr(bytes.size() - kept));
    return;
  }
  bytes_ += bytes;
  // Dropped in large steps, so that short reads cost no more than long ones.
  if (bytes_.size() <= 2 * kept) return;
  bytes_.erase(0, bytes_.size() - kept);
  from_start_ = false;
}

std::string Tail::hash(std::uint64_t back) const {
  if (back >= bytes_.size()) return {};
  const std::size_t end = bytes_.size() - static_cast<std::size_t>(back);
  if (end < tail_size && !from_start_) return {};
  const std::size_t begin = end - std::min(end, tail_size);
  return hash128_hex(std::string_view(bytes_).substr(begin, end - begin));
}

Result<std::size_t> Replayed::read(char* out, std::size_t size) {
  if (at_ == head_.size()) return rest_->read(out, size);
  const std::size_t count = std::min(size, head_.size() - at_);
  std::memcpy(out, head_.data() + at_, count);
  at_ += count;
  return count;
}

Result<std::size_t> Watched::read(char* out, std::size_t size) {
  Result<std::size_t> count = source_->read(out, size);
  if (count) {
    tail_.add(std::string_view(out, *count));
    passed_ += *count;
  }
  return count;
}

}  // namespace profgen::inline v0::log
