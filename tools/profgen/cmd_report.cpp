#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "base/text.hpp"
#include "profgen/clock.hpp"
#include "profgen/report.hpp"
#include "profgen/rollout.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/saving.hpp"
#include "tools/profgen/time_option.hpp"

namespace profgen::tool {
namespace {

// What has to stand behind `profgen suggest` to see the same: how it was called, and the LOGs.
std::vector<std::string> arguments_of(const Call& call) {
  std::vector<std::string> out;
  const Common usual;
  if (call.common.root != usual.root) out.insert(out.end(), {"--root", call.common.root});
  if (call.common.policy_dir != usual.policy_dir)
    out.insert(out.end(), {"--policy-dir", call.common.policy_dir});
  if (!call.common.config.empty()) out.insert(out.end(), {"--config", call.common.config});
  out.insert(out.end(), call.arguments.begin(), call.arguments.end());
  return out;
}

suggest::ReadyInput ready_input(const Inputs& inputs, const policy::Policy& policy,
                                const suggest::Runs& runs,
                                const refine::Recommendation& recommendation) {
  return {inputs.evidence,
          policy,
          report::profiles_to_judge(recommendation, policy),
          inputs.logs != 0 ? &runs : nullptr,
          inputs.evidence_files == 0,
          inputs.losses,
          inputs.unread};
}

// The policy as it would be with the changes in it.
policy::Policy changed_policy(const Call& call, const Inputs& inputs,
                              const refine::Outcome& outcome) {
  policy::Policy policy = policy::Policy::load(*inputs.files, load_options(call.common));
  for (const FileChange& change : outcome.changes) policy.add_text(change.path, change.after);
  return policy;
}

// STATE/fleet/NAME/RUN.jsonl: the run of that name in that folder.
bool add_rollouts(const Call& call, std::vector<report::Rollout>& rollouts, int& code) {
  if (call.options.count("rollout") == 0) return true;
  static constexpr std::string_view looks[] = {"", "good", "warn", "bad"};
  const auto files = real_files();
  for (const std::string& path : call.options["rollout"].as<std::vector<std::string>>()) {
    const std::filesystem::path file = path;
    const fleet::RunPlace place{
        *files, file.has_parent_path() ? file.parent_path().string() : ".", {}};
    const auto told = fleet::tell_run(place, file.stem().string());
    if (!told) {
      print_error(told.error());
      code = exit_code_of(told.error());
      return false;
    }
    report::Rollout& rollout = rollouts.emplace_back();
    rollout.title = file.stem().string();
    for (const fleet::ToldEntry& entry : *told)
      rollout.rows.push_back({entry.time_us, entry.where, entry.what,
                              std::string(looks[static_cast<std::size_t>(entry.look)])});
  }
  return true;
}

int write_page(const Call& call, const std::string& page, std::size_t questions) {
  const auto& path = call.options["output"].as<std::string>();
  if (path == "-") {
    std::cout << page << std::flush;
    return exit_done;
  }
  if (const Status written = real_files()->replace(path, page); !written) {
    print_error(written.error());
    return exit_code_of(written.error());
  }
  if (!call.common.quiet)
    std::cerr << fmt::format("{}: {}, {} KiB\n", text::printable(path),
                             counted(questions, "proposed rule"), (page.size() + 1023) / 1024);
  return exit_done;
}

}  // namespace

int run_report(const Call& call) {
  if (call.options.count("output") == 0)
    return refuse("report needs to know where to write", "-o FILE.html (- is standard output)");
  suggest::ReadyOptions options;
  if (!read_time(call, "as-of", options.as_of_us)) return exit_usage;
  if (options.as_of_us == 0) options.as_of_us = real_clock()->now_us();

  int code = exit_done;
  std::vector<report::Rollout> rollouts;
  if (!add_rollouts(call, rollouts, code)) return code;
  suggest::Runs runs;
  report::Timeline timeline;
  const std::optional<Inputs> inputs = load_inputs(
      call, code, &runs,
      [&timeline](const Record& record, const Event& event) { timeline.add(record, event); });
  if (!inputs) return code;
  const refine::Recommendation recommendation =
      refine::recommend(inputs->evidence, inputs->policy, inputs->guard, inputs->session);
  print_diagnostics(recommendation.outcome.problems);
  const policy::Policy changed = changed_policy(call, *inputs, recommendation.outcome);

  report::PageInput page{recommendation, inputs->evidence, inputs->policy,
                         inputs->guard,  inputs->report,   timeline};
  page.sources = inputs->sources;
  page.losses = inputs->losses;
  for (const Error& failure : inputs->failures) page.unread.push_back(failure.text());
  page.evidence_files = inputs->evidence_files;
  page.refused_lines = lines_refused_here(call, recommendation.outcome);
  page.ready_now = suggest::judge_readiness_each(
      ready_input(*inputs, inputs->policy, runs, recommendation), options);
  page.ready_then =
      suggest::judge_readiness_each(ready_input(*inputs, changed, runs, recommendation), options);
  page.rollouts = std::move(rollouts);
  page.arguments = arguments_of(call);
  page.made_us = options.as_of_us;
  const int written = write_page(call, report::page(page), recommendation.answers.size());
  if (written != exit_done) return written;
  if (inputs->code != exit_done) return inputs->code;
  return recommendation.answers.empty() ? exit_done : exit_findings;
}

}  // namespace profgen::tool
