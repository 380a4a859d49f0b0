// Proposals × answers → decisions → changed files. The session is the only engine: a terminal, the
// guard file and a test all drive it alike. It draws nothing and writes nothing.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "profgen/change.hpp"
#include "profgen/edit.hpp"
#include "profgen/suggest.hpp"

namespace profgen::refine {

enum class Act : std::uint8_t { allow, deny, ignore };

struct ExecAnswer {
  Act act = Act::allow;   // deny: `deny PATH x,`
  std::string qualifier;  // allow: "ix", "Px", "Cx", …
  std::string target;
};
struct RuleAnswer {
  Act act = Act::allow;
  std::size_t candidate = 0;           // index into Proposal::candidates
  std::optional<policy::Rule> custom;  // instead of a candidate
  bool audit = false;
  std::optional<bool> owner;  // switches `owner` on or off in the candidate's file rules
};

struct Question {
  std::variant<suggest::ExecQuestion, suggest::Proposal> about;
  std::size_t number = 0, of = 0;  // 1-based; `of` may grow while exec questions open others
};

struct Decided {
  evidence::Subject subject;
  std::string text;    // the lines it adds, or "" for ignore
  std::string reason;  // "answered", "guard: …"
};
struct Left {  // what nobody decided
  evidence::Subject subject;
  std::string what, reason;
};

struct Outcome {
  std::vector<FileChange> changes;
  std::vector<Decided> decided;
  std::vector<Left> left;
  std::vector<suggest::Hint> hints;
};

struct SessionOptions {
  suggest::Options suggest;
  std::string abi;              // of new files: "abi/3.0"; empty: none
  bool new_in_complain = true;  // flags of new profiles
  std::string only_profile;     // "" : all
  // Comment above a new profile's header; {} for none.
  std::vector<std::string> new_file_comment;
};

class Session {
 public:
  // Keeps references: both must outlive it.
  Session(const evidence::Evidence& evidence, const policy::Policy& policy, SessionOptions options);

  // nullopt: everything is answered. Exec questions come first.
  [[nodiscard]] std::optional<Question> next();
  void answer(const ExecAnswer& answer, std::string reason = "answered");
  void answer(const RuleAnswer& answer, std::string reason = "answered");
  // Takes back the last answer; false if there is none.
  bool undo();
  // Leaves the current question undecided.
  void skip(std::string reason);
  // The files as they would be with the answers so far. Later questions are dropped by answers that
  // already cover them.
  [[nodiscard]] Outcome outcome() const;

  // Where an answer came from and what it was, in order: enough to replay the session.
  struct Entry {
    std::variant<ExecAnswer, RuleAnswer, std::monostate> answer;
    std::string key;  // what it answered: stable
    std::string reason;
  };
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  void advance();

  const evidence::Evidence& evidence_;
  const policy::Policy& policy_;
  SessionOptions options_;
  std::vector<Entry> entries_;
};

// Answers what the guard accepts, refuses what it refuses, leaves the rest: what `generate` does.
[[nodiscard]] Outcome decide_unattended(const evidence::Evidence& evidence,
                                        const policy::Policy& policy, const suggest::Guard& guard,
                                        SessionOptions options);

}  // namespace profgen::refine
