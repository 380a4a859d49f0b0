#include "policy/names.hpp"

#include <algorithm>
#include <utility>

#include "grammar/profile_modes.hpp"
#include "policy/aare.hpp"

namespace profgen::inline v0::policy {
namespace {

// A name keeps the backslash before what would be special in a pattern.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool escape = text[at] == '\\' && at + 1 < text.size();
    if (escape && std::string_view("*?[]{}^,\\").find(text[at + 1]) == std::string_view::npos) {
      out += aare_escape(text, at);
      continue;
    }
    if (escape) out += text[at++];
    out += text[at++];
  }
  return out;
}

}  // namespace

ProfileName profile_name(std::string_view written, const EnvironmentPtr& environment) {
  ProfileName result;
  if (!written.empty() && written.front() == ':') {
    const std::size_t close = written.find(':', 1);
    if (close != std::string_view::npos) {
      result.name_space = std::string(written.substr(1, close - 1));
      written.remove_prefix(close + 1);
      if (written.substr(0, 2) == "//") written.remove_prefix(2);
    }
  }
  Expander expander({environment, {}, {}});
  auto expanded = written.find("@{") == std::string_view::npos ? std::string(written)
                                                               : expander.expand_path(written);
  if (!expanded) result.problem = expander.problem();
  result.declared = without_escapes(written);
  result.name = without_escapes(expanded ? *expanded : std::string(written));
  return result;
}

std::string attachment_of(const ProfileHeader& header, std::string_view name) {
  if (!header.attachment.empty()) return header.attachment;
  if (header.kind == ProfileKind::hat) return {};
  // Several values of a variable stand in a group.
  const bool is_path = name.substr(0, 1) == "/" || name.substr(0, 2) == "{/";
  return is_path ? header.name : std::string();
}

Mode mode_of(const std::vector<std::string>& flags) {
  for (const std::string& flag : flags)
    if (const auto found = std::ranges::find(grammar::profile_modes, flag);
        found != grammar::profile_modes.end())
      return static_cast<Mode>(found - grammar::profile_modes.begin());
  return Mode::enforce;
}

}  // namespace profgen::inline v0::policy
