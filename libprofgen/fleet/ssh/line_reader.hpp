// What comes from a node, which is not trusted: lines of ours among whatever else it prints.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace profgen::inline v0::fleet::ssh {

class LineReader {
 public:
  // A reply may hold the evidence of a day; beyond these somebody means harm.
  static constexpr std::size_t longest_reply = std::size_t{64} << 20;
  static constexpr std::size_t most_noise = std::size_t{1} << 20;

  void add(std::string_view bytes);

  std::deque<std::string> lines;  // whole ones that begin with `{"profgen-node":` or with marker
  [[nodiscard]] bool too_long() const { return too_long_; }
  [[nodiscard]] bool too_noisy() const { return noise_ > most_noise; }
  // The beginning of the last line that was none of ours.
  [[nodiscard]] const std::string& last_noise() const { return last_noise_; }
  [[nodiscard]] bool in_mid_reply() const { return !line_.empty(); }

 private:
  void ignore();

  std::string line_, last_noise_;
  bool skipping_ = false, too_long_ = false;
  std::size_t noise_ = 0;
};

[[nodiscard]] bool is_reply(std::string_view line);

}  // namespace profgen::inline v0::fleet::ssh
