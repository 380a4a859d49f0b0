// The kernel's names for what has no profile yet: "P//null-/usr/bin/x//null-/usr/bin/y".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace profgen::inline v0::suggest {

inline constexpr std::string_view null_mark = "//null-";

struct Label {
  std::string_view base;                // the profile that stands
  std::vector<std::string_view> chain;  // what was entered below it, outermost first
};
// Views into the text.
[[nodiscard]] Label split_label(std::string_view label);

// What a piece of a chain names.
enum class PieceKind {
  program,  // "/usr/bin/x": an exec without a rule
  counter,  // "2d": kernels before 4.8 numbered the children instead
  hat,      // "nohat": a change_hat() to a hat that is missing
};
[[nodiscard]] PieceKind piece_kind(std::string_view piece);

// The part of a path behind the last '/'; the whole where nothing is behind it.
[[nodiscard]] std::string_view base_name(std::string_view path);

}  // namespace profgen::inline v0::suggest
