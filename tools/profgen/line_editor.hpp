// One line typed by a person.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace profgen::tool {

// Through libedit, with the keys of a shell's line; begins as `text` unless that holds control
// characters or is no UTF-8. nullopt: given up with Ctrl-C, Ctrl-D or at the end of the input.
[[nodiscard]] std::optional<std::string> edited_line(const std::string& prompt,
                                                     std::string_view text);
// With what the terminal itself can do; Ctrl-C has to end a line as Enter does.
[[nodiscard]] std::optional<std::string> plain_line(const std::string& prompt);

}  // namespace profgen::tool
