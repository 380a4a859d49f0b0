// Evidence × policy → proposals. Order of work: exec_questions(), decided by someone, fold() with
// those choices, propose() on what was folded; each proposal decided by someone.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profgen/diagnostic.hpp"
#include "profgen/evidence.hpp"
#include "profgen/policy.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::suggest {

enum class Generalise : std::uint8_t { exact, careful, broad };

// What the host's severity.db (of apparmor-utils) says of paths and capabilities, 0 … 10.
struct SeverityDatabase {
  struct Path {
    std::string pattern;
    int read = 0, write = 0, execute = 0;
  };
  std::vector<Path> paths;                               // in the order of the file
  std::map<std::string, int, std::less<>> capabilities;  // by the name of a rule: "chown"
};
// Lines that cannot be read are left out, with a warning each that names the line.
[[nodiscard]] SeverityDatabase read_severity_db(const std::string& name, std::string_view content,
                                                std::vector<Diagnostic>& diagnostics);

struct Options {
  Generalise generalise = Generalise::careful;
  bool abstractions = true;  // propose abstractions (never with exact)
  // Permissions, addresses and ports in network rules: policy abi 4.0 and later have them.
  bool network_conditions = true;
  bool owner = true;  // `owner` where every access was the owner's
  // `generalise` by what was asked for; empty: the same for everything.
  std::function<Generalise(const evidence::Subject&, const Access&)> level_of;
  // Whether an access that the kernel only tried ("optional: no audit") is wanted all the same; it
  // becomes a hint otherwise. Empty: never. Complain mode does not log a capability again that it
  // logged last (audit_caps() in security/apparmor/capability.c), so a real need right behind such
  // a try is in no log.
  std::function<bool(const evidence::Subject&, const Access&)> wants_tried;
  // Where it rates something worse than our own table does, it counts. May be null.
  std::shared_ptr<const SeverityDatabase> severity_db;
};

// ---- exec ----

struct ExecOption {
  std::string qualifier;  // "ix", "Px", "Cx", "Pix", "Cix", "PUx", "Ux", "deny", "ignore"
  std::string target;     // of `->`; empty: by attachment
  std::string reason;     // one line
};
// One program executed by one profile, not covered yet.
struct ExecQuestion {
  evidence::Subject subject;  // the profile that executed, after folding of its parents
  std::string program;        // raw path
  evidence::Seen seen;
  std::vector<std::string> children;                 // labels of the `//null-` children it ran in
  std::size_t child_accesses = 0;                    // distinct accesses recorded in them
  std::map<std::string, std::size_t> child_classes;  // of them by class ("file", "capability")
  // How many of them the executing profile neither has nor may have without harm, and the worst.
  std::size_t child_beyond = 0;
  int child_severity = 0;
  std::string child_worst;
  std::vector<std::string> also_run_by;  // other profiles of the evidence, sorted
  std::vector<ExecOption> options;       // best first; each qualifier once, "Ux" last
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
  std::string id;  // "attach-disconnected", "missing-hat", …: stable, docs/hints.md has all
  std::string message;
};

// What the evidence as it was logged (not folded) tells beside its accesses: lost records
// ("log-loss", of no profile), what complain mode cannot show ("second-pass",
// "refused-in-complain"), profiles that are not those of what ran ("not-attached"), that stay in
// complain mode without need ("complain-left-on"), and denials that programs survive
// ("noisy-deny"). Sorted by subject and id.
[[nodiscard]] std::vector<Hint> evidence_hints(const evidence::Evidence& evidence,
                                               const policy::Policy& policy,
                                               const ExecChoices& choices);

struct ProfileProposals {
  evidence::Subject subject;  // name = full profile name, no `//null-` left
  bool exists = false;        // stands in the policy
  std::string file;           // where it stands, or where it should be written
  std::string attachment;     // of a new profile: the program (raw path) it attaches to
  bool hat = false;           // new, and entered by change_hat: a hat of its parent
  // New, and the target of an exec rule or of change_profile: the profiles that enter it.
  std::set<std::string> entered_from;
  std::vector<Proposal> proposals;  // most severe last: what is easy comes first
  std::size_t covered = 0;          // distinct accesses the policy allows already
};

struct Proposals {
  std::vector<ProfileProposals> profiles;  // sorted by name
  std::vector<Hint> hints;
};

[[nodiscard]] Proposals propose(const evidence::Evidence& folded, const policy::Policy& policy,
                                const ExecChoices& choices, const Options& options);

}  // namespace profgen::inline v0::suggest
#pragma GCC visibility pop
