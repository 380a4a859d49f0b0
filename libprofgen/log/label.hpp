// Labels as the kernel prints them: a profile name, perhaps in a policy namespace.
#pragma once

#include <string>
#include <string_view>

namespace profgen::log {

struct Label {
  std::string name_space;  // empty: the root namespace
  std::string profile;
};
// Reads `profile=` (or `label=`) with the value of `namespace=`: "root//labns" is "labns",
// ":labns:P" and ":labns://P" are P in labns. A stack ("A//&B") stays as it is.
[[nodiscard]] Label read_label(std::string_view label, std::string_view name_space);

}  // namespace profgen::log
