#include "policy/aare_once.hpp"

#include <algorithm>
#include <deque>

namespace profgen::inline v0::policy {
namespace {

using Op = AareProgram::Op;

// The instructions that wait for the next byte.
class Threads {
 public:
  explicit Threads(const AareProgram& program) : program_(program), seen_(program.code.size(), 0) {}

  void clear() {
    waiting.clear();
    accepts = false;
    ++round_;
  }
  void follow(std::uint32_t instruction) {
    pending_.push_back(instruction);
    while (!pending_.empty()) {
      const std::uint32_t at = pending_.back();
      pending_.pop_back();
      if (seen_[at] == round_) continue;
      seen_[at] = round_;
      const auto& code = program_.code[at];
      if (code.op == Op::byte || code.op == Op::set) waiting.push_back(at);
      if (code.op == Op::accept) accepts = true;
      if (code.op == Op::split) pending_.push_back(code.b);
      if (code.op == Op::split || code.op == Op::jump) pending_.push_back(code.a);
    }
  }

  std::vector<std::uint32_t> waiting;
  bool accepts = false;

 private:
  const AareProgram& program_;
  std::vector<std::uint32_t> seen_;  // by instruction: the round in which it was followed
  std::vector<std::uint32_t> pending_;
  std::uint32_t round_ = 1;
};

// The last byte of a set.
std::optional<char> unusual_byte(const ByteSet& set) {
  for (unsigned byte = 255; byte > 0; --byte)
    if (set[byte]) return static_cast<char>(byte);
  return std::nullopt;
}

}  // namespace

bool aare_matches(const AareProgram& program, std::string_view text) {
  Threads threads(program);
  for (const std::uint32_t start : program.starts) threads.follow(start);
  std::vector<std::uint32_t> now;
  for (const char c : text) {
    now.swap(threads.waiting);
    threads.clear();
    const auto byte = static_cast<unsigned char>(c);
    for (const std::uint32_t thread : now) {
      const auto& code = program.code[thread];
      if (code.op == Op::byte ? code.a == byte : program.sets[code.a][byte])
        threads.follow(thread + 1);
    }
    if (threads.waiting.empty() && !threads.accepts) return false;
  }
  return threads.accepts;
}

std::optional<std::string> aare_sample(std::string_view pattern) {
  AareProgram program;
  if (program.add(pattern, 0)) return std::nullopt;
  constexpr std::uint32_t none = 0xffffffffU;
  struct Step {
    std::uint32_t at, from;
  };
  // Instructions that read a byte are one step, all others none.
  std::vector<std::uint32_t> came_from(program.code.size(), none);
  std::vector<bool> done(program.code.size(), false);
  std::deque<Step> reached{{0, none}};
  while (!reached.empty()) {
    const Step step = reached.front();
    reached.pop_front();
    if (done[step.at]) continue;
    done[step.at] = true;
    came_from[step.at] = step.from;
    const auto& code = program.code[step.at];
    if (code.op == Op::accept) {
      std::string text;
      for (std::uint32_t at = came_from[step.at]; at != none; at = came_from[at]) {
        const auto& read = program.code[at];
        if (read.op == Op::byte) text += static_cast<char>(read.a);
        if (read.op == Op::set) text += unusual_byte(program.sets[read.a]).value_or('?');
      }
      std::reverse(text.begin(), text.end());
      return text;
    }
    if (code.op == Op::split) reached.push_front({code.b, step.at});
    if (code.op == Op::split || code.op == Op::jump) reached.push_front({code.a, step.at});
    if (code.op == Op::byte || (code.op == Op::set && unusual_byte(program.sets[code.a])))
      reached.push_back({step.at + 1, step.at});
  }
  return std::nullopt;
}

}  // namespace profgen::inline v0::policy
