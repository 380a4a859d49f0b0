#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "profgen/decisions.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/saving.hpp"
#include "tools/profgen/suggest_views.hpp"

namespace profgen::tool {

namespace {

// Answered as the guard answers, so that the file unedited is what `generate` would do.
int print_decisions(const Call& call, Inputs& inputs) {
  const auto answer = [&] {
    return refine::answer_unattended(inputs.evidence, inputs.policy, inputs.guard, inputs.session);
  };
  refine::Recommendation answered = answer();
  inputs.session.refused_lines = lines_refused_here(call, answered.outcome);
  if (!inputs.session.refused_lines.empty()) answered = answer();
  std::cout << refine::to_text(refine::decisions_of(answered, inputs.policy, inputs.session),
                               inputs.policy);
  if (inputs.code != exit_done) return inputs.code;
  return answered.answers.empty() ? exit_done : exit_findings;
}

}  // namespace

int run_suggest(const Call& call) {
  const std::string format = call.common.json ? "json" : call.options["format"].as<std::string>();
  static constexpr std::string_view formats[] = {"text", "rules",     "profile",
                                                 "diff", "decisions", "json"};
  if (std::find(std::begin(formats), std::end(formats), format) == std::end(formats)) {
    std::cerr << "profgen: there is no format `" << text::printable(format)
              << "`\n  hint: text, rules, profile, diff, decisions or json\n";
    return exit_usage;
  }
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  if (format == "decisions") return print_decisions(call, *inputs);
  const refine::Recommendation recommendation =
      refine::recommend(inputs->evidence, inputs->policy, inputs->guard, inputs->session);
  print_diagnostics(recommendation.outcome.problems);
  const Style style = style_for(call.common, 1);
  if (format == "text")
    print_text(recommendation, inputs->policy,
               {style, std::clamp<std::size_t>(output_width(), 80, 120), call.common.verbose});
  if (format == "rules") print_rules(recommendation);
  if (format == "json") print_json(recommendation, inputs->policy);
  if (format == "diff") print_diff(outcome_diff(recommendation.outcome, call.common.root), style);
  if (format == "profile")
    for (const FileChange& change : recommendation.outcome.changes) std::cout << change.after;
  if (inputs->code != exit_done) return inputs->code;
  return recommendation.answers.empty() ? exit_done : exit_findings;
}

}  // namespace profgen::tool
