// Server-side apply as the API server does it (KEP-555): who set which leaf of an object.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

namespace profgen::inline v0::kube {

// Steps to a leaf: ".key" into an object, `[name="x"]` into a list whose items have a key. Other
// lists are leaves as a whole.
using FieldPath = std::vector<std::string>;
using FieldSet = std::set<FieldPath>;

// Without what names the object and what the server itself writes.
[[nodiscard]] FieldSet leaves_of(const nlohmann::json& object);
[[nodiscard]] std::string to_text(const FieldPath& path);  // ".spec.request.id"

class FieldOwners {
 public:
  struct Conflict {
    std::string manager;
    FieldPath path;
  };
  // Puts `wanted` into `object` for `manager`; what it set before and does not name any more goes,
  // unless somebody else has it too. Without `force` nothing happens where there are conflicts.
  [[nodiscard]] std::vector<Conflict> apply(nlohmann::json& object, const nlohmann::json& wanted,
                                            const std::string& manager, bool force);
  // After any other write: who changes a leaf takes it from all others.
  void updated(const nlohmann::json& before, const nlohmann::json& after,
               const std::string& manager);

 private:
  std::map<std::string, FieldSet> applied_, updated_;
};

}  // namespace profgen::inline v0::kube
