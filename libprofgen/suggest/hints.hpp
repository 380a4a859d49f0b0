// What a log says that no rule can mend.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/suggest.hpp"

namespace profgen::suggest {

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
  // Programs that ran in `//null-` children: what the kernel did not log of them.
  void second_pass(const evidence::Subject& subject);
  void undecided(const evidence::Subject& subject, std::size_t accesses);
  void undecided_program(const evidence::Subject& subject, const std::string& program);
  // Nothing in the language grants it, or nothing that we can write.
  void no_rule(const evidence::Subject& subject, const Access& access);
  void unconfined(const evidence::Subject& subject, std::size_t accesses);

  // Sorted by subject and id; one hint for all accesses of a kind, with an example.
  [[nodiscard]] std::vector<Hint> take() const;

 private:
  struct Found {
    std::size_t count = 0;
    std::string example;
  };
  void note(const evidence::Subject& subject, const std::string& id, std::string example,
            std::size_t count = 1);

  std::map<std::pair<evidence::Subject, std::string>, Found> found_;
};

}  // namespace profgen::suggest
