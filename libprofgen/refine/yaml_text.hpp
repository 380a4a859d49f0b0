// Bytes of a log as YAML: what is written here is read back by any YAML reader as the same bytes,
// and holds nothing that a terminal or an editor would obey.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0::refine {

// The tag of a text that is not UTF-8: each of its characters U+0000 … U+00FF stands for a byte.
inline constexpr std::string_view bytes_tag = "!bytes";

// A double-quoted scalar on one line; `!bytes "caf\xe9"` where the bytes are not UTF-8.
[[nodiscard]] std::string yaml_text(std::string_view bytes);
// The bytes that a scalar with the tag `!bytes` stands for; nullopt where one of its characters is
// beyond U+00FF.
[[nodiscard]] std::optional<std::string> tagged_bytes(std::string_view scalar);
// A line of JSON as a single-quoted scalar, which leaves its backslashes alone.
[[nodiscard]] std::string yaml_json(std::string_view json);

}  // namespace profgen::inline v0::refine
