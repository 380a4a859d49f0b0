// Hashes that are written to files: the same on every machine and in every version. They tell texts
// apart; they are no proof against somebody who looks for two texts of one hash.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace profgen::inline v0 {

// XXH3, 128 bits, as 32 lower-case hexadecimal digits.
[[nodiscard]] std::string hash128_hex(std::string_view bytes);

// The same of a text that comes in pieces.
class Hash128 {
 public:
  Hash128();
  void add(std::string_view bytes);
  // Of all that was added so far; more may follow.
  [[nodiscard]] std::string hex() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

}  // namespace profgen::inline v0
