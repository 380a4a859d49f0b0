// Where the name of an access stands: a directory, for the classes that have paths.
#pragma once

#include <string>
#include <string_view>

#include "profgen/evidence.hpp"

namespace profgen::inline v0::evidence {

inline constexpr std::string_view null_mark = "//null-";

// The path of a file, exec or link access; nullptr for the other classes.
[[nodiscard]] const std::string* path_of(const Access& access);
// With its last slash; "" where the class has no paths. A crowd's path is its directory.
[[nodiscard]] std::string_view directory_of(const Key& key);
// An access of that class (Access::index()) with that path and nothing else.
[[nodiscard]] Access access_at(std::size_t of_class, std::string_view directory);

// The number of its slashes.
[[nodiscard]] std::uint32_t depth_of(std::string_view directory);
// Its first `depth` levels.
[[nodiscard]] std::string_view cut_to(std::string_view directory, std::uint32_t depth);

// A crowd of //null- profiles stands with the profile that ran the first of them.
[[nodiscard]] std::string_view before_null(std::string_view profile);

}  // namespace profgen::inline v0::evidence
