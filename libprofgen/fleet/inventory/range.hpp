// Names of many hosts in one word: web[01-20].example.org, rack[a:c]-[1:3].
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::fleet {

inline constexpr std::size_t most_hosts = 100'000;

enum class RangeStyle {
  fleet,    // [01-20], [1,3,7-9], [a-c], [0-10/2], and Ansible's
  ansible,  // [01:20], [a:c], [0:10:2]
};

// The names in their order; nullopt and what is wrong: `wrong`.
[[nodiscard]] std::optional<std::vector<std::string>> expand_range(std::string_view pattern,
                                                                   RangeStyle style,
                                                                   std::string& wrong);

}  // namespace profgen::inline v0::fleet
