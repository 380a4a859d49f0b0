#include "kube/api/kubectl_failure.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "kube/api/answers.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::string_view from_server = "Error from server";

bool begins_with(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

bool is_log_line(std::string_view line) {  // klog: "E1127 20:43:45.1 1234 file.go:1] …"
  return line.size() > 5 && (line[0] == 'E' || line[0] == 'W' || line[0] == 'I') &&
         std::all_of(line.begin() + 1, line.begin() + 5,
                     [](char c) { return c >= '0' && c <= '9'; });
}

// Of a server-side apply kubectl tells any 409 in words of its own, behind "error: " where it is
// about one of several objects, and behind nothing where it is about more.
bool is_apply_conflict(std::string_view line) {
  if (begins_with(line, "error: ")) line.remove_prefix(7);
  return begins_with(line, "Apply failed with ") ||
         begins_with(line, "Operation cannot be fulfilled on ");
}

// The first line that is an error; the last one where none looks like it.
std::string_view telling_line(std::string_view errors) {
  std::string_view telling;
  for (std::string_view line : text::split(errors, '\n')) {
    line = text::trim(line);
    if (line.empty() || begins_with(line, "Warning:") || is_log_line(line)) continue;
    telling = line;
    if (begins_with(line, from_server) || begins_with(line, "error:") ||
        begins_with(line, "The ") || begins_with(line, "Unable to connect") ||
        is_apply_conflict(line))
      break;
  }
  return telling;
}

Failure of_reason(std::string_view reason, std::string_view message) {
  Failure failure = no_answer(message);
  failure.reason = text::printable(reason, 80);
  failure.code = code_of_reason(reason);
  if (failure.code == 0) failure.code = 500;
  return failure;
}

}  // namespace

Failure kubectl_failure(std::string_view errors, int exit_code) {
  const std::string_view line = telling_line(errors);
  if (line.empty())
    return no_answer("kubectl ended with exit code " + std::to_string(exit_code) +
                     " and said nothing");
  if (begins_with(line, from_server)) {
    std::string_view rest = line.substr(from_server.size());
    const std::size_t close = rest.find("): ");
    if (begins_with(rest, " (") && close != std::string_view::npos)
      return of_reason(rest.substr(2, close - 2), rest.substr(close + 3));
    if (begins_with(rest, ": ")) rest.remove_prefix(2);
    return of_reason(is_too_large(rest) ? "RequestEntityTooLarge" : "", rest);
  }
  if (line.find("(Unauthorized)") != std::string_view::npos) return of_reason("Unauthorized", line);
  if (is_apply_conflict(line))
    return of_reason("Conflict", begins_with(line, "error: ") ? line.substr(7) : line);
  if (begins_with(line, "The ") && (line.find(" is invalid: ") != std::string_view::npos))
    return of_reason("Invalid", line);
  if (begins_with(line, "error: the server doesn't have a resource type") ||
      line.find("no matches for kind") != std::string_view::npos)
    return of_reason("NotFound", line);
  return no_answer(begins_with(line, "error: ") ? line.substr(7) : line);
}

}  // namespace profgen::inline v0::kube
