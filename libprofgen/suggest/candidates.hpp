// The candidates of one ask, checked and ranked.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "suggest/abstractions.hpp"
#include "suggest/ask.hpp"
#include "suggest/siblings.hpp"
#include "suggest/variables.hpp"

namespace profgen::suggest {

// What is known about one profile while its proposals are made.
struct ProfileView {
  std::string name;
  const policy::Profile* profile = nullptr;                      // nullptr: new
  std::map<std::string, const policy::ResolvedRule*> own_files;  // by the text of their path
  Siblings siblings;
  std::map<const policy::Abstraction*, std::size_t>
      covered_by;  // asks that each would answer;
                   // those that base answers: base only
  // Its file includes tunables/global, which abstractions need.
  bool tunables = true;
};

[[nodiscard]] ProfileView view_of(std::string name, const policy::Profile* profile);

class CandidateMaker {
 public:
  // Keeps references: both must outlive it.
  CandidateMaker(const policy::Policy& policy, const Options& options)
      : policy_(policy), options_(options), variables_(policy), abstractions_(policy) {}

  // Finds the abstractions that answer the ask and counts what each would answer: done for all asks
  // of a profile before make().
  void survey(Ask& ask, ProfileView& view);
  // Best first. Empty where the language has no rule for it.
  [[nodiscard]] std::vector<Candidate> make(const Ask& ask, const ProfileView& view);

 private:
  struct Ranked {
    Candidate candidate;
    double rank;
  };
  void add_rules(std::vector<Ranked>& to, const Ask& ask, const ProfileView& view,
                 CandidateKind kind, std::vector<policy::Rule> rules, double burden,
                 std::string reason) const;
  void add_file_forms(std::vector<Ranked>& to, const Ask& ask, const ProfileView& view,
                      const std::vector<policy::Rule>& literal);
  void add_wider(std::vector<Ranked>& to, const Ask& ask, const ProfileView& view,
                 const std::vector<policy::Rule>& literal);
  void add_widened(std::vector<Ranked>& to, const Ask& ask, const ProfileView& view,
                   const std::string& pattern) const;
  void add_abstractions(std::vector<Ranked>& to, const Ask& ask, const ProfileView& view);
  [[nodiscard]] bool grants(const std::vector<policy::Rule>& rules, const Ask& ask,
                            const ProfileView& view) const;

  const policy::Policy& policy_;
  const Options& options_;
  Variables variables_;
  Abstractions abstractions_;
};

}  // namespace profgen::suggest
