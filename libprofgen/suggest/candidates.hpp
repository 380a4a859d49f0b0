// The candidates of one ask, checked and ranked.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "suggest/abstractions.hpp"
#include "suggest/ask.hpp"
#include "suggest/proof.hpp"
#include "suggest/severity.hpp"
#include "suggest/siblings.hpp"
#include "suggest/variables.hpp"

namespace profgen::inline v0::suggest {

// What is known about one profile while its proposals are made.
struct ProfileView {
  std::string name;
  const policy::Profile* profile = nullptr;  // nullptr: new
  // By the text of their path, which lives as long as the policy.
  std::unordered_map<std::string_view, const policy::ResolvedRule*> own_files;
  Siblings siblings;
  AbstractionUse abstractions;
  // Its file includes tunables/global, which abstractions need.
  bool tunables = true;
};

[[nodiscard]] ProfileView view_of(std::string name, const policy::Profile* profile);

// A candidate with what it counts when candidates are compared.
struct Offer {
  Candidate candidate;
  double price = 0;  // of taking it, however many asks it answers
  double rank = 0;   // of its place behind the first: its price a question
};

class CandidateMaker {
 public:
  // Keeps references: both must outlive it.
  CandidateMaker(const policy::Policy& policy, const Options& options)
      : options_(options),
        severities_(options.severity_db.get()),
        variables_(policy),
        abstractions_(policy, severities_),
        prover_(policy) {}
  CandidateMaker(const CandidateMaker&) = delete;
  CandidateMaker& operator=(const CandidateMaker&) = delete;

  // Finds the abstractions that answer the ask and counts what each would answer: done for all asks
  // of a profile, then weigh() once, before make().
  void survey(Ask& ask, ProfileView& view);
  void weigh(ProfileView& view);
  // Best rank first, and how severe what is asked for is. Empty where the language has no rule for
  // it.
  [[nodiscard]] std::vector<Offer> make(Ask& ask, const ProfileView& view);
  // Cost, severity, price and rank of the rules of an offer; `burden` weighs a rule that will soon
  // be outdated.
  void rate(Offer& offer, double burden);

 private:
  void add_rules(std::vector<Offer>& to, const Ask& ask, const ProfileView& view,
                 CandidateKind kind, std::vector<policy::Rule> rules, double burden,
                 std::string reason);
  void add_file_forms(std::vector<Offer>& to, const Ask& ask, const std::string& path,
                      const ProfileView& view, const std::vector<policy::Rule>& literal);
  void add_wider(std::vector<Offer>& to, const Ask& ask, const ProfileView& view,
                 const std::vector<policy::Rule>& literal);
  void add_widened(std::vector<Offer>& to, const Ask& ask, const ProfileView& view,
                   const std::string& pattern);
  void add_abstractions(std::vector<Offer>& to, const Ask& ask, const ProfileView& view);

  const Options& options_;
  Severities severities_;
  Variables variables_;
  Abstractions abstractions_;
  Prover prover_;
};

}  // namespace profgen::inline v0::suggest
