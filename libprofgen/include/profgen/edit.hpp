// Decided rules become byte splices into a standing file, or the text of a new one. No byte outside
// a splice ever changes.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "profgen/policy.hpp"
#include "profgen/result.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::edit {

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
// already (same meaning, literally) is left out; conditionals and blocks are not looked into. At
// most one splice a place, in the order of the text.
[[nodiscard]] std::vector<Splice> insert_lines(const policy::Tree& tree,
                                               const policy::Item& profile,
                                               const std::vector<Line>& lines);
// The same for a file that is a body without a header, as those of local/ and abstractions/.
[[nodiscard]] std::vector<Splice> insert_lines(const policy::Tree& fragment,
                                               const std::vector<Line>& lines);
// Rewrites one rule in place, keeping what stands around it.
[[nodiscard]] Splice replace_rule(const policy::Tree& tree, Span rule, const policy::Rule& by);

// Flags that go from a header and flags that come, as written: "complain", "kill.signal=hup".
struct FlagChange {
  std::vector<std::string> remove, add;
};
// The splice (at most one) that changes the flags of a profile or hat. What is added takes the
// place of what is removed, else it comes last; what stands already is not added twice. A header
// that is left without flags loses `flags=( … )`.
[[nodiscard]] std::vector<Splice> change_flags(const policy::Tree& tree,
                                               const policy::Item& profile,
                                               const FlagChange& change);

// The word that stands in a header for a profile of exactly this name (raw bytes, as the kernel
// calls it: "/opt/my app"), quoted and escaped where needed. An Error of kind input where AppArmor
// cannot express the name: empty, NUL, `@{`, a leading ':' or '&', a backslash that the compiler
// takes away.
[[nodiscard]] Result<std::string> profile_name_word(std::string_view raw);
// The other way: the name that the compiler makes of ProfileHeader::name; variables stay.
[[nodiscard]] std::string compiled_name(std::string_view as_written);

struct NewProfile {
  std::string name;        // raw bytes, as the kernel calls it; of a child its own part only
  std::string attachment;  // pattern (raw bytes through policy::literal_pattern()); may be empty
  bool hat = false;
  std::vector<std::string> flags;  // {"complain"}
  std::vector<Line> lines;
  std::vector<NewProfile> children;
  std::string local_include;  // "local/usr.bin.x": `include if exists <…>` as the last line
};
// Adds a child profile or hat at the end of a body (before the local include that closes it). An
// Error where a name cannot be expressed.
[[nodiscard]] Result<Splice> insert_child(const policy::Tree& tree, const policy::Item& profile,
                                          const NewProfile& child);
// The whole text of a new file: abi, include <tunables/global>, the profile with its lines in
// canonical order. `abi` is "abi/4.0" or empty; `comment` lines (without "# ") stand above the
// header. An Error where a name cannot be expressed.
[[nodiscard]] Result<std::string> new_file_text(const NewProfile& profile, std::string_view abi,
                                                const std::vector<std::string>& comment);

// The item of a profile in a tree; nullptr if it is not there. `full_name` is "a//b".
[[nodiscard]] const policy::Item* find_profile(const policy::Tree& tree,
                                               std::string_view full_name);

// `diff -u` of two texts with 3 lines of context, labels a/NAME and b/NAME (/dev/null for a file
// that is new, or gone afterwards); empty if they are equal. patch -p1 takes it.
[[nodiscard]] std::string unified_diff(std::string_view name, std::string_view before,
                                       std::string_view after, bool is_new = false,
                                       bool is_gone = false);

struct FormatOptions {
  bool sort = true;  // capabilities and file rules of a paragraph; false: every rule stays in place
};
// The canonical layout of a whole file (reference: docs/fmt.md). Formatting what came out changes
// nothing. Comments stay with their rules, author's blank lines stay (one at a place), and what
// stands between `# fmt: off` and `# fmt: on` keeps its bytes; line ends are those of most lines.
// The new text is read again and compared by meaning. An Error of kind input where the tree has
// syntax errors (its diagnostics say which), of kind system where the comparison finds a mistake
// of ours.
[[nodiscard]] Result<std::string> format(const policy::Tree& tree,
                                         const FormatOptions& options = {});

}  // namespace profgen::inline v0::edit
#pragma GCC visibility pop
