// What belongs together in a body: rules with the comments beside them, paragraphs, and what is
// left alone. Formatting and the check of its result read the same entries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {

// A statement or a comment that has its line for itself.
struct Entry {
  const policy::Item* item = nullptr;
  // Where one statement is written as several: the rule of this one.
  std::optional<policy::Rule> part;
  bool blank_before = false;
  // The comment on the statement's last line, and those below it that go on in its column.
  std::vector<Span> beside;
  std::uint32_t column = 0;  // of the first of them
  // Whole lines below that stay as they are (`# fmt: off`).
  Span verbatim;
  bool skipped = false;  // `# fmt: skip`: its own bytes stay
};

struct BodyEntries {
  std::optional<Span> beside_header;  // the comment behind `{`
  std::vector<Entry> entries;
};

// `body` is the item that the items stand in; nullptr for those of a file.
[[nodiscard]] BodyEntries read_entries(const policy::Tree& tree, const policy::Item* body);

[[nodiscard]] bool is_comment(const Entry& entry);
// The rule of an entry; nullptr if it is none.
[[nodiscard]] const policy::Rule* rule_of(const Entry& entry);
// The text of a statement without its body: up to the brace, or all of it.
[[nodiscard]] std::string_view head_text(const policy::Tree& tree, const policy::Item& item);
// The comments inside it.
[[nodiscard]] std::vector<std::string> inner_comments(const policy::Tree& tree,
                                                      const policy::Item& item);
[[nodiscard]] bool has_body(const policy::Item& item);
// Where a byte shows on its line, from 0; a tab goes to the next multiple of 8.
[[nodiscard]] std::uint32_t column_of(std::string_view text, std::uint32_t offset);

}  // namespace profgen::inline v0::edit
