#include <algorithm>
#include <iostream>
#include <optional>
#include <utility>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "profgen/clock.hpp"
#include "profgen/ready.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/profile_arguments.hpp"
#include "tools/profgen/ready_views.hpp"
#include "tools/profgen/time_option.hpp"

namespace profgen::tool {
namespace {

using suggest::ReadyOptions;
using suggest::Untrusted;

bool read_untrusted(const Call& call, Untrusted& out) {
  constexpr std::pair<std::string_view, Untrusted> words[] = {
      {"refuse", Untrusted::refuse}, {"accept", Untrusted::accept}, {"ignore", Untrusted::ignore}};
  const auto& value = call.options["untrusted"].as<std::string>();
  const auto* const found = std::find_if(std::begin(words), std::end(words),
                                         [&](const auto& word) { return word.first == value; });
  if (found == std::end(words)) return refuse_value("untrusted", value, "refuse, accept or ignore");
  out = found->second;
  return true;
}

bool read_options(const Call& call, ReadyOptions& out) {
  if (call.options.count("quiet-for") != 0) {
    const auto& value = call.options["quiet-for"].as<std::string>();
    const std::optional<std::int64_t> duration = parse_duration(value);
    if (!duration)
      return refuse_value("quiet-for", value, "a number with s, m, h, d or w behind it: 7d, 1d12h");
    out.quiet_for_us = *duration;
  }
  out.min_runs = call.options.count("min-runs") == 0 ? 0 : call.options["min-runs"].as<unsigned>();
  out.accept_loss = call.options.count("accept-loss") != 0;
  return read_time(call, "as-of", out.as_of_us) && read_time(call, "loaded-at", out.loaded_at_us) &&
         read_untrusted(call, out.untrusted);
}

// How to see the rules that are missing.
std::string hint_of(const Call& call, const suggest::Readiness& readiness) {
  const bool missing =
      std::any_of(readiness.profiles.begin(), readiness.profiles.end(), [](const auto& profile) {
        return !profile.blocked.empty() || !profile.blocked_untrusted.empty();
      });
  if (!missing) return {};
  std::string logs;
  for (const std::string& log : call.arguments) logs += " " + text::printable(log);
  return "`profgen suggest" + logs + "` shows the rules that are missing, and why";
}

}  // namespace

int run_ready(const Call& given) {
  Call call = given;
  if (call.arguments.empty() || call.arguments.front().empty()) {
    std::cerr << "profgen: ready needs a PROFILE: a profile's name, or a file of profiles\n"
                 "  hint: `profgen ready --help`\n";
    return exit_usage;
  }
  ReadyOptions options;
  if (!read_options(call, options)) return exit_usage;
  const std::string asked_for = call.arguments.front();
  const ProfileArguments arguments = take_first_profile(*real_files(), call);
  int code = exit_done;
  suggest::Runs runs;
  std::optional<Inputs> inputs = load_inputs(call, code, &runs);
  if (!inputs) return code;
  std::set<std::string> chosen;
  if (!choose_profiles(inputs->policy, *inputs->files, arguments, chosen)) return exit_input;
  for (const Diagnostic& diagnostic : inputs->policy.late_diagnostics())
    if (diagnostic.severity == Severity::error) std::cerr << render(diagnostic);
  if (options.as_of_us == 0) options.as_of_us = real_clock()->now_us();

  const bool runs_known = inputs->logs != 0;
  const suggest::ReadyInput input{inputs->evidence,
                                  inputs->policy,
                                  chosen,
                                  runs_known ? &runs : nullptr,
                                  inputs->evidence_files == 0,
                                  inputs->losses,
                                  inputs->unread};
  const suggest::Readiness readiness = suggest::judge_readiness(input, options);
  const ReadyView view{readiness,     options,
                       asked_for,     hint_of(call, readiness),
                       runs_known,    call.options.count("all") != 0 || call.common.verbose,
                       inputs->losses};
  if (call.common.json)
    print_ready_json(view);
  else
    print_ready_text(view, style_for(call.common, 1));
  if (inputs->code != exit_done) return inputs->code;
  return readiness.ready() ? exit_done : exit_findings;
}

}  // namespace profgen::tool
