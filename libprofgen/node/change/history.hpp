// What stood on this node at an earlier revision, put together from the steps since.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "node/change/carry_out.hpp"

namespace profgen::inline v0::node {

struct Past {
  State state;  // its revisions are left out
  // Of every file that some step since has changed: by absolute path; nullopt: it was not there.
  std::map<std::string, std::optional<std::string>> texts;
  Modes modes;                  // of every profile that some step since may have loaded
  std::set<std::string> files;  // profile files of these steps, below the policy directory
};

// An Error of kind usage where there is no such revision, or nothing is kept of it any more.
[[nodiscard]] Result<Past> past_at(const Machine& machine, const Turn& turn,
                                   std::uint64_t revision);

}  // namespace profgen::inline v0::node
