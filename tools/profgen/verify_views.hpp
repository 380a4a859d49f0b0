// What `profgen verify` prints.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "profgen/verify.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {

struct Verified {
  std::vector<suggest::ReplayedProfile> profiles;
  std::vector<suggest::Unseen> unseen;  // of all profiles of the evidence
};
struct VerifyText {
  bool all = false;    // the accesses that are allowed too, each with its rules
  bool rules = false;  // what each rule grants, and what it was used for
};
void print_verify_text(const Verified& verified, const VerifyText& options, const Style& style);
void print_verify_json(const Verified& verified);

// Pieces that `ready` prints too.
[[nodiscard]] std::string line_of(const policy::ResolvedRule& rule);  // "RULE  FILE:LINE"
// Why it is not allowed, and the rules that have to do with it.
[[nodiscard]] std::string why(const suggest::Replayed& replayed);
[[nodiscard]] std::string unseen_text(const suggest::Unseen& unseen);
[[nodiscard]] nlohmann::ordered_json access_json(const suggest::Replayed& replayed);
[[nodiscard]] nlohmann::ordered_json unseen_json(const suggest::Unseen& unseen);

}  // namespace profgen::tool
