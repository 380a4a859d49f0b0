// Patterns and texts over a small alphabet, all short ones or at random.
#pragma once

#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::proof {

inline std::vector<std::string> all_texts(std::string_view alphabet, std::size_t longest) {
  std::vector<std::string> texts{""};
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i].size() < longest)
      for (const char c : alphabet) texts.push_back(texts[i] + c);
  return texts;
}

// Right ones; about half of them have a group.
inline std::string random_pattern(std::mt19937& random, std::size_t most_parts, int depth = 0) {
  constexpr const char* parts[] = {"/",      "/",         "a",    "b",     "*",      "**",
                                   "?",      "*",         "[ab]", "[^a]",  "[^/]",   "\\x61",
                                   "[a-c/]", "\\*",       ",",    "***",   "[\\]a]", "[b-a]",
                                   "\\142",  "{a,b{/,}}", "[-a]", "[\\^b]"};
  std::string pattern;
  for (std::size_t n = 1 + random() % most_parts; n-- > 0;) {
    if (depth < 3 && random() % 6 == 0) {
      pattern += '{';
      for (std::size_t ways = 2 + random() % 2; ways-- > 0;)
        pattern += (random() % 4 == 0 ? "" : random_pattern(random, 2, depth + 1)) +
                   (ways == 0 ? "}" : ",");
    } else {
      const std::string part = parts[random() % std::size(parts)];
      pattern += part == "," && depth > 0 ? "a" : part;
    }
  }
  return pattern;
}

}  // namespace profgen::proof
