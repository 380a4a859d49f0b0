// A question as texts, made when it comes up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen.h"
#include "profgen/refine.hpp"

struct profgen_question {
  struct Candidate {
    std::string text, reason;
    int severity = -1;
  };
  profgen_question_kind kind = PROFGEN_QUESTION_RULE;
  std::string key, profile, name_space, subject;
  int severity = 0;
  std::uint64_t seen = 0;
  std::vector<Candidate> candidates;

  explicit profgen_question(const profgen::refine::Question& question);
};
