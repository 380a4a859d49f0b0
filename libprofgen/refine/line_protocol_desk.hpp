// What a session over lines of JSON holds, and its requests.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/line_protocol.hpp"

namespace profgen::inline v0::refine {

struct LineDesk {
  Session& session;
  LineCallbacks callbacks;
  LineProtocol::State state = LineProtocol::State::open;
  std::map<std::string, std::string> saved;  // the texts of files that were written
  std::uint64_t saved_step = 0;              // the last one that is in them

  // Of the outcome, what is not on disk yet; saved files are gone on from.
  [[nodiscard]] std::vector<FileChange> unsaved(const Outcome& outcome) const;
};

struct LineRequest {
  std::string_view name;
  std::vector<std::string_view> keys;  // besides "do" and "seq"
  std::string_view summary;            // one line, of `help`
  nlohmann::json (*respond)(LineDesk& desk, const nlohmann::json& request);
};
[[nodiscard]] std::span<const LineRequest> line_requests();

// {"error": {"id": …, "message": …}}, with a hint where there is one.
[[nodiscard]] nlohmann::json line_error(std::string_view id, std::string message,
                                        std::string hint = {});
// How many were answered and are open.
[[nodiscard]] nlohmann::json line_counts(const Session& session);

}  // namespace profgen::inline v0::refine
