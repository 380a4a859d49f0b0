#include "tools/profgen/learn_hands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "profgen/clock.hpp"
#include "profgen/ready.hpp"
#include "tools/profgen/host_tools.hpp"
#include "tools/profgen/learn_exercise.hpp"
#include "tools/profgen/ready_views.hpp"
#include "tools/profgen/refine_by_hand.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/saving.hpp"

namespace profgen::tool {

using refine::LearnChoice;
using refine::LearnPass;
using refine::LearnState;

namespace {

// The profile, and those that passes drafted for what it runs; top profiles only.
std::set<std::string> learned_profiles(const Call& call, const LearnState& state) {
  std::set<std::string> names{state.profile};
  if (state.drafted.empty()) return names;
  const auto files = real_files();
  policy::Policy policy = policy::Policy::empty(*files, load_options(call.common));
  for (const std::string& file : state.drafted) (void)policy.add_file(file);
  for (const policy::Profile& profile : policy.profiles())
    if (profile.name.find("//") == std::string::npos) names.insert(profile.name);
  return names;
}

bool is_below_any(const std::string& profile, const std::set<std::string>& names) {
  return names.count(profile.substr(0, profile.find("//"))) != 0;
}

}  // namespace

Hands::Hands(const LearnCall& learn, Terminal* terminal, std::string state_file)
    : learn_(learn), terminal_(terminal), state_file_(std::move(state_file)), logs_(learn.call) {
  logs_.arguments = learn.logs;
  if (!learn.logs.empty()) return;
  // The host's own, chosen once; what was rotated away is from before.
  logs_.options.insert({"follow", po::variable_value(boost::any(true), false)});
  logs_.arguments = log_sources(logs_);
  logs_.options.erase("follow");
}

std::int64_t Hands::now_us() { return real_clock()->now_us(); }

Status Hands::keep(const LearnState& state) {
  const auto files = real_files();
  const std::string folder = state_file_.substr(0, state_file_.rfind('/'));
  if (Status made = files->make_directories(folder, 0700); !made) return made;
  return files->replace(state_file_, refine::learn_state_text(state), 0600);
}

bool Hands::exercise(const LearnState& state) {
  const Call& call = learn_.call;
  Exercise what;
  what.profile = state.profile;
  what.sources = logs_.arguments;
  if (what.sources.empty()) {
    code_ = exit_input;
    return false;
  }
  if (call.options.count("wait") == 0) {
    what.argv = call.arguments;
    what.argv.front() = state.program;
  }
  if (call.options.count("for") != 0)
    what.most_us = parse_duration(call.options["for"].as<std::string>()).value_or(0);
  if (!call.common.quiet)
    std::cout << fmt::format("pass {}: {}{}\n", state.pass,
                             what.argv.empty()
                                 ? "use " + text::printable(state.program) + " now, started anew"
                                 : "running " + text::printable(text::join(what.argv, " ")),
                             terminal_ != nullptr ? "; any key ends the pass" : "");
  const Exercised done = exercise_program(call, terminal_, what);
  // With nobody there, who ends the program ends it all: the pass goes on another day.
  if (done == Exercised::stopped && terminal_ == nullptr && !what.argv.empty())
    code_ = exit_findings;
  else if (done != Exercised::failed)
    return true;
  else
    code_ = exit_system;
  return false;
}

std::optional<Inputs> Hands::read(const LearnState& state, std::int64_t from_us,
                                  suggest::Runs* runs) {
  const std::set<std::string> names = learned_profiles(learn_.call, state);
  const EventFilter only = [&names, from_us](const Record& record, const Event& event) {
    // A record without a time may be of this pass.
    const bool in_time = record.time_us == 0 || record.time_us >= from_us;
    return in_time && std::any_of(names.begin(), names.end(), [&](const std::string& name) {
             return refine::is_of_profile(event, name);
           });
  };
  std::optional<Inputs> inputs = load_inputs(logs_, code_, runs, {}, only);
  if (!inputs) return inputs;
  if (inputs->evidence_files != 0) {
    auto subjects = inputs->evidence.subjects();
    std::erase_if(subjects,
                  [&](const auto& one) { return !is_below_any(one.first.profile, names); });
    inputs->evidence = evidence::Evidence(std::move(subjects));
  }
  inputs->about = "learn " + state.profile;  // a session of its own beside those of `refine`
  inputs->session.new_in_complain = true;
  inputs->session.into_local = learn_.call.options.count("local") != 0;
  return inputs;
}

bool Hands::load_new(const std::vector<std::string>& made) {
  if (made.empty() || !learn_.no_kernel.empty()) return true;
  const auto files = real_files();
  const auto processes = real_processes();
  const auto kernel = kernel_to_change(learn_.call.common);
  if (kernel == nullptr) return true;
  const host::HostTools tools{*files, *processes, kernel.get(), saving_only(learn_.call)};
  code_ = report_outcome(learn_.call,
                         host::load_files(tools, made, load_options(learn_.call.common), false));
  return code_ == exit_done;
}

LearnPass Hands::by_guard(Inputs& inputs) {
  const auto decide = [&] {
    return refine::decide_unattended(inputs.evidence, inputs.policy, inputs.guard, inputs.session);
  };
  refine::Outcome outcome = decide();
  inputs.session.refused_lines = lines_refused_here(learn_.call, outcome);
  if (!inputs.session.refused_lines.empty()) outcome = decide();
  print_diagnostics(outcome.notes);
  print_diagnostics(outcome.problems);
  std::cout << outcome_text(outcome, style_for(learn_.call.common, 1));
  LearnPass pass;
  if (outcome.changes.empty()) return pass;
  code_ = save_changes(learn_.call, outcome.changes);
  if (code_ != exit_done) {
    pass.how = LearnPass::How::failed;
    return pass;
  }
  pass.wrote = true;
  for (const FileChange& change : outcome.changes)
    if (!change.before) pass.new_files.push_back(change.path);
  return pass;
}

LearnPass Hands::refine(const LearnState& state) {
  LearnPass pass;
  pass.how = LearnPass::How::failed;
  std::optional<Inputs> inputs = read(state, state.mark_us, nullptr);
  if (!inputs) return pass;
  if (terminal_ == nullptr) {
    pass = by_guard(*inputs);
  } else {
    const ByHand done = refine_by_hand(logs_, *terminal_, *inputs);
    pass.wrote = !done.written.empty();
    pass.new_files = done.made;
    pass.how = done.end == End::finished ? LearnPass::How::settled : LearnPass::How::left;
    // Left because it could not be saved, or not be gone on with.
    if (done.end == End::left && done.code != exit_findings) {
      pass.how = LearnPass::How::failed;
      code_ = done.code;
    }
  }
  if (!load_new(pass.new_files)) pass.how = LearnPass::How::failed;
  return pass;
}

LearnChoice Hands::offer_enforce(const LearnState& state) {
  suggest::Runs runs;
  const std::optional<Inputs> inputs = read(state, state.started_us, &runs);
  if (!inputs) return LearnChoice::failed;
  std::set<std::string> chosen;
  const std::set<std::string> names = learned_profiles(learn_.call, state);
  for (const policy::Profile& profile : inputs->policy.profiles())
    if (is_below_any(profile.name, names)) chosen.insert(profile.name);
  suggest::ReadyOptions options;
  options.as_of_us = now_us();
  options.loaded_at_us = state.mark_us;
  const suggest::ReadyInput input{
      inputs->evidence, inputs->policy, chosen, &runs, inputs->evidence_files == 0,
      inputs->losses,   inputs->unread};
  const suggest::Readiness readiness = suggest::judge_readiness(input, options);
  const Style style = style_for(learn_.call.common, 1);
  print_ready_text({readiness, options, state.profile, {}, true, false, inputs->losses}, style);
  if (terminal_ == nullptr) {
    const bool wanted = learn_.call.options.count("enforce") != 0;
    return wanted && readiness.ready() ? LearnChoice::enforce : LearnChoice::leave;
  }
  std::cout << fmt::format("\n  {}: (E)nforce now  {}(q)uit, stay in complain mode\n",
                           text::printable(state.profile),
                           learn_.logs.empty() ? "another (p)ass  " : "");
  for (;;) {
    const std::optional<int> key = terminal_->key();
    if (!key || *key == 'q' || *key == 'Q') return LearnChoice::leave;
    if (*key == 'e' || *key == 'E') return LearnChoice::enforce;
    if ((*key == 'p' || *key == 'P') && learn_.logs.empty()) return LearnChoice::another_pass;
  }
}

bool Hands::enforce(const LearnState& state) {
  const Call& call = learn_.call;
  const auto files = real_files();
  const auto processes = real_processes();
  const auto kernel = learn_.no_kernel.empty() ? kernel_to_change(call.common) : nullptr;
  const policy::Policy policy = policy::Policy::load(*files, load_options(call.common));
  std::vector<std::string> words = state.drafted;
  words.insert(words.begin(), state.profile);
  host::ModeChange change;
  change.mode = "enforce";
  change.with_children = true;
  code_ =
      report_outcome(call, host::change_mode({*files, *processes, kernel.get(), saving_only(call)},
                                             policy, words, change));
  return code_ == exit_done;
}

}  // namespace profgen::tool
