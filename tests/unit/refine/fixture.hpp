// Evidence from record text and a policy from profile text, for the tests of the session.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "profgen/refine.hpp"
#include "unit/refine/records.hpp"

namespace profgen::refine::test {

inline evidence::Evidence evidence_of(const std::string& log) {
  evidence::Evidence evidence;
  const log::ReadReport report = log::read_text(
      log, "test.log",
      [&](const Record& record, const Event& event) { evidence.add(record, event); });
  EXPECT_TRUE(report.ignored.empty());
  return evidence;
}

inline constexpr const char* plain = "# kept\nprofile t /usr/bin/t {\n  /etc/a r,  # why\n}\n";

inline policy::Policy policy_of(const std::string& text) {
  policy::Policy policy;
  policy.add_text("/policy/t", text);
  return policy;
}

inline SessionOptions exact() {
  SessionOptions options;
  options.suggest.generalise = suggest::Generalise::exact;
  options.suggest.abstractions = false;
  return options;
}

}  // namespace profgen::refine::test
