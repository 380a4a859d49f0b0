// What is wrong with a text that a user wrote: where, what was found, what was expected, what to
// do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profgen/source.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0 {

enum class Severity { error, warning, note };

struct Diagnostic {
  Severity severity = Severity::error;
  std::string file;         // "" where no file is concerned
  Position at;              // line 0: the file as a whole
  std::string message;      // what was found and what was expected
  std::string id;           // stable, for filters: "syntax", "undeclared-variable"
  std::string hint;         // what to do, or the nearest known word; may be empty
  std::string source_line;  // the line it is about, for the caret; may be empty

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

[[nodiscard]] Diagnostic diagnose(const Source& source, std::uint32_t offset, Severity severity,
                                  std::string id, std::string message, std::string hint = {});

// `file:line:col: error: message [id]`, the source line with a caret, `hint: …`; ends in a newline.
// Everything that came from a file has its control characters made visible.
[[nodiscard]] std::string render(const Diagnostic& diagnostic);

[[nodiscard]] std::string_view name_of(Severity severity);
[[nodiscard]] bool has_errors(const std::vector<Diagnostic>& diagnostics);

}  // namespace profgen::inline v0
#pragma GCC visibility pop
