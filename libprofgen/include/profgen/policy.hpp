// Profile text: the lossless tree, its resolved meaning, and coverage of accesses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "profgen/access.hpp"
#include "profgen/diagnostic.hpp"
#include "profgen/rules.hpp"
#include "profgen/source.hpp"
#include "profgen/system.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::policy {

// ---- the tree ----

struct Include {
  std::string path;
  bool magic = false;  // <…>: looked up below the policy directory
  bool if_exists = false;
  bool hash = false;  // written #include
};
struct Abi {
  std::string path;
  bool magic = false;
};
struct Variable {    // @{NAME} OP values, ${NAME} OP expression
  std::string name;  // without @{} / ${}
  std::string op;    // "=", "+=", "?=", ":="
  std::vector<std::string> values;
  bool boolean = false;
};
struct Alias {
  std::string from, to;
};
enum class ProfileKind : std::uint8_t { profile, hat };
struct ProfileHeader {
  ProfileKind kind = ProfileKind::profile;
  bool keyword = false;    // `profile` or `hat` was written
  bool caret = false;      // ^name
  std::string name;        // as written, unquoted
  std::string attachment;  // pattern; empty: none (a name that is a path attaches by itself)
  std::vector<std::string> flags;
  std::vector<Condition> xattrs;
  std::vector<Condition> identities;
  Span name_span;
  Span flags_span;  // `flags=(…)` or `(…)` whole; empty span at the place before `{` if none
};
// A block of qualified rules, `audit deny { … }`.
struct Block {
  Prefix prefix;
};
// if EXPR {…} else if EXPR {…} else {…}: one Conditional item per arm, in order.
struct Conditional {
  enum class Arm : std::uint8_t { if_arm, else_if, else_arm } arm = Arm::if_arm;
  Span expression;
};
struct Comment {};  // `# …` to the end of the line, without the newline
struct Unknown {};  // bytes that are no item; a diagnostic says why

using ItemValue = std::variant<Unknown, Comment, Include, Abi, Variable, Alias, ProfileHeader,
                               Block, Conditional, Rule>;

// One item of a file or of a body. Bytes between items are blanks and newlines only.
struct Item {
  ItemValue value;
  Span span;                   // from the first byte (prefix, keyword) to the last (comma, brace)
  Span body;                   // between the braces, for profiles, blocks and conditionals
  std::vector<Item> children;  // of the body
};

struct Tree {
  SourcePtr source;
  std::vector<Item> items;
  std::vector<Diagnostic> diagnostics;
};

// Never fails: what cannot be read becomes Unknown items and diagnostics, and parsing goes on.
[[nodiscard]] Tree parse(SourcePtr source);
// The bytes of the tree; equal to its source for every input.
[[nodiscard]] std::string print(const Tree& tree);
// An indented dump for people and golden files, one item a line.
[[nodiscard]] std::string dump(const Tree& tree);

// ---- the policy of a host ----

struct Location {
  std::string file;
  Position at;
  Span span;
};

enum class Mode : std::uint8_t { enforce, complain, kill, unconfined, prompt, default_allow };

// A rule of the resolved policy: conditionals evaluated, blocks folded in; patterns still as
// written.
struct ResolvedRule {
  Rule rule;
  Location where;
  bool from_include = false;
};

// The rules of a profile, those of its includes too. The rules of an abstraction are held once and
// shared by every profile that includes it; a pointer to a rule lives as long as any list it is in.
class ResolvedRules {
 public:
  using Part = std::shared_ptr<const std::vector<ResolvedRule>>;

  class Iterator {
   public:
    using difference_type = std::ptrdiff_t;
    using value_type = ResolvedRule;
    using pointer = const ResolvedRule*;
    using reference = const ResolvedRule&;
    using iterator_category = std::forward_iterator_tag;
    Iterator() = default;
    Iterator(const Part* part, std::size_t index) : part_(part), index_(index) {}
    reference operator*() const { return (**part_)[index_]; }
    pointer operator->() const { return &**this; }
    Iterator& operator++() {
      if (++index_ == (*part_)->size()) ++part_, index_ = 0;
      return *this;
    }
    Iterator operator++(int) {
      Iterator old = *this;
      ++*this;
      return old;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Part* part_ = nullptr;
    std::size_t index_ = 0;
  };

