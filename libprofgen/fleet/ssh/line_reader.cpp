#include "fleet/ssh/line_reader.hpp"

#include <algorithm>

#include "fleet/ssh/remote_command.hpp"

namespace profgen::inline v0::fleet::ssh {
namespace {

constexpr std::string_view reply_begin = R"({"profgen-node":)";
constexpr std::size_t longest_marker = 256;

bool is_marker(std::string_view line) { return line.substr(0, marker.size()) == marker; }

// Could still become a line of ours.
bool promising(std::string_view line) {
  const auto begins = [&](std::string_view with) {
    const std::size_t size = std::min(with.size(), line.size());
    return line.substr(0, size) == with.substr(0, size);
  };
  return begins(reply_begin) || (begins(marker) && line.size() <= longest_marker);
}

}  // namespace

bool is_reply(std::string_view line) { return line.substr(0, reply_begin.size()) == reply_begin; }

void LineReader::ignore() {
  noise_ += line_.size();
  if (!line_.empty()) last_noise_ = line_.substr(0, longest_marker);
  line_.clear();
  skipping_ = true;
}

void LineReader::add(std::string_view bytes) {
  while (!bytes.empty() && !too_long_ && !too_noisy()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (skipping_) {
      noise_ += piece.size();
    } else if (line_.size() + piece.size() > longest_reply) {
      too_long_ = true;
    } else {
      line_ += piece;
      if (!promising(line_)) ignore();
    }
    if (end == std::string_view::npos) return;
    ++noise_;
    if (!line_.empty() && line_.back() == '\r') line_.pop_back();
    if (!skipping_ && (is_reply(line_) || is_marker(line_))) {
      lines.push_back(std::move(line_));
      --noise_;
    } else if (!skipping_) {
      ignore();
    }
    line_.clear();
    skipping_ = false;
    bytes.remove_prefix(end + 1);
  }
}

}  // namespace profgen::inline v0::fleet::ssh
