// Proposals × answers → decisions → changed files. The session is the only engine: a terminal, the
// guard file and a test all drive it alike. It draws nothing and writes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "profgen/change.hpp"
#include "profgen/edit.hpp"
#include "profgen/guard.hpp"
#include "profgen/suggest.hpp"

#pragma GCC visibility push(default)
namespace profgen::inline v0::refine {

enum class Act : std::uint8_t { allow, deny, ignore };

// The answer to an exec question. deny: `deny PROGRAM x,`; ignore: no rule, and what the program
// did is dropped.
struct ExecAnswer {
  Act act = Act::allow;
  std::string qualifier;  // of allow: "ix", "Px", "Cx", …
  std::string target;     // of `->`; may be empty
};

// The answer to a proposal.
struct RuleAnswer {
  Act act = Act::allow;
  std::size_t candidate = 0;           // index into Proposal::candidates
  std::optional<policy::Rule> custom;  // instead of a candidate
  bool audit = false;                  // with the `audit` qualifier
  std::optional<bool> owner;           // switches `owner` of the candidate's file rules on or off
};

// Left undecided, with the reason why.
struct Skipped {
  std::string why;
};

struct Question {
  std::variant<suggest::ExecQuestion, suggest::Proposal> about;
  std::string key;         // letters, digits and '-'; the same for the same evidence and policy
  std::size_t number = 0;  // from 1
  std::size_t of = 0;      // known so far; may grow while exec answers open others
};

// A question that waits, as long as nothing is answered.
struct Open {
  std::variant<const suggest::ExecQuestion*, const suggest::Proposal*> about;
  std::string key;  // Question::key
};

// What a question has in common with others of its profile: the program that asked and the
// directory that was asked for; for what has no path its class ("network").
struct Group {
  std::string program;    // comm; the first of several; may be empty
  std::string directory;  // with its last slash
  friend auto operator<=>(const Group&, const Group&) = default;
};
[[nodiscard]] Group group_of(const suggest::Proposal& proposal);
[[nodiscard]] Group group_of(const suggest::ExecQuestion& question);

// By what several questions of one profile are answered alike.
enum class Likeness : std::uint8_t { directory, program, severity, profile };

// The greatest severity (0 … 10) of what may be allowed without a second look.
inline constexpr int acceptable_severity = 5;
// Whether allowing is the default: what complain mode let pass, from a source that can be believed,
// of acceptable severity; of an exec, with an option that leaves the program confined.
[[nodiscard]] bool allows_by_default(const suggest::Proposal& proposal, std::size_t candidate);
[[nodiscard]] bool allows_by_default(const suggest::ExecQuestion& question, std::size_t option);

// The answer that takes an option as it is offered (one of them may be to deny).
[[nodiscard]] ExecAnswer answer_of(const suggest::ExecOption& option);

// One answer given: enough of them, in order, replay a session.
struct Entry {
  std::variant<ExecAnswer, RuleAnswer, Skipped> answer;
  std::string key;     // of the question
  std::string reason;  // "answered", "guard: …"
  evidence::Subject subject;
  std::string what;        // what it was about, for people
  std::string chosen;      // the text of the candidate that was chosen; empty for another answer
  std::uint64_t step = 0;  // those given at once have one; greater than all before; 0: nobody's
};

struct Decided {
  evidence::Subject subject;
  std::string text;  // the lines that it adds, one a line
  std::string reason;
};
struct Left {
  evidence::Subject subject;
  std::string what;
  std::string reason;
};

struct Outcome {
  std::vector<FileChange> changes;
  std::vector<Decided> decided;
  std::vector<Left> left;       // what nobody decided, or what was ignored
  std::vector<Left> explained;  // denied by a rule that stands: nothing to decide
  std::vector<suggest::Hint> hints;
  std::vector<Diagnostic> problems;  // decisions that could not be carried out, and why
  std::vector<Diagnostic> notes;     // what was carried out otherwise than one may expect, and why
};

struct SessionOptions {
  suggest::Options suggest;
  std::string abi;              // of new files: "abi/3.0"; empty: none
  bool new_in_complain = true;  // flags=(complain) on new profiles
  // Full name; empty: all. Its children and hats, and what is drafted for it, are a part of it.
  std::string only_profile;
  std::vector<std::string> new_file_comment;  // above the header of a new file
  // What it would accept unattended is allowed by default; nullptr: allows_by_default() alone says.
  std::shared_ptr<const suggest::Guard> guard;
  // Asked by profile and Group, what settles most first; else in the order of the proposals.
  bool grouped = false;
  // What is decided for a standing profile goes into the local/ file that it includes (by
  // `include if exists <local/NAME>`, which is added where it is missing), so that the profile
  // stays as it was packaged. Children without such a file, and profiles that would share one, get
  // it themselves, which Outcome::notes tells.
  bool into_local = false;
  // Question::key of those that are asked even where another answer covers them: it is known what
  // they are answered with.
  std::set<std::string> always_asked;
  // Lines that this host's parser does not take, with the reason: never answered unattended.
  std::map<std::string, std::string> refused_lines;
};

// A line that somebody typed for a question, looked at before it is the answer.
struct TriedRule {
  std::optional<policy::Rule> rule;      // nullopt: it is not one rule
  std::vector<Diagnostic> diagnostics;   // why not; columns are those of the text
  std::vector<std::string> not_covered;  // of what the question asks for, described
  std::size_t settles = 0;               // open questions of the profile that it answers, too
};

class OpenQuestions;

// Keeps references to the evidence and the policy: both must outlive it. One thread at a time uses
// a session; any number of sessions may share their evidence and policy.
class Session {
 public:
  Session(const evidence::Evidence& evidence, const policy::Policy& policy, SessionOptions options);
  // Over proposals that were made before (a decision file's): no exec is asked about.
  Session(suggest::Proposals proposals, const policy::Policy& policy, SessionOptions options);
  Session(Session&&) noexcept;
  ~Session();

