// The guard: what may be accepted unattended, and what never (profgen.yaml, docs/guard.md).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/suggest.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::suggest {

enum class GuardAnswer : std::uint8_t {
  accept,
  ask,     // left to a person
  refuse,  // not this candidate; a narrower one may do
  deny,    // answered with a deny rule
};
[[nodiscard]] std::string_view name_of(GuardAnswer answer);

// An entry of a guard file with the place where it stands.
struct GuardEntry {
  std::string text;                  // as written: "/etc/{,g}shadow{,-}", "mount", "sys_admin"
  std::string place;                 // "profgen.yaml:12:5"; empty: built in
  bool deny = false;                 // of `never`: answered with a deny rule, not left
  std::optional<policy::Rule> rule;  // the text as a rule, where it was read as one

  GuardEntry(std::string what, std::string where = {})
      : text(std::move(what)), place(std::move(where)) {}
  GuardEntry(const char* what) : text(what) {}
  friend bool operator==(const GuardEntry&, const GuardEntry&) = default;
};

// What stands at the top of a guard file, or in the section of a profile.
struct GuardLists {
  // Patterns no granted path may match, as `[other] PATTERN [PERMS]`.
  std::vector<GuardEntry> never_paths;
  std::vector<GuardEntry> never_capabilities;
  std::vector<GuardEntry> never_rules;    // rules, or patterns of rule text
  std::vector<GuardEntry> never_escapes;  // words: guard_escapes()
  // Texts of entries of `never` and of refused abstractions that do not count here.
  std::vector<GuardEntry> except;
  std::vector<GuardEntry> abstractions_refused;
  std::optional<std::vector<GuardEntry>> abstractions_allowed;  // nullopt: any not refused
  // Patterns of paths, rules, or patterns of rule text. deny: answered with a deny rule.
  std::vector<GuardEntry> always, ask, deny;
  std::optional<int> maximum_severity;   // of what is accepted unattended; 7
  std::optional<bool> accept_untrusted;  // false

  struct Exec {
    GuardEntry match;  // pattern of the program
    std::string as;    // a qualifier, "deny", "ignore", "ask"
  };
  // Without an entry: the first option, if it keeps the program confined (ix, Px, Cx).
  std::vector<Exec> exec;

  struct Level {
    GuardEntry match;  // pattern of a path; empty: everything
    Generalise as = Generalise::careful;
  };
  std::vector<Level> generalise;

  // Which kind of candidate to take for what; the first entry that fits a proposal and finds a
  // candidate of its kind decides, and judge() then accepts no other one.
  struct Preference {
    GuardEntry match;  // pattern of a path, or of rule text ("network inet*"); empty: everything
    CandidateKind kind = CandidateKind::literal;
    std::string name;  // of an abstraction: "abstractions/nameservice"; empty: any
  };
  std::vector<Preference> prefer;

  std::map<std::string, std::string> places;  // of the keys that have one value: where they stand
};

// What may be accepted unattended, and what never (profgen.yaml, docs/guard.md).
struct Guard : GuardLists {
  struct Section {
    GuardEntry profile;  // a name or a pattern
    GuardLists lists;
  };
  std::vector<Section> profiles;  // those that fit a profile are asked in this order, then the top

  struct Judgement {
    GuardAnswer answer = GuardAnswer::ask;
    std::string reason;  // one line, with the place of what decided
    std::string entry;   // the text of the entry that decided; empty: none did
    std::string place;   // where it stands; empty: built in
    std::string advice;  // what to write where another answer is wanted; may be empty
  };
  // A part of the guard that was looked at, and what it said.
  struct Step {
    std::string part;
    std::string said;
  };
  // The parts are asked in a fixed order and the first that says something decides. Where asked
  // for, `looked_at` gets all of them up to this one.
  [[nodiscard]] Judgement judge(const Proposal& proposal, const Candidate& candidate,
                                std::vector<Step>* looked_at = nullptr) const;
  // accept: by the choice; ask and refuse: the choice has an empty qualifier.
  struct ExecJudgement : Judgement {
    ExecChoice choice;
  };
  [[nodiscard]] ExecJudgement judge_exec(const ExecQuestion& question,
                                         std::vector<Step>* looked_at = nullptr) const;
  // An empty qualifier: the guard does not say.
  [[nodiscard]] ExecChoice choose(const ExecQuestion& question) const {
    return judge_exec(question).choice;
  }
  // How far to generalise what a profile asked for.
  [[nodiscard]] Generalise level_of(const evidence::Subject& subject, const Access& access) const;
  // Whether an entry of `always` names just this capability: for Options::wants_tried.
  [[nodiscard]] bool wants(const evidence::Subject& subject, const Access& access) const;
  // Whether level_of() may differ from one access to another.
  [[nodiscard]] bool has_levels() const;
};

struct GuardEscape {
  std::string_view word;     // "ux"
  std::string_view meaning;  // one line
};
// The words of never_escapes: ways out of confinement.
[[nodiscard]] const std::vector<GuardEscape>& guard_escapes();

// The strict default that is built in.
[[nodiscard]] Guard default_guard();
// The same as a guard file with comments.
[[nodiscard]] std::string default_guard_text();
// Any guard as a guard file that reads back as the same one; each entry with its place as a
// comment where that is wanted.
[[nodiscard]] std::string guard_text(const Guard& guard, bool with_places = true);
// Reads profgen.yaml over the default. Strict: what is not understood in full is an error with its
// place; what can never count is a warning. nullopt: there are errors.
[[nodiscard]] std::optional<Guard> read_guard(const std::string& name, const std::string& text,
                                              std::vector<Diagnostic>& diagnostics);

// What a guard says of one rule as it would stand in a profile, or of an abstraction, and why: by
// judge() and judge_exec(), as if one trusted log line had asked for it.
struct GuardExplanation {
  std::string rule;  // canonical text
  Guard::Judgement judgement;
  std::vector<Guard::Step> looked_at;
};
[[nodiscard]] GuardExplanation explain(const Guard& guard, const evidence::Subject& subject,
                                       const policy::Rule& rule);
// nullopt: the policy has no such abstraction.
[[nodiscard]] std::optional<GuardExplanation> explain_include(const Guard& guard,
                                                              const policy::Policy& policy,
                                                              const evidence::Subject& subject,
                                                              const std::string& include);

}  // namespace profgen::inline v0::suggest
#pragma GCC visibility pop
