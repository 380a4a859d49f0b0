// The host's severity.db, as apparmor-utils bring it along: a line for each capability ("CAP_CHOWN
// 9") and for each path or glob, rated for reading, writing and executing ("/etc/passwd 4 8 0").
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.hpp"
#include "profgen/suggest.hpp"

namespace profgen::inline v0::suggest {
namespace {

constexpr std::string_view blanks = " \t\r";

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(blanks); at < line.size();
       at = line.find_first_not_of(blanks, at)) {
    if (line[at] == '#') break;
    const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

std::optional<int> rating(std::string_view word) {
  const auto number = text::to_number(word);
  if (!number || *number > 10) return std::nullopt;
  return static_cast<int>(*number);
}

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// What is wrong with a line; empty: it was taken.
std::string take(const std::vector<std::string_view>& words, SeverityDatabase& into) {
  const bool path = words[0].front() == '/' || words[0].substr(0, 2) == "@{";
  const bool capability = words[0].size() > 4 && lower(words[0].substr(0, 4)) == "cap_";
  if (!path && !capability)
    return "expected a path, which begins with \"/\", or a capability, which begins with \"CAP_\"";
  const std::size_t expected = path ? 3 : 1;
  if (words.size() != expected + 1)
    return fmt::format("expected {} behind the {}, found {}",
                       path ? "three figures (read, write, execute)" : "one figure",
                       path ? "path" : "capability", words.size() - 1);
  std::vector<int> figures;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto figure = rating(words[i]);
    if (!figure)
      return fmt::format("expected a whole number from 0 to 10, found \"{}\"",
                         text::printable(words[i], 40));
    figures.push_back(*figure);
  }
  if (path)
    into.paths.push_back({std::string(words[0]), figures[0], figures[1], figures[2]});
  else
    into.capabilities[lower(words[0].substr(4))] = figures[0];
  return {};
}

}  // namespace

SeverityDatabase read_severity_db(const std::string& name, std::string_view content,
                                  std::vector<Diagnostic>& diagnostics) {
  SeverityDatabase database;
  std::uint32_t number = 0;
  for (const std::string_view line : text::split(content, '\n')) {
    ++number;
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty()) continue;
    std::string wrong = take(words, database);
    if (wrong.empty()) continue;
    Diagnostic diagnostic;
    diagnostic.severity = Severity::warning;
    diagnostic.file = name;
    diagnostic.at = {number, static_cast<std::uint32_t>(words[0].data() - line.data()) + 1};
    diagnostic.id = "severity-db";
    diagnostic.source_line = std::string(line);
    diagnostic.message = "the line is left out: " + std::move(wrong);
    diagnostics.push_back(std::move(diagnostic));
  }
  return database;
}

}  // namespace profgen::inline v0::suggest