  // The question to answer now; nullptr when everything is answered. Exec questions come first.
  [[nodiscard]] const Question* current() const;
  // Answers the current question; the answer must be of the question's kind.
  void answer(const ExecAnswer& answer, std::string reason = "answered");
  void answer(const RuleAnswer& answer, std::string reason = "answered");
  void skip(std::string why);
  // Answers all of them that are open still, in one step: allow takes the first candidate or
  // option. How many it was.
  std::size_t answer_all(const std::vector<std::string>& keys, Act act,
                         const std::string& reason = "answered");
  // Allows all that by_default() says, in one step, also what these answers open. How many it was.
  std::size_t answer_defaults(const std::string& reason = "answered");
  // Gives an answer of another session (Entry::key, answer and reason), as a step of its own, or as
  // a part of the last one. False: no such question is open, or it is not of that kind.
  bool give(const Entry& entry, bool same_step = false);
  // Entry::step of the last answer; 0: there is none.
  [[nodiscard]] std::uint64_t last_step() const;
  // Takes back the last step and asks it again; false if there is none.
  bool undo();

  // What waits, in the order in which it will be asked, the current question first. While an exec
  // is open, execs only.
  [[nodiscard]] std::vector<Open> open() const;
  // Asks this one now and goes on behind it; false if it is not open.
  bool go_to(const std::string& key);
  // Whether allowing it, with this candidate or option, is the default: what complain mode let
  // pass, from a source that can be believed, if the guard would accept it unattended.
  [[nodiscard]] bool by_default(const suggest::Proposal& proposal, std::size_t candidate) const;
  [[nodiscard]] bool by_default(const suggest::ExecQuestion& question, std::size_t option) const;
  // The keys of what is open and like the current question, which is the first of them.
  [[nodiscard]] std::vector<std::string> like_current(Likeness likeness) const;
  // Reads a line as an answer to the current question, of a rule; a missing comma is added.
  [[nodiscard]] TriedRule try_rule(std::string text) const;

  // What becomes of the files with the answers so far.
  [[nodiscard]] Outcome outcome() const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  // All of them, also what needs no answer; empty as long as an exec is open.
  [[nodiscard]] const suggest::Proposals& proposals() const { return proposals_; }

 private:
  void take(Entry entry, std::uint64_t step);
  std::size_t answer_in(std::uint64_t step, const std::vector<std::string>& keys, Act act,
                        const std::string& reason);
  void apply(const Entry& entry);
  void advance();
  bool advance_exec();
  void start_rules();
  void open_rules();
  void drop_what_it_covers(const suggest::Proposal& answered, const RuleAnswer& answer);

  const evidence::Evidence& evidence_;
  const policy::Policy& policy_;
  SessionOptions options_;

  std::vector<Entry> entries_;
  std::optional<Question> question_;

  suggest::ExecChoices choices_;
  std::set<std::string> skipped_exec_;
  std::uint64_t steps_ = 0;  // given out so far
  std::deque<suggest::ExecQuestion> open_exec_;
  bool given_ = false;  // the proposals were
  bool rules_started_ = false;
  suggest::Proposals proposals_;
  std::unique_ptr<OpenQuestions> open_;                               // after the exec questions
  std::unordered_map<std::string, const suggest::Proposal*> by_key_;  // made by go_to()
};

// The changes as they are made from files that were saved since: `saved` holds their texts by path.
// What is in them already is left out.
[[nodiscard]] std::vector<FileChange> not_saved_yet(
    std::vector<FileChange> changes, const std::map<std::string, std::string>& saved);

// One question with the answer that is recommended for it.
struct Recommended {
  std::variant<suggest::ExecQuestion, suggest::Proposal> about;
  std::variant<ExecAnswer, RuleAnswer, Skipped> answer;
  std::string reason;  // "recommended", "guard: …"
};
struct Recommendation {
  std::vector<Recommended> answers;  // in the order of the questions
  std::vector<Recommended> covered;  // not asked: what was answered above them covers them
  Outcome outcome;                   // as if all of them were given
  suggest::Proposals proposals;      // under the answers to the exec questions
};
// The best candidate of every proposal, whatever the guard would say of accepting it unattended:
// what `suggest` shows. Exec questions go by the guard, else by the best option; by `ix` where the
// options say exact.
[[nodiscard]] Recommendation recommend(const evidence::Evidence& evidence,
                                       const policy::Policy& policy, const suggest::Guard& guard,
                                       const SessionOptions& options);

// Answers what the guard accepts, refuses what it refuses, leaves the rest.
[[nodiscard]] Recommendation answer_unattended(const evidence::Evidence& evidence,
                                               const policy::Policy& policy,
                                               const suggest::Guard& guard,
                                               const SessionOptions& options);
// The outcome of that alone: what `generate` does.
[[nodiscard]] Outcome decide_unattended(const evidence::Evidence& evidence,
                                        const policy::Policy& policy, const suggest::Guard& guard,
                                        SessionOptions options);

}  // namespace profgen::inline v0::refine
#pragma GCC visibility pop
