// Which paths and names a bundle may hold.
#pragma once

#include <string>
#include <string_view>

namespace profgen::inline v0::bundle {

// Why a file of this path may not be written below a policy directory; "" if it may.
[[nodiscard]] std::string path_problem(std::string_view path);
// A file of the policy directory itself is compiled; what stands deeper is only included.
[[nodiscard]] bool is_profile_file(std::string_view path);
// [a-z0-9.-]+
[[nodiscard]] bool is_bundle_name(std::string_view name);
// UTF-8 without controls and what else a terminal would not show as it is.
[[nodiscard]] bool is_plain(std::string_view text);

}  // namespace profgen::inline v0::bundle
