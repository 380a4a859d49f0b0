#include "host/parser_messages.hpp"

#include <array>

#include "base/text.hpp"

namespace profgen::inline v0::host {
namespace {

// Lines that speak of the machine, not of the text: -QK asks for neither cache nor kernel.
constexpr std::array<std::string_view, 2> harmless = {
    "Cache read/write disabled",
    "Warning: unable to find a suitable fs in /proc/mounts",
};

struct Message {
  Severity severity = Severity::error;
  std::string_view file;  // "" where none is named
  std::uint32_t line = 0;
  std::string_view text;
};

// "NUMBER" in front of `rest`; 0 if there is none.
std::uint32_t take_number(std::string_view& rest) {
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const auto number = text::to_number(rest.substr(0, digits));
  if (!number || *number > 0xffffffffu) return 0;
  rest.remove_prefix(digits);
  return static_cast<std::uint32_t>(*number);
}

std::string_view after_colon(std::string_view rest) {
  return rest.starts_with(":") ? text::trim(rest.substr(1)) : text::trim(rest);
}

// `AppArmor parser error[,] [for FILE] [in [profile] FILE] [at line N]: TEXT`. The file behind `in`
// is the one that was being read: an include, or the file itself.
Message read_error(std::string_view line, std::string_view rest) {
  Message message;
  const std::size_t at = rest.find(" at line ");
  std::string_view where = rest.substr(0, at);
  if (at != std::string_view::npos) {
    rest.remove_prefix(at + 9);
    message.line = take_number(rest);
    message.text = after_colon(rest);
  } else {
    const std::size_t colon = rest.find(": ");
    if (colon == std::string_view::npos) return {Severity::error, {}, 0, line};
    where = rest.substr(0, colon);
    message.text = text::trim(rest.substr(colon + 1));
  }
  for (const std::string_view word : {" in profile ", " in ", " for "}) {
    const std::size_t found = where.rfind(word);
    if (found == std::string_view::npos) continue;
    message.file = where.substr(found + word.size());
    break;
  }
  return message;
}

// `Warning from FILE (FILE line N): TEXT`.
Message read_warning(std::string_view line, std::string_view rest) {
  Message message{Severity::warning, {}, 0, line};
  const std::size_t place = rest.find(" (");
  const std::size_t number = rest.find(" line ", place);
  if (place == std::string_view::npos || number == std::string_view::npos) return message;
  message.file = rest.substr(place + 2, number - place - 2);
  rest.remove_prefix(number + 6);
  message.line = take_number(rest);
  if (rest.starts_with(")")) rest.remove_prefix(1);
  message.text = after_colon(rest);
  return message;
}

Message read_message(std::string_view line) {
  constexpr std::string_view error = "AppArmor parser error", warning = "Warning from ";
  if (line.starts_with(error)) return read_error(line, line.substr(error.size()));
  if (line.starts_with(warning)) return read_warning(line, line.substr(warning.size()));
  // The compiler's later stages name no place.
  constexpr std::string_view program = "apparmor_parser: ";
  return {line.starts_with("Warning") ? Severity::warning : Severity::error,
          {},
          0,
          line.starts_with(program) ? line.substr(program.size()) : line};
}

std::string line_of(std::string_view text, std::uint32_t number) {
  for (std::uint32_t line = 1; line < number; ++line) {
    const std::size_t newline = text.find('\n');
    if (newline == std::string_view::npos) return {};
    text.remove_prefix(newline + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

std::vector<Diagnostic> parser_messages(std::string_view errors, const std::string& path,
                                        std::string_view text) {
  std::vector<Diagnostic> diagnostics;
  for (const std::string_view raw : text::split(errors, '\n')) {
    const std::string_view line = text::trim(raw);
    bool skip = line.empty();
    for (const std::string_view prefix : harmless) skip = skip || line.starts_with(prefix);
    if (skip) continue;
    const Message message = read_message(line);
    const bool ours = message.file.empty() || message.file == handed_over_as;
    Diagnostic diagnostic;
    diagnostic.severity = message.severity;
    diagnostic.file = ours ? path : std::string(message.file);
    diagnostic.at = {message.line, message.line == 0 ? 0u : 1u};
    diagnostic.message = std::string(message.text);
    diagnostic.id = "apparmor-parser";
    if (ours && message.line != 0) diagnostic.source_line = line_of(text, message.line);
    diagnostics.push_back(std::move(diagnostic));
  }
  return diagnostics;
}

}  // namespace profgen::inline v0::host
