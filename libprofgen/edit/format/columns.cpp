#include "edit/format/columns.hpp"

#include <algorithm>

namespace profgen::inline v0::edit {
namespace {

// A longer path does not push the permissions of the others to the right.
constexpr std::size_t widest_left = 60;
constexpr std::string_view owner = "owner ";

const policy::FileRule* in_columns(const Row& row) {
  if (row.text.right.empty()) return nullptr;
  return std::get_if<policy::FileRule>(&rule_of(*row.entry)->body);
}

bool only_owner(const policy::Prefix& prefix) {
  return prefix == policy::Prefix{{}, false, policy::Decision::unstated, policy::Ownership::owner};
}

void pad_beside_owner(std::vector<Row>& rows, std::size_t begin, std::size_t end) {
  bool owned = false;
  for (std::size_t i = begin; i < end; ++i) {
    const policy::FileRule* file = in_columns(rows[i]);
    owned = owned || (file != nullptr && only_owner(rule_of(*rows[i].entry)->prefix));
  }
  if (!owned) return;
  for (std::size_t i = begin; i < end; ++i) {
    const policy::FileRule* file = in_columns(rows[i]);
    const bool bare = file != nullptr && !file->keyword &&
                      file->environment == policy::ExecEnvironment::unstated &&
                      rule_of(*rows[i].entry)->prefix == policy::Prefix{};
    if (bare) rows[i].text.left.insert(0, owner.size(), ' ');
  }
}

std::size_t line_end(const Row& row, std::size_t indent) {
  return indent + width_of(row.text.lines.back());
}

}  // namespace

void set_columns(std::vector<Row>& rows, std::size_t begin, std::size_t end) {
  pad_beside_owner(rows, begin, end);
  const auto aligns = [&](std::size_t i) {
    return in_columns(rows[i]) != nullptr &&
           rule_of(*rows[i].entry)->prefix.decision != policy::Decision::deny &&
           width_of(rows[i].text.left) <= widest_left;
  };
  bool executes = false;
  std::size_t width = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (!aligns(i)) continue;
    executes = executes || !in_columns(rows[i])->exec.empty();
    width = std::max(width, width_of(rows[i].text.left));
  }
  for (std::size_t i = begin; i < end; ++i) {
    Written& text = rows[i].text;
    if (text.right.empty()) continue;
    const std::size_t own = width_of(text.left);
    const std::size_t blanks = executes && aligns(i) ? width - own : 0;
    text.lines.front() = text.left + std::string(blanks + 1, ' ') + text.right;
  }
}

void set_comment_columns(std::vector<Row>& rows, std::size_t indent) {
  for (std::size_t i = 0; i < rows.size();) {
    if (rows[i].entry->beside.empty()) {
      ++i;
      continue;
    }
    std::size_t end = i, column = 0;
    bool aligned = true;
    for (; end < rows.size() && !rows[end].entry->beside.empty(); ++end) {
      if (end > i && rows[end].entry->blank_before) break;
      aligned = aligned && rows[end].entry->column == rows[i].entry->column;
      column = std::max(column, line_end(rows[end], indent) + 1);
    }
    for (; i < end; ++i) rows[i].comment_column = aligned ? column : line_end(rows[i], indent) + 1;
  }
}

}  // namespace profgen::inline v0::edit
