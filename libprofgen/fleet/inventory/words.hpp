// What may stand as the name of a host, a user … : nothing that ssh could take for an option, that
// a terminal or a journal would stumble over.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace profgen::inline v0::fleet {

// Each says what is wrong with a word ("it begins with `-`"); nullopt: nothing.
[[nodiscard]] std::optional<std::string> wrong_host(std::string_view word);
[[nodiscard]] std::optional<std::string> wrong_user(std::string_view word);
// As of ssh -J: [USER@]HOST[:PORT], several with commas; or none.
[[nodiscard]] std::optional<std::string> wrong_jump(std::string_view word);
// A group, or the key of a label.
[[nodiscard]] std::optional<std::string> wrong_key(std::string_view word);
[[nodiscard]] std::optional<std::string> wrong_label(std::string_view value);

// A variable whose value is better not shown: db_password, api_token.
[[nodiscard]] bool is_secret_key(std::string_view key);

}  // namespace profgen::inline v0::fleet
