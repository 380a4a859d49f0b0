// A profile as an object of security-profiles-operator, as far as its schema goes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/policy.hpp"
#include "profgen/result.hpp"

namespace profgen::inline v0::kube {

enum class SpoVersion : std::uint8_t { v1, v1alpha1 };

struct SpoExport {
  std::string object;  // YAML, one document
  // What the object cannot say, and what the operator would take away beside it.
  std::vector<Diagnostic> left_out;
  // What it grants more than the profile does.
  std::vector<Diagnostic> wider;
};
// `name`: of the object and so of the profile; empty: the profile's. The object is read back as
// import_objects() would, and what that allows is held against the profile. An Error of kind usage
// where Kubernetes takes no such name.
[[nodiscard]] Result<SpoExport> export_spo(const Files& files, const policy::Policy& policy,
                                           const policy::Profile& profile, SpoVersion version,
                                           const std::string& name = {});

}  // namespace profgen::inline v0::kube
