#include <filesystem>
#include <iostream>

#include "tools/profgen/inputs.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {
namespace {

namespace fs = std::filesystem;

// The same changes for another folder: what stands there is replaced, the policy directory is only
// read.
std::vector<FileChange> moved_to(const std::string& directory, const std::string& policy_dir,
                                 std::vector<FileChange> changes) {
  std::error_code error;
  if (fs::equivalent(directory, policy_dir, error)) return changes;
  const auto files = real_files();
  for (FileChange& change : changes) {
    const fs::path inside = fs::path(change.path).lexically_relative(policy_dir);
    const bool outside = inside.empty() || *inside.begin() == "..";
    change.path =
        (fs::path(directory) / (outside ? fs::path(change.path).filename() : inside)).string();
    const Result<std::string> standing = files->read(change.path);
    change.before = standing ? std::optional<std::string>(standing.value()) : std::nullopt;
  }
  return changes;
}

}  // namespace

int run_generate(const Call& call) {
  const bool dry = call.options.count("dry-run") != 0;
  if (!dry && call.options.count("output") == 0) {
    std::cerr << "profgen: generate needs to know where to write\n"
                 "  hint: -o DIR, or --dry-run to see the diff only\n";
    return exit_usage;
  }
  int code = dry ? int{exit_done} : recover_saves(call);
  if (code != exit_done) return code;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  inputs->session.into_local = call.options.count("local") != 0;
  const auto decide = [&] {
    return refine::decide_unattended(inputs->evidence, inputs->policy, inputs->guard,
                                     inputs->session);
  };
  refine::Outcome outcome = decide();
  // One rule that is newer than this host's parser must not hold up all the others.
  inputs->session.refused_lines = lines_refused_here(call, outcome);
  if (!inputs->session.refused_lines.empty()) outcome = decide();
  print_diagnostics(outcome.notes);
  print_diagnostics(outcome.problems);
  const Style style = style_for(call.common, 1);
  std::cout << (call.common.json ? outcome_json(outcome) : outcome_text(outcome, style));
  if (dry) {
    print_dry_run(call.common, outcome);
  } else if (!outcome.changes.empty()) {
    const auto changes = moved_to(call.options["output"].as<std::string>(),
                                  inputs->policy.options().policy_dir, outcome.changes);
    code = save_changes(call, changes);
    if (code != exit_done) return code;
  }
  if (inputs->code != exit_done) return inputs->code;
  if (!outcome.problems.empty()) return exit_findings;
  return outcome.left.empty() ? exit_done : exit_findings;
}

}  // namespace profgen::tool
