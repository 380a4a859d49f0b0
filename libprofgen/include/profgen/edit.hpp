// Decided rules become byte splices into a standing file, or the text of a new one. No byte outside
// a splice ever changes.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "profgen/policy.hpp"

namespace profgen::edit {

// Replaces the bytes of `where` (an empty span inserts).
struct Splice {
  Span where;
  std::string text;
  friend bool operator==(const Splice&, const Splice&) = default;
};
// Splices must not overlap; insertions at one place keep their order.
[[nodiscard]] std::string apply(std::string_view text, std::vector<Splice> splices);

// One line of a body: a rule or an include.
using Line = std::variant<policy::Rule, policy::Include>;
[[nodiscard]] std::string line_text(const Line& line);

// Splices that add lines to a profile's body, each in the block where its kind stands (after the
// last rule of that block, before its comments' next neighbours; a new block at its canonical
// place), with the body's own indentation, line ends and blank-line habit. A line that stands there
// already (same meaning, literally) is left out. `path` names the profile from file level down:
// {"a", "b"} for a//b.
[[nodiscard]] std::vector<Splice> insert_lines(const policy::Tree& tree,
                                               const policy::Item& profile,
                                               const std::vector<Line>& lines);
// Rewrites one rule in place, keeping what stands around it.
[[nodiscard]] Splice replace_rule(const policy::Tree& tree, Span rule, const policy::Rule& by);
// Adds a child profile or hat at the end of a body (before the local include that closes it).
struct NewProfile {
  std::string name;  // raw or pattern text as it shall stand in the header
  std::string attachment;
  bool hat = false;
  std::vector<std::string> flags;  // {"complain"}
  std::vector<Line> lines;
  std::vector<NewProfile> children;
  std::string local_include;  // "local/usr.bin.x": `include if exists <…>` as the last line
};
[[nodiscard]] Splice insert_child(const policy::Tree& tree, const policy::Item& profile,
                                  const NewProfile& child);
// The whole text of a new file: abi, include <tunables/global>, the profile with its lines in
// canonical order. `abi` is "abi/4.0" or empty; `comment` lines stand above the header.
[[nodiscard]] std::string new_file_text(const NewProfile& profile, std::string_view abi,
                                        const std::vector<std::string>& comment);

// The item of a profile in a tree; nullptr if it is not there. `full_name` is "a//b".
[[nodiscard]] const policy::Item* find_profile(const policy::Tree& tree,
                                               std::string_view full_name);

// `diff -u` of two texts with 3 lines of context, labels a/NAME and b/NAME (/dev/null for a new
// file); empty if they are equal. patch -p1 takes it.
[[nodiscard]] std::string unified_diff(std::string_view name, std::string_view before,
                                       std::string_view after, bool is_new = false);

}  // namespace profgen::edit
