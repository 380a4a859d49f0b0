// Many patterns answered at once: a deterministic automaton whose states are made when a text first
// reaches them, and forgotten when they become too many.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "policy/aare.hpp"

namespace profgen::inline v0::policy {

// The states themselves; not safe for concurrent use.
class LazyStates {
 public:
  static constexpr std::uint32_t dead = 0;

  explicit LazyStates(const AareProgram& program);

  [[nodiscard]] std::uint32_t start();
  [[nodiscard]] std::uint32_t step(std::uint32_t state, std::uint8_t byte_class);
  // The ids of the patterns that match what led here, ascending, each once.
  [[nodiscard]] const std::vector<std::uint32_t>& accepted(std::uint32_t state) const {
    return states_[state].accepted;
  }
  [[nodiscard]] std::uint8_t class_of(char byte) const {
    return class_of_[static_cast<unsigned char>(byte)];
  }
  // Bytes of one class are alike to every pattern; of each the one that reads best.
  [[nodiscard]] std::size_t classes() const { return representative_.size(); }
  [[nodiscard]] char representative(std::size_t byte_class) const {
    return static_cast<char>(representative_[byte_class]);
  }
  // Where one may go from a state, the bytes that read best first. Classes that this state does not
  // tell apart are one move; moves to `dead` are left out.
  struct Move {
    std::uint8_t byte_class;
    std::uint32_t next;
  };
  void moves(std::uint32_t state, std::vector<Move>& out);
  // The instructions that wait for a byte in a state, ascending.
  [[nodiscard]] const std::vector<std::uint32_t>& threads(std::uint32_t state) const {
    return states_[state].threads;
  }
  [[nodiscard]] std::size_t states() const { return states_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // Instructions looked at so far: what making the states has cost.
  [[nodiscard]] std::uint64_t work() const { return work_; }
  void forget();
  // Forgets all states but this one; its new number.
  [[nodiscard]] std::uint32_t forget_all_but(std::uint32_t state);

 private:
  struct State {
    std::vector<std::uint32_t> threads;  // instructions that read a byte, ascending
    std::vector<std::uint32_t> accepted;
    std::vector<std::uint32_t> next;  // by byte class; unknown if not made yet
    std::uint64_t hash = 0;
  };
  void divide_bytes();
  void follow(std::uint32_t instruction, State& state);
  std::uint32_t intern(State&& state);
  void rehash();

  const AareProgram& program_;
  std::array<std::uint8_t, 256> class_of_{};
  std::vector<std::uint8_t> representative_;
  std::vector<std::uint8_t> readable_first_;  // the classes in this order
  std::vector<State> states_;
  std::vector<std::uint32_t> table_;  // states by hash, open addressing; 0: free
  std::vector<std::uint32_t> seen_;   // by instruction: the round in which it was followed
  std::uint32_t round_ = 0;
  std::vector<std::uint32_t> pending_;
  std::vector<std::uint32_t> group_;  // of moves(): by byte class
  std::vector<std::uint32_t> split_;  // of moves(): by group and membership
  std::uint32_t start_ = unknown;
  std::size_t bytes_ = 0;
  std::uint64_t work_ = 0;
  static constexpr std::uint32_t unknown = 0xffffffffU;
};

// Safe for concurrent use once the last pattern has been added.
class Automaton {
 public:
  // Variables must be expanded. A wrong pattern is left out and its error returned.
  std::optional<AareError> add(std::string_view pattern, std::uint32_t id) {
    return program_.add(pattern, id);
  }
  // The ids of the patterns that match all of these bytes, ascending.
  void match(std::string_view bytes, std::vector<std::uint32_t>& ids) const;
  [[nodiscard]] bool matches(std::string_view bytes) const;
  [[nodiscard]] bool empty() const { return program_.starts.empty(); }
  [[nodiscard]] const AareProgram& program() const { return program_; }

 private:
  const std::vector<std::uint32_t>& run(std::string_view bytes) const;  // mutex_ is held

  AareProgram program_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<LazyStates> states_;
};

}  // namespace profgen::inline v0::policy
