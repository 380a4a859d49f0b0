// What a person or the guard does between the steps of learning.
#pragma once

#include <string>

#include "profgen/learn.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/learn_start.hpp"
#include "tools/profgen/terminal.hpp"

namespace profgen::tool {

class Hands : public refine::LearnHands {
 public:
  // `terminal` is nullptr where nobody is asked.
  Hands(const LearnCall& learn, Terminal* terminal, std::string state_file);

  [[nodiscard]] std::int64_t now_us() override;
  Status keep(const refine::LearnState& state) override;
  bool exercise(const refine::LearnState& state) override;
  refine::LearnPass refine(const refine::LearnState& state) override;
  refine::LearnChoice offer_enforce(const refine::LearnState& state) override;
  bool enforce(const refine::LearnState& state) override;
  // Why a step failed.
  [[nodiscard]] int code() const { return code_; }

 private:
  // The logs from a time on.
  [[nodiscard]] std::optional<Inputs> read(const refine::LearnState& state, std::int64_t from_us,
                                           suggest::Runs* runs);
  refine::LearnPass by_guard(Inputs& inputs);
  bool load_new(const std::vector<std::string>& made);

  const LearnCall& learn_;
  Terminal* terminal_;
  std::string state_file_;
  Call logs_;  // with the LOGs as its arguments
  int code_ = exit_done;
};

}  // namespace profgen::tool
