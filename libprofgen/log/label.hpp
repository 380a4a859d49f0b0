// Labels as the kernel prints them: a profile name, perhaps in a policy namespace.
#pragma once

#include <string>
#include <string_view>

namespace profgen::inline v0::log {

// Reads `profile=` (or `label=`) with the value of `namespace=` into a policy namespace (empty: the
// root) and a profile's name: "root//labns" is "labns", ":labns:P" and ":labns://P" are P in labns.
// A stack ("A//&B") stays as it is.
void read_label(std::string_view label, std::string_view printed_in, std::string& name_space,
                std::string& profile);

}  // namespace profgen::inline v0::log
