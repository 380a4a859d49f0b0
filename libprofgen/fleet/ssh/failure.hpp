// Why a conversation came to nothing, in one line, and what to do about it.
#pragma once

#include <string>
#include <string_view>

#include "profgen/transport.hpp"

namespace profgen::inline v0::fleet::ssh {

struct Failure {
  Answer::State state = Answer::State::unreachable;
  std::string reason, remedy;
  bool again = false;  // another attempt may well succeed
};

// ssh ended with 255 before anything ran: by its own words, which OpenSSH never translates.
[[nodiscard]] Failure connection_failure(std::string_view errors);
// By the words after "PROFGEN failed ".
[[nodiscard]] Failure marked_failure(std::string_view words, std::string_view errors,
                                     const std::string& directory);
// The remote command ended before it told anything; `output`: the last line that it printed.
[[nodiscard]] Failure login_failure(int status, std::string_view output, std::string_view errors);
// profgen-node, or sudo before it, ended: with `asked`, while a reply was waited for.
[[nodiscard]] Failure serve_failure(int status, std::string_view errors, bool replied_before);

// The last line of it that is not blank, printable and cut; "" if there is none.
[[nodiscard]] std::string last_line(std::string_view text);

}  // namespace profgen::inline v0::fleet::ssh
