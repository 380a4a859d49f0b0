// What `profgen ready` prints.
#pragma once

#include "profgen/ready.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

struct ReadyView {
  const suggest::Readiness& readiness;
  const suggest::ReadyOptions& options;
  std::string profile;      // as it was asked for
  std::string hint;         // the command that shows what is missing
  bool runs_known = false;  // logs were read, not only evidence files
  bool all = false;         // every blocked access, not only the first ones of a profile
  const std::map<std::string, std::uint64_t>& losses;
};
void print_ready_text(const ReadyView& view, const Style& style);
void print_ready_json(const ReadyView& view);

}  // namespace profgen::tool
