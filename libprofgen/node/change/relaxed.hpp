// What relax needs, made ready when a run's policy is applied: that policy with the profiles in
// complain mode that did not deny before the run. It stands in STATE_DIR/relax/NUMBER.{json,blob},
// by the step that applied it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "node/change/blob_loader.hpp"
#include "node/change/step.hpp"

namespace profgen::inline v0::node {

struct RelaxedFile {
  std::string file;                   // below the policy directory
  std::string text;                   // with those profiles in complain mode, the others as applied
  std::vector<std::string> profiles;  // those profiles
  friend bool operator==(const RelaxedFile&, const RelaxedFile&) = default;
};
struct Relaxed {
  std::vector<RelaxedFile> files;
  std::vector<PolicySource> units;  // only to be compiled; not kept
};

Status keep_relaxed(Machine& machine, std::uint64_t number, const Relaxed& relaxed,
                    const std::string& blob);

struct KeptRelaxed {
  std::vector<RelaxedFile> files;
  std::string blob;
};
// Of the last step that applied the run's policy; nullopt where nothing was kept for it.
[[nodiscard]] Result<std::optional<KeptRelaxed>> kept_relaxed(const Machine& machine,
                                                              const std::vector<Step>& steps,
                                                              const std::string& run);
// Of steps that are kept no more.
void forget_old_relaxed(Machine& machine, std::uint64_t oldest_step);

// Finishes a relax that was cut short: policy and files.
Status relax_again(Machine& machine, const std::vector<Step>& steps, const Step& step);

}  // namespace profgen::inline v0::node
