#include "host/labels.hpp"

#include <algorithm>

namespace profgen::inline v0::host {
namespace {

// Where " (MODE)" begins at the end of the text; npos if there is none. Modes are one lower-case
// word (security/apparmor/policy.c: aa_profile_mode_names; "mixed" of a stack).
std::size_t mode_place(std::string_view text) {
  if (text.empty() || text.back() != ')') return std::string_view::npos;
  const std::size_t open = text.rfind(" (");
  if (open == std::string_view::npos || open + 3 >= text.size()) return std::string_view::npos;
  for (const char c : text.substr(open + 2, text.size() - open - 3))
    if ((c < 'a' || c > 'z') && c != '_') return std::string_view::npos;
  return open;
}

}  // namespace

LabelAndMode split_label(std::string_view written) {
  while (!written.empty() && (written.back() == '\n' || written.back() == '\0'))
    written.remove_suffix(1);
  const std::size_t at = mode_place(written);
  if (at == std::string_view::npos) return {std::string(written), ""};
  return {std::string(written.substr(0, at)),
          std::string(written.substr(at + 2, written.size() - at - 3))};
}

std::vector<LoadedProfile> read_profile_list(std::string_view text) {
  std::vector<LoadedProfile> out;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n', end + 1)) {
    const std::string_view line = text.substr(begin, end - begin);
    if (mode_place(line) == std::string_view::npos) continue;  // the newline is in the name
    LabelAndMode read = split_label(line);
    out.push_back({std::move(read.label), std::move(read.mode)});
    begin = end + 1;
  }
  std::sort(out.begin(), out.end(),
            [](const LoadedProfile& a, const LoadedProfile& b) { return a.name < b.name; });
  return out;
}

}  // namespace profgen::inline v0::host
