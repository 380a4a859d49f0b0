#include "edit/mode_flags.hpp"

#include "grammar/profile_modes.hpp"

namespace profgen::inline v0::edit {

FlagChange mode_flags(std::string_view mode) {
  FlagChange change;
  for (const std::string_view word : grammar::profile_modes)
    if (word != mode) change.remove.emplace_back(word);
  if (mode != "enforce") change.add.emplace_back(mode);
  return change;
}

}  // namespace profgen::inline v0::edit
