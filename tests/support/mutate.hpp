// Edits that nobody would make, for tests of readers.
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace profgen::proof {

// One edit at a random place of a text that is not empty: a byte replaced or put in, of the
// alphabet; up to `longest_cut` bytes taken out; fewer than `copies` bytes repeated elsewhere.
inline void mutate(std::string& text, std::string_view alphabet, std::mt19937& random,
                   unsigned longest_cut, unsigned copies) {
  const std::size_t at = random() % text.size();
  switch (random() % 4) {
    case 0:
      text[at] = alphabet[random() % alphabet.size()];
      break;
    case 1:
      text.insert(at, 1, alphabet[random() % alphabet.size()]);
      break;
    case 2:
      text.erase(at, 1 + random() % longest_cut);
      break;
    default:
      text.insert(at, text.substr(random() % text.size(), random() % copies));
  }
}

}  // namespace profgen::proof
