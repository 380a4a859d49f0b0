// Evidence × policy → proposals. Order of work: exec_questions(), decided by someone, fold() with
// those choices, propose() on what was folded; each proposal decided by someone.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/evidence.hpp"
#include "profgen/policy.hpp"

namespace profgen::suggest {

enum class Generalise : std::uint8_t { exact, careful, broad };

struct Options {
  Generalise generalise = Generalise::careful;
  bool abstractions = true;  // propose abstractions (never with exact)
  // Permissions, addresses and ports in network rules: policy abi 4.0 and later have them.
  bool network_conditions = true;
  bool owner = true;  // `owner` where every access was the owner's
  // `generalise` by what was asked for; empty: the same for everything.
  std::function<Generalise(const evidence::Subject&, const Access&)> level_of;
};

// ---- exec ----

struct ExecOption {
  std::string qualifier;  // "ix", "Px", "Cx", "pix", "Ux", "deny"
  std::string target;     // of `->`; empty: by attachment
  std::string reason;     // one line
};
// One program executed by one profile, not covered yet.
struct ExecQuestion {
  evidence::Subject subject;  // the profile that executed, after folding of its parents
  std::string program;        // raw path
  evidence::Seen seen;
  std::vector<std::string> children;  // labels of the `//null-` children it ran in
  std::size_t child_accesses = 0;     // distinct accesses recorded in them
  std::vector<ExecOption> options;    // best first
};
// What was answered; the key is the subject and the program.
struct ExecChoice {
  std::string qualifier;  // as ExecOption; "ignore": no rule, the children's accesses are dropped
  std::string target;
};
using ExecChoices = std::map<std::pair<evidence::Subject, std::string>, ExecChoice>;

// The questions that the choices made so far leave open (deciding one may open others below it).
[[nodiscard]] std::vector<ExecQuestion> exec_questions(const evidence::Evidence& evidence,
                                                       const policy::Policy& policy,
                                                       const ExecChoices& choices);
// The evidence with every `//null-` child folded into the profile that the choices put it in: ix →
// the one that executed it, Cx → a child, Px → the profile of that name or attachment.
[[nodiscard]] evidence::Evidence fold(const evidence::Evidence& evidence,
                                      const policy::Policy& policy, const ExecChoices& choices);

// ---- rules ----

enum class CandidateKind : std::uint8_t { literal, variable, glob, widen, abstraction };
[[nodiscard]] std::string_view name_of(CandidateKind kind);

struct Candidate {
  CandidateKind kind = CandidateKind::literal;
  std::vector<policy::Rule> rules;  // empty for an abstraction
  std::string include;              // "abstractions/nameservice"
  // What `include` grants; lives as long as the policy. nullptr for other kinds.
  const policy::Abstraction* abstraction = nullptr;
  std::optional<policy::Location> replaces;  // widen: the rule that rules[0] takes the place of
  double cost = 0;     // severity-weighted reach beyond the evidence; lower is better
  int severity = 0;    // 0 … 10 of what it grants; 10 is worst
  std::string reason;  // one line: why it is offered
  // What it would put into the profile, one line a rule: "owner @{HOME}/.curlrc r,".
  [[nodiscard]] std::string text() const;
};

struct Proposal {
  std::string id;  // stable for the same evidence and policy
  evidence::Subject subject;
  std::vector<std::pair<evidence::Key, evidence::Seen>> evidence;  // what it is about
  std::vector<Candidate> candidates;                               // best first
  int severity = 0;                                                // of what was asked for
  bool denied_by_rule = false;  // a deny rule explains it: told, no candidate
};

struct Hint {
  evidence::Subject subject;
  std::string id;  // "attach-disconnected", "missing-hat", … (suggest/hint_table.cpp has all)
  std::string message;
};

struct ProfileProposals {
  evidence::Subject subject;        // name = full profile name, no `//null-` left
  bool exists = false;              // stands in the policy
  std::string file;                 // where it stands, or where it should be written
  std::string attachment;           // of a new profile: the program (raw path), if the log says
  bool hat = false;                 // new, and entered by change_hat: a hat of its parent
  std::vector<Proposal> proposals;  // most severe last: what is easy comes first
  std::size_t covered = 0;          // distinct accesses the policy allows already
};

struct Proposals {
  std::vector<ProfileProposals> profiles;  // sorted by name
  std::vector<Hint> hints;
};

[[nodiscard]] Proposals propose(const evidence::Evidence& folded, const policy::Policy& policy,
                                const ExecChoices& choices, const Options& options);

// ---- the guard ----

enum class GuardAnswer : std::uint8_t { accept, ask, refuse, deny };

// An entry of a guard file with the place where it stands.
struct GuardEntry {
  std::string text;                  // as written: "/etc/{,g}shadow{,-}", "mount", "sys_admin"
  std::string place;                 // "profgen.yaml:12"; empty: built in
  bool deny = false;                 // of `never`: answered with a deny rule, not left
  std::optional<policy::Rule> rule;  // of never_rules: the text as a rule, if it is one

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
  std::vector<GuardEntry> except;         // texts of entries of `never` that do not count here
  std::vector<GuardEntry> abstractions_refused;
  std::optional<std::vector<GuardEntry>> abstractions_allowed;  // nullopt: any not refused
  // Patterns of rule text or paths. deny: answered with a deny rule.
  std::vector<GuardEntry> always, ask, deny;
  std::optional<int> maximum_severity;  // of what is accepted unattended; 7
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
  [[nodiscard]] Judgement judge(const Proposal& proposal, const Candidate& candidate) const;
  struct ExecJudgement {
    ExecChoice choice;  // an empty qualifier: the guard does not say
    std::string reason;
  };
  [[nodiscard]] ExecJudgement judge_exec(const ExecQuestion& question) const;
  [[nodiscard]] ExecChoice choose(const ExecQuestion& question) const {
    return judge_exec(question).choice;
  }
  // How far to generalise what a profile asked for.
  [[nodiscard]] Generalise level_of(const evidence::Subject& subject, const Access& access) const;
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
// Reads profgen.yaml over the default; unknown keys and wrong types are errors with their line.
[[nodiscard]] std::optional<Guard> read_guard(const std::string& name, const std::string& text,
                                              std::vector<Diagnostic>& diagnostics);

}  // namespace profgen::suggest
