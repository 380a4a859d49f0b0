// What a log says that no rule can mend.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/suggest.hpp"

namespace profgen::inline v0::suggest {

class Hints {
 public:
  // Of an access that is not to become a rule, by its Seen::info and Seen::unusable.
  void unusable(const evidence::Subject& subject, const Access& access, const evidence::Seen& seen);
  // Of many accesses whose names were not kept apart.
  void crowd(const evidence::Subject& subject, const evidence::Key& key,
             const evidence::Seen& seen);
  // Of one that is: what its info= says that the rule alone does not mend.
  void beside_rule(const evidence::Subject& subject, const Access& access,
                   const evidence::Seen& seen);
  void missing_hat(const evidence::Subject& subject, const std::string& hat);
  // A profile that is named and that nobody has.
  void missing_target(const evidence::Subject& subject, const std::string& profile);
  // A profile that an answer needs and of which the log holds nothing.
  void empty_draft(const evidence::Subject& subject, const std::string& entered_from);
  // A program that ran in a `//null-` child, and what the kernel did not log of it.
  void second_pass(const evidence::Subject& subject, const std::string& program);
  // An access that was refused although the profile is in complain mode.
  void refused_in_complain(const evidence::Subject& subject, const Access& access);
  // A denial that the program evidently survives, with the rule that would silence it.
  void noisy_deny(const evidence::Subject& subject, const policy::Rule& rule);
  void log_loss(const std::string& what, std::uint64_t count, const std::string& source);
  // `since`: when something was missing last; 0: never.
  void complain_left_on(const evidence::Subject& subject, std::size_t accesses, std::int64_t since);
  void not_attached(const evidence::Subject& subject, const std::string& attachment,
                    const std::string& ran);
  void other_namespace(const evidence::Subject& subject, std::size_t proposals);
  void undecided(const evidence::Subject& subject, std::size_t accesses);
  void undecided_program(const evidence::Subject& subject, const std::string& program);
  // Nothing in the language grants it, or nothing that we can write.
  void no_rule(const evidence::Subject& subject, const Access& access);
  void unconfined(const evidence::Subject& subject, std::size_t accesses);

  // Sorted by subject and id; one hint for all accesses of a kind, with examples.
  [[nodiscard]] std::vector<Hint> take() const;

 private:
  struct Found {
    std::size_t count = 0;
    std::vector<std::string> examples;  // a few different ones
  };
  static constexpr std::size_t most_examples = 3;
  void note(const evidence::Subject& subject, const std::string& id, std::string example,
            std::size_t count = 1, std::size_t examples = 1);

  std::map<std::pair<evidence::Subject, std::string>, Found> found_;
};

}  // namespace profgen::inline v0::suggest
