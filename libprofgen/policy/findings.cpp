#include "policy/findings.hpp"

#include <utility>

namespace profgen::policy {
namespace {

// A caret under a longer line helps nobody.
constexpr std::size_t maximum_line = 1000;

Diagnostic shortened(Diagnostic diagnostic) {
  if (diagnostic.source_line.size() > maximum_line) std::string().swap(diagnostic.source_line);
  return diagnostic;
}

}  // namespace

void add_error(std::vector<Diagnostic>& findings, const Source& source, std::uint32_t offset,
               std::string id, std::string message, std::string hint) {
  if (findings.size() >= maximum_findings) return;
  findings.push_back(shortened(diagnose(source, offset, Severity::error, std::move(id),
                                        std::move(message), std::move(hint))));
  if (findings.size() == maximum_findings)
    findings.push_back(shortened(diagnose(source, offset, Severity::note, "too-many",
                                          "there are more errors: they are not shown")));
}

}  // namespace profgen::policy
