// Records of a kernel, written.
#pragma once

#include <string>

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

}  // namespace profgen::refine::test
