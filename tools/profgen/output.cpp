#include "tools/profgen/output.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "base/text.hpp"

namespace profgen::tool {
namespace {

bool wants_colour(const Common& common, int fd) {
  if (common.color != "auto") return common.color == "always";
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  if (term == nullptr || std::string_view(term) == "dumb") return false;
  return ::isatty(fd) == 1;
}

}  // namespace

Style style_for(const Common& common, int fd) {
  if (!wants_colour(common, fd)) return {};
  return {"\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m", "\x1b[0m"};
}

void print_error(const Error& error) { std::cerr << "profgen: " << error.text() << "\n"; }

void print_diagnostics(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) std::cerr << render(diagnostic);
}

int exit_code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::input:
      return exit_input;
    case ErrorKind::usage:
      return exit_usage;
    case ErrorKind::system:
      break;
  }
  return exit_system;
}

int refuse(std::string_view reason, std::string_view remedy) {
  std::cerr << "profgen: " << text::printable(reason) << "\n";
  if (!remedy.empty()) std::cerr << "  hint: " << text::printable(remedy) << "\n";
  return exit_usage;
}

std::string coloured_diff(std::string_view diff, const Style& style) {
  std::string out;
  if (!diff.empty() && diff.back() == '\n') diff.remove_suffix(1);
  if (diff.empty()) return out;
  for (const std::string_view line : text::split(diff, '\n')) {
    const std::string* colour = nullptr;
    if (line.compare(0, 3, "+++") == 0 || line.compare(0, 3, "---") == 0)
      colour = &style.bold;
    else if (!line.empty() && line[0] == '+')
      colour = &style.green;
    else if (!line.empty() && line[0] == '-')
      colour = &style.red;
    else if (!line.empty() && line[0] == '@')
      colour = &style.cyan;
    // A tab is layout here; everything else that moves a cursor is shown.
    std::string shown;
    for (const std::string_view piece : text::split(line, '\t')) {
      if (piece.data() != line.data()) shown += '\t';
      shown += text::printable(piece);
    }
    out += colour == nullptr ? shown : *colour + shown + style.reset;
    out += '\n';
  }
  return out;
}

std::size_t output_width() {
  constexpr std::size_t usual = 100;
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return usual;
  return size.ws_col == 0 ? usual : size.ws_col;
}

std::string counted(std::size_t count, std::string_view noun) {
  const bool hiss = !noun.empty() && noun.back() == 's';
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : hiss ? "es" : "s");
}

std::string time_text(std::int64_t time_us) {
  if (time_us == 0) return {};
  const auto seconds = static_cast<std::time_t>(time_us / 1'000'000);
  std::tm utc{};
  if (::gmtime_r(&seconds, &utc) == nullptr) return {};
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", utc);
}

}  // namespace profgen::tool
