#include <fmt/format.h>

#include <iostream>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "profgen/edit.hpp"
#include "profgen/host.hpp"
#include "profgen/ready.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/learn_hands.hpp"
#include "tools/profgen/learn_start.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/saving.hpp"
#include "tools/profgen/state_dir.hpp"

namespace profgen::tool {
namespace {

using refine::LearnEnd;
using refine::LearnPhase;
using refine::LearnState;

std::string why_no_kernel(const Call& call) {
  if (call.common.root != "/" && !call.common.root.empty())
    return "below --root no program is run and nothing is loaded";
  if (call.options.count("no-reload") != 0) return "--no-reload leaves the kernel as it is";
  if (call.common.policy_dir != "/etc/apparmor.d" && call.common.policy_dir != "/etc/apparmor.d/")
    return "the kernel's policy is that of /etc/apparmor.d, not of --policy-dir";
  const host::KernelState state = host::kernel_state();
  return state.enabled ? std::string() : state.why_not;
}

std::string phase_text(const LearnState& state) {
  switch (state.phase) {
    case LearnPhase::exercise:
      return fmt::format("pass {} is on", state.pass);
    case LearnPhase::refine:
      return fmt::format("pass {} is to be gone through", state.pass);
    case LearnPhase::enforce:
      return fmt::format("nothing new in pass {}; enforce mode is offered", state.pass);
    case LearnPhase::done:
      return fmt::format("in enforce mode since pass {}", state.pass);
  }
  return {};
}

void print_state(const LearnState& state) {
  const std::string since =
      state.started_us == 0 ? std::string() : ", begun " + time_text(state.started_us);
  std::cout << fmt::format("{} ({}): {}{}\n", text::printable(state.profile),
                           text::printable(state.file), phase_text(state), since);
}

void show_draft(const Call& call, const refine::Draft& draft) {
  if (!draft.change) {
    std::cout << fmt::format("{} of {} attaches already ({})\n", text::printable(draft.profile),
                             text::printable(draft.file), suggest::mode_word(draft.mode));
    return;
  }
  print_diff(
      edit::unified_diff(patch_name(draft.file, call.common.root), "", draft.change->after, true),
      style_for(call.common, 1));
}

int code_of(const refine::Learned& learned, int of_hands) {
  switch (learned.end) {
    case LearnEnd::enforced:
      return exit_done;
    case LearnEnd::left:
      return exit_findings;
    case LearnEnd::not_quiet:
      std::cout << "every pass brought something new: not ready for enforce mode\n";
      return exit_findings;
    case LearnEnd::failed:
      break;
  }
  if (!learned.why) return of_hands == exit_done ? int{exit_system} : of_hands;
  print_error(*learned.why);
  return exit_code_of(*learned.why);
}

// The state of another day; nullopt: there is none. `code` is not exit_done: told why.
std::optional<LearnState> state_of_before(const std::string& path, int& code) {
  const auto files = real_files();
  if (!files->exists(path)) return std::nullopt;
  const Result<std::string> text = files->read(path);
  const auto state =
      text ? refine::read_learn_state(path, text.value()) : Result<LearnState>(text.error());
  if (state) return state.value();
  print_error(state.error());
  code = exit_code_of(state.error());
  return std::nullopt;
}

int run_passes(const LearnCall& learn, LearnState& state, const std::string& state_file,
               Terminal* terminal) {
  refine::LearnOptions options;
  options.fixed_logs = !learn.logs.empty();
  if (terminal == nullptr) options.most_passes = learn.call.options["passes"].as<unsigned>();
  if (!options.fixed_logs) look_at_rate_limit(learn.call, state);
  Hands hands(learn, terminal, state_file);
  const refine::Learned learned = refine::learn(hands, state, options);
  if (!state.rate_limit.empty()) {
    restore_rate_limit(state);
    if (const Status kept = hands.keep(state); !kept) print_error(kept.error());
  }
  const int code = code_of(learned, hands.code());
  if (learned.end == LearnEnd::left && !learn.call.common.quiet)
    std::cout << "left: the same command goes on (`--status` tells how far it is)\n";
  return code;
}

int begin_or_go_on(const LearnCall& learn, const std::string& state_file,
                   std::optional<LearnState> state, const refine::Draft& draft,
                   Terminal* terminal) {
  const bool complain = !draft.change && draft.mode == policy::Mode::complain;
  // In complain mode again since it was learned: there is more to learn.
  const bool over = state && state->phase == LearnPhase::done && complain;
  if (state && state->profile == draft.profile && !draft.change && !over) {
    std::cout << "going on with ";
    print_state(*state);
    // Somebody may have switched it over meanwhile.
    if (!complain && state->phase != LearnPhase::done)
      if (const int code = put_in_complain(learn, draft); code != exit_done) return code;
  } else {
    state = LearnState{};
    state->program = draft.program;
    state->profile = draft.profile;
    state->file = draft.file;
    if (!complain || learn.no_kernel.empty())
      if (const int code = put_in_complain(learn, draft); code != exit_done) return code;
  }
  if (learn.logs.empty() && !learn.no_kernel.empty()) {
    const bool by_wish = host::kernel_state().enabled || learn.call.common.root != "/";
    return by_wish ? exit_findings : exit_system;
  }
  return run_passes(learn, *state, state_file, terminal);
}

}  // namespace

int run_learn(const Call& call) {
  if (call.arguments.empty() || call.arguments.front().empty())
    return refuse("learn needs a PROGRAM", "a path, or a name in PATH: profgen learn nginx --wait");
  if (call.options.count("for") != 0 && !parse_duration(call.options["for"].as<std::string>()))
    return refuse("--for is `" + text::printable(call.options["for"].as<std::string>()) + "`",
                  "a number with s, m, h or d behind it: 90s, 15m");
  LearnCall learn{call, {}, why_no_kernel(call), call.options.count("unattended") != 0};
  if (call.options.count("log") != 0)
    learn.logs = call.options["log"].as<std::vector<std::string>>();
  const bool looks_only = call.options.count("dry-run") != 0 || call.options.count("status") != 0;
  int code = looks_only ? int{exit_done} : recover_saves(call);
  if (code != exit_done) return code;
  const std::optional<refine::Draft> draft = make_draft(call, code);
  if (!draft) return code;
  const std::string state_file = refine::learn_state_path(
      state_dir(call.common), call.common.under_root(call.common.policy_dir), draft->program);
  std::optional<LearnState> state;
  if (call.options.count("new") == 0) state = state_of_before(state_file, code);
  if (code != exit_done) return code;
  if (call.options.count("status") != 0) {
    if (state)
      print_state(*state);
    else
      std::cout << "nothing was learned of " << text::printable(draft->program) << " yet\n";
    return state && state->phase == LearnPhase::done ? exit_done : exit_findings;
  }
  const bool passes = !learn.logs.empty() || learn.no_kernel.empty();
  if (!learn.no_kernel.empty())
    std::cerr << "profgen: " << text::printable(learn.no_kernel) << ": "
              << (passes ? "only files change\n"
                         : "only the draft is made; go on with --log LOG, captured elsewhere\n");
  if (call.options.count("dry-run") != 0) {
    show_draft(call, *draft);
    return exit_done;
  }
  if (!passes || learn.unattended) return begin_or_go_on(learn, state_file, state, *draft, nullptr);
  Terminal terminal;
  if (!terminal.usable())
    return refuse("learn needs a terminal", "--unattended lets the guard file decide");
  return begin_or_go_on(learn, state_file, state, *draft, &terminal);
}

}  // namespace profgen::tool
