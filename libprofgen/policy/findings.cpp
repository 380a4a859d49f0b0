#include "policy/findings.hpp"

#include <utility>

namespace profgen::inline v0::policy {
namespace {

// A caret under a longer line helps nobody.
constexpr std::size_t maximum_line = 1000;

Diagnostic shortened(Diagnostic diagnostic) {
  if (diagnostic.source_line.size() > maximum_line) std::string().swap(diagnostic.source_line);
  return diagnostic;
}

// Past the limit warnings go, and errors are told once: a verdict must not get lost.
void add(std::vector<Diagnostic>& findings, const Source& source, std::uint32_t offset,
         Severity severity, std::string id, std::string message, std::string hint) {
  if (findings.size() > maximum_findings) {
    if (severity != Severity::error || has_errors(findings)) return;
  }
  findings.push_back(shortened(
      diagnose(source, offset, severity, std::move(id), std::move(message), std::move(hint))));
  if (findings.size() == maximum_findings)
    findings.push_back(shortened(diagnose(source, offset, Severity::note, "too-many",
                                          "there are more errors: they are not shown")));
}

}  // namespace

void add_error(std::vector<Diagnostic>& findings, const Source& source, std::uint32_t offset,
               std::string id, std::string message, std::string hint) {
  add(findings, source, offset, Severity::error, std::move(id), std::move(message),
      std::move(hint));
}

void add_warning(std::vector<Diagnostic>& findings, const Source& source, std::uint32_t offset,
                 std::string id, std::string message, std::string hint) {
  add(findings, source, offset, Severity::warning, std::move(id), std::move(message),
      std::move(hint));
}

}  // namespace profgen::inline v0::policy
