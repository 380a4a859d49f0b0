// What kind of line this is: where it stands in the canonical order, and whether two are the same.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/edit.hpp"

namespace profgen::inline v0::edit {

// Items of one block are written together; blocks stand in the order of these keys.
struct BlockKey {
  enum Group { abi, include, rule, child, local_include } group = rule;
  int rank = 0;       // policy::block_rank of a rule
  bool deny = false;  // file rules only: they are many, and the denials are read on their own
  friend auto operator<=>(const BlockKey&, const BlockKey&) = default;
};

[[nodiscard]] BlockKey key_of(const policy::Rule& rule);
[[nodiscard]] BlockKey key_of(const policy::Include& include);
[[nodiscard]] BlockKey key_of(const Line& line);
// nullopt: an item without a place of its own (comments, blocks, conditionals, what is not read).
[[nodiscard]] std::optional<BlockKey> key_of(const policy::Item& item);

// The same rule with everything that does not change its meaning set to one form.
[[nodiscard]] policy::Rule normalised(policy::Rule rule);

// Lines of one block; `lines` are sorted, none is there twice.
struct Group {
  BlockKey key;
  std::vector<Line> lines;
};
// The blocks that lines make, in canonical order. Lines that mean the same are taken once.
[[nodiscard]] std::vector<Group> group_lines(const std::vector<Line>& lines);

// Whether lines stand in a body already.
[[nodiscard]] std::vector<Line> without_standing(const std::vector<Line>& lines,
                                                 const std::vector<policy::Item>& body);

}  // namespace profgen::inline v0::edit
