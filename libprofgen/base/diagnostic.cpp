#include "profgen/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace profgen::inline v0 {
namespace {

// The part of a line that is shown, and where the caret stands in it (in characters). Lines of a
// hostile file may be a megabyte long: a window around the place is enough.
struct Excerpt {
  std::string line;
  std::size_t caret = 0;
};

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;
  }));
}

Excerpt excerpt(std::string_view line, std::size_t column) {
  constexpr std::size_t before = 60, width = 110;
  const std::size_t at = std::min(column - 1, line.size());
  const std::size_t begin = at > before ? at - before : 0;
  // Tabs would shift the caret: a blank stands for each.
  std::string window(line.substr(begin, width));
  std::replace(window.begin(), window.end(), '\t', ' ');
  const std::string head = text::printable(std::string_view(window).substr(0, at - begin));
  return {(begin > 0 ? "…" : "") + text::printable(window), characters(head) + (begin > 0 ? 1 : 0)};
}

}  // namespace

std::string_view name_of(Severity severity) {
  static constexpr std::array<std::string_view, 3> names = {"error", "warning", "note"};
  return names[static_cast<std::size_t>(severity)];
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

Diagnostic diagnose(const Source& source, std::uint32_t offset, Severity severity, std::string id,
                    std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.file = source.name();
  diagnostic.at = source.position(offset);
  diagnostic.message = std::move(message);
  diagnostic.id = std::move(id);
  diagnostic.hint = std::move(hint);
  diagnostic.source_line = source.line(diagnostic.at.line);
  return diagnostic;
}

std::string render(const Diagnostic& diagnostic) {
  std::string out;
  if (!diagnostic.file.empty()) {
    out += text::printable(diagnostic.file) + ":";
    if (diagnostic.at.line != 0)
      out += fmt::format("{}:{}:", diagnostic.at.line, diagnostic.at.column);
    out += " ";
  }
  out += fmt::format("{}: {}", name_of(diagnostic.severity), text::printable(diagnostic.message));
  if (!diagnostic.id.empty()) out += fmt::format(" [{}]", diagnostic.id);
  out += "\n";
  if (!diagnostic.source_line.empty() && diagnostic.at.line != 0) {
    const Excerpt shown = excerpt(diagnostic.source_line, diagnostic.at.column);
    out += fmt::format("  {}\n  {}^\n", shown.line, std::string(shown.caret, ' '));
  }
  if (!diagnostic.hint.empty()) out += "  hint: " + text::printable(diagnostic.hint) + "\n";
  return out;
}

}  // namespace profgen::inline v0
