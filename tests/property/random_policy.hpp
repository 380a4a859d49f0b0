// Small profiles and accesses at random, from few words, so that they have much to do with each
// other.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "property/naive_covers.hpp"

namespace profgen::proof {

class RandomPolicy {
 public:
  explicit RandomPolicy(std::uint32_t seed) : random_(seed) {}

  // Classes of rules; each with the accesses that ask about it.
  enum class Kind {
    file,
    exec,
    link,
    capability,
    network,
    unix_socket,
    dbus,
    signal,
    ptrace,
    mount,
    pivot_root,
    change_profile,
    mqueue,
    io_uring,
    userns,
    rlimit
  };
  static constexpr int kinds = 16;

  // Rules of one kind, sometimes `all` or `file`, with the same variables and aliases each time.
  NaiveProfile profile(Kind kind);
  Access access(Kind kind);
  // One rule of any kind.
  policy::Rule rule(Kind kind);

  // A path pattern, and a path that may match it.
  std::string pattern();
  std::string path();
  std::size_t below(std::size_t end) { return random_() % end; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }

 private:
  std::string one_of(const std::vector<std::string>& words) { return words[below(words.size())]; }
  std::string or_nothing(const std::vector<std::string>& words) {
    return chance(2) ? std::string() : one_of(words);
  }
  std::uint32_t some(std::uint32_t every) { return static_cast<std::uint32_t>(random_()) & every; }
  policy::Prefix prefix(bool with_owner, bool with_priority);
  policy::RuleBody body(Kind kind, bool deny);
  std::vector<policy::Condition> conditions(const std::vector<policy::Condition>& all);

  std::mt19937 random_;
};

// The text of a file that holds the profile `p`, with its variables and aliases.
[[nodiscard]] std::string text_of(const NaiveProfile& profile);

}  // namespace profgen::proof
