#include "policy/lint/suppressions.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr std::uint32_t whole_file = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t foreign_header_lines = 5;

bool is_blank(std::string_view line) { return text::trim(line).empty(); }
bool is_comment(std::string_view line) {
  const std::string_view rest = text::trim(line);
  return !rest.empty() && rest.front() == '#' && rest.substr(0, 8) != "#include";
}

class SuppressionReader {
 public:
  explicit SuppressionReader(const Tree& tree) : source_(*tree.source) {
    for (const Item& item : tree.items) {
      if (std::holds_alternative<Comment>(item.value)) continue;
      first_item_line_ = source_.position(item.span.begin).line;
      break;
    }
    const std::string_view all = source_.text();
    last_line_ = source_.position(static_cast<std::uint32_t>(all.size())).line;
  }

  void walk(const std::vector<Item>& items) {
    for (const Item& item : items) {
      if (std::holds_alternative<Comment>(item.value)) read(item.span);
      walk(item.children);
    }
  }

  std::vector<Suppression> found;

 private:
  void read(Span comment) {
    const std::string_view text = source_.text(comment);
    const std::string_view body = text::trim(text.substr(1));
    constexpr std::string_view ours = "profgen:", theirs = "aa:lint";
    if (body.substr(0, ours.size()) == ours) {
      const std::string_view rest = text::trim(body.substr(ours.size()));
      const std::size_t close = rest.find(']');
      if (rest.substr(0, 7) == "ignore[" && close != std::string_view::npos)
        add(comment, rest.substr(7, close - 7), false);
    } else if (body.substr(0, theirs.size()) == theirs) {
      constexpr std::string_view key = "ignore=";
      const std::size_t at = body.find(key);
      if (at == std::string_view::npos) return;
      const std::string_view rest = body.substr(at + key.size());
      add(comment, rest.substr(0, rest.find_first_of(" \t\r")), true);
    }
  }

  void add(Span comment, std::string_view ids, bool foreign) {
    Suppression entry;
    entry.comment = comment;
    entry.foreign = foreign;
    const std::uint32_t line = source_.position(comment.begin).line;
    const std::string_view before =
        source_.line(line).substr(0, source_.position(comment.begin).column - 1);
    if (!is_blank(before)) {
      entry.first_line = entry.last_line = line;
    } else if (line < first_item_line_ || (foreign && line <= foreign_header_lines)) {
      entry.first_line = 1;
      entry.last_line = whole_file;
    } else {
      std::uint32_t next = line + 1;
      while (next < last_line_ && is_comment(source_.line(next))) ++next;
      entry.first_line = entry.last_line = next;
      // A paragraph ends at a blank line.
      while (foreign && entry.last_line < last_line_ &&
             !is_blank(source_.line(entry.last_line + 1)))
        ++entry.last_line;
    }
    for (const std::string_view piece : text::split(ids, ',')) {
      const std::string_view id = text::trim(piece);
      if (id.empty()) continue;
      entry.id = id;
      entry.offset = static_cast<std::uint32_t>(id.data() - source_.text().data());
      found.push_back(entry);
    }
  }

  const Source& source_;
  std::uint32_t first_item_line_ = whole_file;
  std::uint32_t last_line_ = 0;
};

bool is_named(const Suppression& suppression, std::string_view id) {
  if (suppression.id == id) return true;
  const auto lint = find_lint(suppression.id);
  return lint && lint->id == id;
}

}  // namespace

std::vector<Suppression> suppressions_of(const Tree& tree) {
  const std::string_view text = tree.source->text();
  if (text.find("profgen:") == std::string_view::npos &&
      text.find("aa:lint") == std::string_view::npos)
    return {};
  SuppressionReader reader(tree);
  reader.walk(tree.items);
  return std::move(reader.found);
}

void apply_suppressions(const Source& source, std::vector<Suppression>& suppressions,
                        std::vector<LintFinding>& findings) {
  if (suppressions.empty()) return;
  const auto is_suppressed = [&](const LintFinding& finding) {
    const std::uint32_t first = source.position(finding.span.begin).line;
    const std::uint32_t last = std::max(
        first,
        source.position(finding.span.empty() ? finding.span.begin : finding.span.end - 1).line);
    bool suppressed = false;
    for (Suppression& one : suppressions)
      if (one.first_line <= last && one.last_line >= first && is_named(one, finding.diagnostic.id))
        suppressed = one.used = true;
    return suppressed;
  };
  findings.erase(std::remove_if(findings.begin(), findings.end(), is_suppressed), findings.end());
}

}  // namespace profgen::inline v0::policy
