// Loaded policy as it was before some steps.
#pragma once

#include <string>
#include <vector>

#include "node/change/blob_loader.hpp"
#include "node/change/policy_text.hpp"
#include "node/change/step.hpp"

namespace profgen::inline v0::node {

struct WayBack {
  std::vector<PolicySource> units;
  Modes expected;                  // of what the units load
  std::vector<std::string> notes;  // what cannot be as it was
};
// `then`: the profile files' texts as they were; `now`: as they are, for the headers of what is
// parked. `before`: the modes to go back to. A family that was loaded gets its text of then in
// these modes; one that was not is parked; of one that was loaded without a text there is no way
// back, it stays.
[[nodiscard]] WayBack way_back(const std::vector<PolicyText>& then,
                               const std::vector<PolicyText>& now, const Modes& before,
                               const Modes& loaded);

// Policy that switches a whole loaded family off. `text`: where it stands; may be nullptr.
[[nodiscard]] std::vector<PolicySource> parked_family(const PolicyText* text,
                                                      const std::string& top, const Modes& loaded,
                                                      Modes& expected);

// After a step that was cut short, its files put back already: what it may have loaded is as it was
// before it. A text that does not compile any more is left out: then what is loaded stays.
Status put_back_loaded(Machine& machine, const Step& step);

[[nodiscard]] policy::LoadOptions load_options(const Machine& machine);
// Of a file below the policy directory as it stands.
[[nodiscard]] std::vector<PolicyText> standing_texts(const Machine& machine,
                                                     const std::vector<std::string>& files);

}  // namespace profgen::inline v0::node
