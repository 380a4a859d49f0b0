// The session over lines of JSON, for front ends and scripts: a request a line, a response a line
// (docs/refine-json.md). It reads and writes nothing itself.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/refine.hpp"
#include "profgen/result.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::refine {

inline constexpr int line_protocol_version = 1;
// A request that is longer is refused.
inline constexpr std::size_t longest_request = std::size_t{1024} * 1024;

struct LineCallbacks {
  // Writes all of the changes, or none; the files that were written. Null: `save` is refused.
  std::function<Result<std::vector<std::string>>(const std::vector<FileChange>&)> save;
  // After answers and undo, before the response: puts them on disk. That it failed is told in the
  // response ("warning"). May be null.
  std::function<Status(const Session&)> answered;
};

struct LineDesk;

class LineProtocol {
 public:
  enum class State : std::uint8_t { open, quit, aborted };

  // The session must outlive it.
  LineProtocol(Session& session, LineCallbacks callbacks);
  LineProtocol(LineProtocol&&) noexcept;
  ~LineProtocol();

  // The line that comes first, unasked: version, program, counts. Like every response it ends in a
  // line feed and is printable ASCII besides.
  [[nodiscard]] std::string hello() const;
  // The response to one request, with or without its line feed. What is no request, or asks for
  // what cannot be, is answered by {"error": …} and changes nothing.
  [[nodiscard]] std::string respond(std::string_view line);

  // After `quit` and `abort` every request is refused.
  [[nodiscard]] State state() const;
  // Nothing is open, left or not saved.
  [[nodiscard]] bool all_done() const;

 private:
  std::unique_ptr<LineDesk> desk_;
};

}  // namespace profgen::inline v0::refine
#pragma GCC visibility pop
