// Texts as words of a shell.
#pragma once

#include <string>
#include <string_view>

namespace profgen::manual {

// 'it'\''s', for bash and zsh.
[[nodiscard]] std::string shell_quoted(std::string_view text);
// 'it\'s', for fish.
[[nodiscard]] std::string fish_quoted(std::string_view text);
// The first part of an option's text, short enough for a line of a menu.
[[nodiscard]] std::string menu_text(std::string_view text);

}  // namespace profgen::manual
