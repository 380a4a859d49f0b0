// Evidence from record text and a policy from profile text, for the tests of the session.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "profgen/refine.hpp"

namespace profgen::refine::test {

// One DENIED or ALLOWED record: `fields` is what follows the operation.
inline std::string record(int serial, const std::string& operation, const std::string& profile,
                          const std::string& fields, const std::string& verdict = "ALLOWED") {
  return "type=AVC msg=audit(1795457404.512:" + std::to_string(serial) + "): apparmor=\"" +
         verdict + "\" operation=\"" + operation + "\" profile=\"" + profile +
         "\" pid=7 comm=\"t\" " + fields + "\n";
}

inline std::string file_record(int serial, const std::string& profile, const std::string& path,
                               const std::string& mask, const std::string& verdict = "ALLOWED") {
  return record(serial, "open", profile,
                "name=\"" + path + "\" requested_mask=\"" + mask + "\" denied_mask=\"" + mask +
                    "\" fsuid=0 ouid=1",
                verdict);
}

inline std::string exec_record(int serial, const std::string& profile, const std::string& path) {
  return record(serial, "exec", profile,
                "name=\"" + path +
                    "\" requested_mask=\"x\" denied_mask=\"x\" fsuid=0 ouid=0 target=\"" + profile +
                    "//null-" + path + "\"");
}

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
