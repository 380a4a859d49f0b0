#include "tools/manual/scdoc_text.hpp"

#include <algorithm>

namespace profgen::manual {
namespace {

bool is_special(char c) {
  return std::string_view("\\_*`#-|[].;+<>~!'").find(c) != std::string_view::npos;
}

}  // namespace

std::string scdoc_words(std::string_view text) {
  std::string out;
  for (const char c : text) {
    // A dash that does not begin a line is one, and names with it can be searched for.
    if (is_special(c) && !(c == '-' && !out.empty()) && !(c == '.' && !out.empty())) out += '\\';
    out += c;
  }
  return out;
}

std::string scdoc_prose(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == text.npos ? open : text.find('`', open + 1);
    if (close == text.npos) break;
    out += scdoc_words(text.substr(0, open));
    out += "*" + scdoc_words(text.substr(open + 1, close - open - 1)) + "*";
    text.remove_prefix(close + 1);
  }
  return out + scdoc_words(text);
}

std::string scdoc_sentence(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  if (!out.empty() && out.back() != '.' && out.back() != '?') out += '.';
  return scdoc_prose(out);
}

std::string scdoc_block(const std::vector<std::string>& lines) {
  std::string out = "```\n";
  for (const std::string& line : lines) out += line + "\n";
  return out + "```\n\n";
}

Details read_details(std::string_view details) {
  Details out;
  bool exits = false;
  while (!details.empty()) {
    const std::size_t end = std::min(details.find('\n'), details.size());
    const std::string line(details.substr(0, end));
    details.remove_prefix(std::min(end + 1, details.size()));
    if (line.compare(0, 9, "Exit code") == 0) exits = true;
    if (exits) {
      out.exit_codes += (out.exit_codes.empty() ? "" : " ") + line;
      continue;
    }
    const bool literal = line.compare(0, 2, "  ") == 0;
    if (out.parts.empty() || out.parts.back().literal != literal)
      out.parts.push_back({literal, {}});
    std::vector<std::string>& lines = out.parts.back().lines;
    if (literal || lines.empty())
      lines.push_back(literal ? line.substr(2) : line);
    else
      lines.front() += " " + line;
  }
  return out;
}

}  // namespace profgen::manual
