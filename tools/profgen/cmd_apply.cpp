#include <iostream>

#include "base/text.hpp"
#include "profgen/decisions.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/policy_files.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {
namespace {

std::optional<refine::Decisions> load_decisions(const Call& call, const std::string& policy_dir,
                                                int& code) {
  const std::string& file = call.arguments.front();
  const Result<std::string> text = file == "-" ? standard_input() : real_files()->read(file);
  if (!text) {
    print_error(text.error());
    code = exit_code_of(text.error());
    return std::nullopt;
  }
  std::vector<Diagnostic> diagnostics;
  auto decisions =
      refine::read_decisions(file == "-" ? "<stdin>" : file, text.value(), policy_dir, diagnostics);
  print_diagnostics(diagnostics);
  if (!decisions) code = exit_findings;
  return decisions;
}

// Over the logs that stand behind the file.
std::optional<refine::Outcome> apply_with_logs(const Call& call, const refine::Decisions& decisions,
                                               std::vector<Diagnostic>& diagnostics, int& code) {
  Call logs = call;
  logs.arguments.erase(logs.arguments.begin());
  std::optional<Inputs> inputs = load_inputs(logs, code);
  if (!inputs) return std::nullopt;
  inputs->session.into_local = call.options.count("local") != 0;
  auto outcome =
      refine::apply(decisions, inputs->policy, inputs->evidence, inputs->session, diagnostics);
  code = outcome ? inputs->code : int{exit_findings};
  return outcome;
}

std::optional<refine::Outcome> apply_alone(const Call& call, const refine::Decisions& decisions,
                                           std::vector<Diagnostic>& diagnostics, int& code) {
  const auto files = real_files();
  const auto policy = policy::Policy::load(*files, load_options(call.common));
  for (const Diagnostic& diagnostic : policy.diagnostics())
    if (diagnostic.severity == Severity::error || call.common.verbose)
      std::cerr << render(diagnostic);
  refine::SessionOptions options;
  options.into_local = call.options.count("local") != 0;
  auto outcome = refine::apply(decisions, policy, diagnostics, options);
  code = outcome ? exit_done : exit_findings;
  return outcome;
}

}  // namespace

int run_apply(const Call& call) {
  if (call.arguments.empty()) {
    std::cerr << "profgen: apply needs a decision file\n"
                 "  hint: `profgen suggest --format=decisions > FILE` makes one\n";
    return exit_usage;
  }
  const bool dry = call.options.count("dry-run") != 0;
  int code = dry ? int{exit_done} : recover_saves(call);
  if (code != exit_done) return code;
  const auto decisions = load_decisions(call, load_options(call.common).policy_dir, code);
  if (decisions) {
    std::vector<Diagnostic> diagnostics;
    const bool logs = call.arguments.size() > 1;
    const auto outcome = logs ? apply_with_logs(call, *decisions, diagnostics, code)
                              : apply_alone(call, *decisions, diagnostics, code);
    print_diagnostics(diagnostics);
    if (outcome) {
      print_diagnostics(outcome->notes);
      print_diagnostics(outcome->problems);
      const Style style = style_for(call.common, 1);
      std::cout << (call.common.json ? outcome_json(*outcome) : outcome_text(*outcome, style));
      if (dry) {
        print_dry_run(call.common, *outcome);
      } else if (!outcome->changes.empty()) {
        const int saved = save_changes(call, outcome->changes);
        if (saved != exit_done) return saved;
      }
      if (code != exit_done) return code;
      return outcome->left.empty() && outcome->problems.empty() ? exit_done : exit_findings;
    }
  }
  std::cerr << "profgen: nothing was written\n";
  return code;
}

}  // namespace profgen::tool
