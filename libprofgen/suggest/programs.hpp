// Whether a host has a program that a profile attaches to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/system.hpp"

namespace profgen::inline v0::suggest {

enum class HasProgram : std::uint8_t { yes, no, unknown };  // unknown: too much to look at

class Programs {
 public:
  // `root`: the directory that is the host's `/`. `work`: how many names are looked at for one
  // pattern.
  explicit Programs(const Files& files, std::string root = "/", std::size_t work = 200'000);

  // Of a pattern without variables: a file (a link to one, too) whose path it matches.
  [[nodiscard]] HasProgram any(std::string_view pattern);

 private:
  bool below(const std::string& directory, const std::vector<std::string_view>& parts,
             std::size_t at, std::string_view pattern);
  bool anywhere_below(const std::string& directory, std::string_view pattern);
  [[nodiscard]] bool is_file(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> names_in(const std::string& directory);

  const Files& files_;
  std::string root_;  // without its last slash
  std::size_t work_, left_ = 0;
};

// The alternatives of a pattern's groups {a,b}; empty where there are more than `most`.
[[nodiscard]] std::vector<std::string> without_groups(std::string_view pattern,
                                                      std::size_t most = 1000);

}  // namespace profgen::inline v0::suggest
