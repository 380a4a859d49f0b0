// What is wrong with profiles although each of their lines is right by itself: names that occur
// twice, attachments that are no paths, rules that lead one program into two different profiles.
#pragma once

#include <vector>

#include "policy/library.hpp"
#include "policy/resolve.hpp"

namespace profgen::inline v0::policy {

// `profiles` are those of one file, as Resolver::profiles_of() gives them. Ids:
// "duplicate-profile", "attachment", "exec-conflict".
void check_resolved(const Library& library, const std::vector<ResolvedProfile>& profiles,
                    std::vector<Diagnostic>& diagnostics);

// The abi files that the text names, which have to be there. Id: "missing-abi".
void check_abi(Library& library, const SourceFile& file, std::vector<Diagnostic>& diagnostics);

}  // namespace profgen::inline v0::policy
