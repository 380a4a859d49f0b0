#include "kube/peers/manager_rules.hpp"

#include "base/text.hpp"
#include "profgen/policy.hpp"

namespace profgen::inline v0::kube {
namespace {

std::string_view without_end_blanks(std::string_view line) {
  const std::size_t last = line.find_last_not_of(" \t\r");
  return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

// Where a comment at the end of a line begins, with the blanks before it; its size if there is
// none.
std::size_t comment_start(std::string_view line) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
      continue;
    }
    if (line[i] == '"') quoted = !quoted;
    if (line[i] == '#' && !quoted && i > 0 && (line[i - 1] == ' ' || line[i - 1] == '\t'))
      return without_end_blanks(line.substr(0, i)).size();
  }
  return line.size();
}

// `include <…>` and `#include <…>` behind the blanks; 0 where it is none, else where the word ends.
std::size_t include_word(std::string_view line) {
  const std::string_view word = line.starts_with('#') ? "#include" : "include";
  if (!line.starts_with(word) || line.size() == word.size()) return 0;
  const char next = line[word.size()];
  return next == ' ' || next == '\t' || next == '<' || next == '"' ? word.size() : 0;
}

// One comma where there are any, and blanks between them.
std::string_view without_commas(std::string_view code) {
  const std::size_t last = code.find_last_not_of(", \t");
  return last == std::string_view::npos ? std::string_view() : code.substr(0, last + 1);
}

// A parenthesis stands open: the comma at the end is one of a list.
bool is_open(std::string_view code) {
  int depth = 0;
  bool quoted = false;
  for (const char c : code) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '(') ++depth;
    if (c == ')') --depth;
  }
  return depth > 0;
}

class ByLine {
 public:
  void add(std::string_view raw, std::size_t from) {
    ManagerLine out{std::string(without_end_blanks(raw)), from, false, false};
    const std::size_t indent = out.text.find_first_not_of(" \t");
    if (indent != std::string::npos) {
      const std::string_view line = std::string_view(out.text).substr(indent);
      if (const std::size_t word = include_word(line); word != 0) {
        // A second reader takes `#include` for a comment, too.
        const std::string rest(without_commas(line.substr(word)));
        out.lost_include = raw.starts_with('#');
        out.text = out.text.substr(0, indent) + "include " + std::string(text::trim(rest));
      } else if (!line.starts_with('#')) {
        code(out);
      }
    }
    lines.push_back(std::move(out));
  }
  std::vector<ManagerLine> lines;

 private:
  void code(ManagerLine& out) {
    const std::size_t end = comment_start(out.text);
    const std::string comment = out.text.substr(end);
    std::string code = out.text.substr(0, end);
    const char last = code.empty() ? ' ' : code.back();
    if (last == ',' && is_open(open_ + code)) {
      open_ += " " + code;
    } else if (last == ',') {
      code = std::string(without_commas(code)) + ",";
      open_.clear();
    } else if (last == '{' || last == '}') {
      open_.clear();
    } else {
      open_ += " " + code;
      if (policy::rule_from_text(open_ + ",")) {
        code += ',';
        out.comma = true;
        open_.clear();
      }
    }
    out.text = code + comment;
  }
  std::string open_;  // the lines of a rule that goes on
};

std::string block_body_of(const std::vector<ManagerLine>& lines) {
  std::string out;
  for (const ManagerLine& line : lines) out += line.text + "\n";
  return out;
}

policy::Tree as_profile(const std::string& body) {
  return policy::parse(make_source("rules", "profile rules {\n" + body + "}\n"));
}

std::size_t items_below(const std::vector<policy::Item>& items) {
  std::size_t count = items.size();
  for (const policy::Item& item : items) count += items_below(item.children);
  return count;
}

}  // namespace

ManagerRules manager_rules(std::string_view rules) {
  ManagerRules out;
  ByLine by_line;
  std::vector<ManagerLine> as_written;
  std::size_t number = 0;
  if (rules.ends_with('\n')) rules.remove_suffix(1);
  for (const std::string_view line : text::split(rules, '\n')) {
    as_written.push_back({std::string(without_end_blanks(line)), number, false, false});
    by_line.add(line, number++);
  }
  const policy::Tree read = as_profile(block_body_of(by_line.lines));
  const policy::Tree plain = as_profile(block_body_of(as_written));
  const bool plain_reads = !has_errors(plain.diagnostics);
  if (has_errors(read.diagnostics) && plain_reads) {
    // A rule over several lines whose first one is a rule by itself.
    out.lines = std::move(as_written);
    return out;
  }
  out.ambiguous = plain_reads && items_below(plain.items) != items_below(read.items);
  out.lines = std::move(by_line.lines);
  return out;
}

}  // namespace profgen::inline v0::kube
