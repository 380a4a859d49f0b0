// One question about a rule as the dialogue has it: the numbered options, those that were added by
// widening or typing, and the switches of `audit` and `owner`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "profgen/refine.hpp"
#include "refine/aa_wire.hpp"

namespace profgen::inline v0::refine {

class AaOptions {
 public:
  explicit AaOptions(suggest::Proposal proposal);

  [[nodiscard]] const suggest::Proposal& proposal() const { return proposal_; }
  [[nodiscard]] std::size_t size() const { return options_.size(); }
  [[nodiscard]] std::size_t selected() const { return selected_; }
  void select(std::size_t option) { selected_ = option; }
  // As they would be written with the switches set, each in one line.
  [[nodiscard]] std::vector<std::string> texts() const;
  [[nodiscard]] RuleAnswer answer(std::size_t option, Act act) const;
  // The lines that the answer would write, joined.
  [[nodiscard]] std::string text_of(std::size_t option, Act act) const;

  [[nodiscard]] bool is_include(std::size_t option) const;
  // The rule of an option whose path can be edited: one file rule with a path.
  [[nodiscard]] std::optional<policy::Rule> editable(std::size_t option) const;
  // Adds a rule as an option, or finds it among them, and selects it.
  void add(policy::Rule rule);

  [[nodiscard]] bool audit() const { return audit_; }
  void toggle_audit() { audit_ = !audit_; }
  // nullopt: there is nothing to switch, not all that was asked for was the task's own.
  [[nodiscard]] std::optional<bool> owner() const;
  void toggle_owner() { owner_ = !owner().value_or(false); }

  // What was asked for, as rules; empty where only an include answers it.
  [[nodiscard]] const std::vector<policy::Rule>& asked() const;
  // The keys, in aa-logprof's order. Allow is the default where it is so in a session
  // (allows_by_default()) and the best option is the first: front ends preselect that one.
  [[nodiscard]] std::vector<std::string> menu() const;
  [[nodiscard]] char default_key() const;

 private:
  using Option = std::variant<std::size_t, policy::Rule>;  // a candidate's place, or a rule

  suggest::Proposal proposal_;
  std::vector<Option> options_;
  std::size_t selected_ = 0;
  bool audit_ = false;
  std::optional<bool> owner_;
};

}  // namespace profgen::inline v0::refine
