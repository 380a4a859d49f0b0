// Rules sorted into the lists of security-profiles-operator.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kube/peers/spo_export.hpp"

namespace profgen::inline v0::kube {

struct SpoLists {
  std::set<std::string> executables, libraries, read_only, write_only, read_write, capabilities;
  std::optional<bool> raw;
  bool tcp = false, udp = false;
  std::vector<std::string> ptrace;  // accesses; empty: no rule
  std::string ptrace_peer;
  struct LeftOut {
    const policy::ResolvedRule* rule = nullptr;
    std::string why;
  };
  std::vector<LeftOut> left_out;
};
[[nodiscard]] SpoLists spo_lists(const policy::Policy& policy, const policy::Profile& profile,
                                 SpoVersion version);

}  // namespace profgen::inline v0::kube
