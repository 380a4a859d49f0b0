#include <algorithm>
#include <iostream>

#include "profgen/journal.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/policy_files.hpp"
#include "tools/profgen/refine_ways.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {

int refine_answers(const Call& call) {
  const std::string& file = call.options["answers"].as<std::string>();
  if (file == "-" &&
      std::find(call.arguments.begin(), call.arguments.end(), "-") != call.arguments.end())
    return refuse("standard input cannot be both the answers and a log", "name a file");
  const Result<std::string> text = file == "-" ? standard_input() : real_files()->read(file);
  if (!text) {
    print_error(text.error());
    return exit_code_of(text.error());
  }
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  inputs->session.grouped = true;
  inputs->session.into_local = call.options.count("local") != 0;
  refine::Session session(inputs->evidence, inputs->policy, inputs->session);
  const auto replayed = refine::replay(session, file == "-" ? "<stdin>" : file, text.value());
  if (!replayed) {
    print_error(replayed.error());
    return exit_code_of(replayed.error());
  }
  const refine::Outcome& outcome = replayed->outcome;
  print_diagnostics(replayed->diagnostics);
  print_diagnostics(outcome.notes);
  print_diagnostics(outcome.problems);
  const Style style = style_for(call.common, 1);
  std::cout << (call.common.json ? outcome_json(outcome) : outcome_text(outcome, style));
  if (call.options.count("dry-run") != 0) {
    print_dry_run(call.common, outcome);
  } else if (!outcome.changes.empty()) {
    code = save_changes(call, outcome.changes);
    if (code != exit_done) return code;
  }
  if (inputs->code != exit_done) return inputs->code;
  const bool whole =
      outcome.left.empty() && outcome.problems.empty() && replayed->diagnostics.empty();
  return whole ? exit_done : exit_findings;
}

}  // namespace profgen::tool