  void add(Part part) {
    if (part->empty()) return;
    size_ += part->size();
    parts_.push_back(std::move(part));
  }
  [[nodiscard]] Iterator begin() const { return {parts_.data(), 0}; }
  [[nodiscard]] Iterator end() const { return {parts_.data() + parts_.size(), 0}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  std::vector<Part> parts_;  // none is empty
  std::size_t size_ = 0;
};

class Matcher;  // compiled on first use

struct Profile {
  std::string name;  // full: "a//b"
  std::string name_space;
  std::string attachment;  // pattern, may hold variables; for a path name the name itself
  std::vector<std::string> flags;
  Mode mode = Mode::enforce;
  std::string file;  // "" if it was made from text
  Location where;
  ResolvedRules rules;
  std::vector<std::string> includes;  // as written: "abstractions/base", also nested ones
  std::shared_ptr<const Matcher> matcher;
};

struct Abstraction {
  std::string path;  // "abstractions/base"
  ResolvedRules rules;
  std::shared_ptr<const Matcher> matcher;
};

enum class Answer : std::uint8_t {
  allowed,  // every permission asked for is granted
  denied,   // a deny rule takes (some of) it away: complain mode would deny it too
  absent,   // (some of) it is not mentioned
};
struct Coverage {
  Answer answer = Answer::absent;
  FilePerms missing = 0;                // of a FileAccess: the permissions not granted
  std::vector<const ResolvedRule*> by;  // the rules that allow (part of) it, or that deny it
  std::string exec;  // of an ExecAccess that is allowed: the qualifier ("ix", "Px")
};
[[nodiscard]] Coverage covers(const Matcher& matcher, const Access& access);

// Whether every variable of a pattern or a rule text is declared where the profile stands.
[[nodiscard]] bool declares(const Profile& profile, std::string_view text);

struct LoadOptions {
  std::string policy_dir = "/etc/apparmor.d";
  std::vector<std::string> include_dirs;  // searched after policy_dir
  // Where quoted relative includes start; empty: the process's working directory.
  std::string working_dir;
};

// All profiles of a policy directory (and files given one by one), with their abstractions and
// tunables. Any number of threads may use it, and the matchers of its profiles, while nobody
// changes it: what is made on first use is locked.
class Policy {
 public:
  // Loads every profile file of the directory (not its subdirectories, skippable names left out).
  // A missing directory gives an empty policy with one diagnostic. `files` must outlive it.
  static Policy load(const Files& files, LoadOptions options);
  // Without profiles: only those of add_file() and add_text(), their includes found as by load().
  static Policy empty(const Files& files, LoadOptions options);

  // Reads one more profile file; a profile that stands already is replaced.
  Status add_file(const std::string& path);
  // The same from text that is not (yet) on disk; `path` is what it would be called. The profiles
  // that include the file are read again.
  void add_text(const std::string& path, std::string text);

  [[nodiscard]] const Profile* find(std::string_view name, std::string_view name_space = {}) const;
  // The profile that the kernel would attach to a program (raw path) started by an unconfined task:
  // a literal attachment before a pattern, the more specific pattern before the less specific one;
  // nullptr if none or if two are equal. Children and hats do not attach so.
  [[nodiscard]] const Profile* attached_to(std::string_view program) const;
  [[nodiscard]] const std::vector<Profile>& profiles() const { return profiles_; }
  // Loaded on first use: every file below abstractions/.
  [[nodiscard]] const std::vector<Abstraction>& abstractions() const;
  // Those of them that allow the access, in the same order: one look for all of them together.
  [[nodiscard]] std::vector<const Abstraction*> abstractions_covering(const Access& access) const;
  // The values of a variable as `include <tunables/global>` defines them (fully expanded).
  [[nodiscard]] std::vector<std::string> variable(std::string_view name) const;
  // The names of all that are defined there, sorted.
  [[nodiscard]] std::vector<std::string> variable_names() const;
  // The tree of a file that was read; nullptr if it was not.
  [[nodiscard]] const Tree* tree(const std::string& path) const;
  // Whether the path is a file or a directory now, read or not.
  [[nodiscard]] bool stands(const std::string& path) const;
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  // What was found in files that were read later, when something first asked for them.
  [[nodiscard]] std::vector<Diagnostic> late_diagnostics() const;
  [[nodiscard]] const LoadOptions& options() const { return options_; }
  // A matcher of rules made by hand, with the variables of tunables/global and @{profile_name} =
  // name.
  [[nodiscard]] std::shared_ptr<const Matcher> matcher_of(const std::vector<Rule>& rules,
                                                          std::string_view profile_name = {}) const;

  Policy();
  Policy(Policy&&) noexcept;
  Policy& operator=(Policy&&) noexcept;
  ~Policy();

 private:
  struct State;
  void read(const std::string& path, bool replace);
  // All files but the one that was changed, which others may include.
  void read_again(const std::string& changed);

  std::unique_ptr<State> state_;
  LoadOptions options_;
  std::vector<Profile> profiles_;
  std::vector<Diagnostic> diagnostics_;
};

// Everything that is wrong with one file as the compiler would judge it: syntax, values, includes,
// variables, conflicts. `path` names it in the diagnostics.
[[nodiscard]] std::vector<Diagnostic> check_text(const Files& files, const std::string& path,
                                                 std::string text, const LoadOptions& options);

}  // namespace profgen::inline v0::policy
#pragma GCC visibility pop
