#include "host/checkable.hpp"

#include <algorithm>

namespace profgen::inline v0::host {
namespace {

// Path below the policy directory; "" if it is elsewhere.
std::string_view below(std::string_view path, std::string_view policy_dir) {
  while (!policy_dir.empty() && policy_dir.back() == '/') policy_dir.remove_suffix(1);
  if (!path.starts_with(policy_dir) || path.substr(policy_dir.size(), 1) != "/") return {};
  return path.substr(policy_dir.size() + 1);
}

}  // namespace

Checkable checkable_text(const std::string& path, const std::string& text,
                         const std::string& policy_dir) {
  const std::string_view name = below(path, policy_dir);
  if (!name.starts_with("local/") && !name.starts_with("abstractions/")) return {text, 0};
  // Its variables come from the file that includes it.
  std::string body = "include if exists <tunables/global>\nprofile checked {\n" + text;
  if (text.empty() || text.back() != '\n') body += '\n';
  return {body + "}\n", 2};
}

std::vector<Diagnostic> in_file_lines(std::vector<Diagnostic> diagnostics, const std::string& path,
                                      const Checkable& checkable) {
  for (Diagnostic& diagnostic : diagnostics)
    if (diagnostic.file == path && diagnostic.at.line > checkable.lines_above)
      diagnostic.at.line -= checkable.lines_above;
  return diagnostics;
}

}  // namespace profgen::inline v0::host
