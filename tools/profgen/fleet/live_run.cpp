#include "tools/profgen/fleet/live_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/fleet/run_view.hpp"

namespace profgen::tool {
namespace {

std::atomic<bool> asked_to_stop{false};

void take_signal(int) { asked_to_stop = true; }

bool is_capable_terminal() {
  const char* term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

// What a person does next.
std::string next_step(const fleet::RunView& view, const std::string& state_dir) {
  const std::string run = text::printable(view.run);
  switch (view.state) {
    case fleet::RunState::done:
      return leaves_some_behind(view)
                 ? fmt::format("some nodes are behind; when they are back: profgen fleet resume {}",
                               run)
                 : std::string();
    case fleet::RunState::stopped:
      return fmt::format("go on: profgen fleet resume {0}; undo: profgen fleet rollback {0}", run);
    case fleet::RunState::running:
      return fmt::format("it did not end by itself; go on: profgen fleet resume {}", run);
    case fleet::RunState::rolled_back:
      return fmt::format("what was denied: profgen refine {}/{}.evidence",
                         text::printable(state_dir), run);
    case fleet::RunState::half_rolled_back:
      return fmt::format(
          "nodes that could not be reached have it still; when they are back: "
          "profgen fleet rollback {}",
          run);
    default:
      return {};
  }
}

}  // namespace

LiveRun::LiveRun(const Call& call)
    : call_(call),
      style_(style_for(call.common, 2)),
      redraws_(!call.common.quiet && !call.common.json && is_capable_terminal()) {}

fleet::Observer LiveRun::observer() {
  fleet::Observer observer;
  observer.changed = [this](const fleet::RunView& view) {
    if (call_.common.quiet) return;
    if (redraws_)
      draw(view);
    else
      tell(view);
  };
  return observer;
}

void LiveRun::draw(const fleet::RunView& view) {
  std::string text = run_view_text(view, style_);
  if (text == last_drawn_) return;
  std::string out;
  if (drawn_lines_ != 0) out = fmt::format("\x1b[{}A\r\x1b[J", drawn_lines_);
  out += text;
  std::cerr << out << std::flush;
  drawn_lines_ = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  last_drawn_ = std::move(text);
}

void LiveRun::tell(const fleet::RunView& view) {
  if (view.phase != last_phase_)
    std::cerr << fmt::format("profgen: {}\n", text::printable(view.phase));
  last_phase_ = view.phase;
  last_states_.resize(view.nodes.size(), fleet::NodeState::waiting);
  for (std::size_t i = 0; i < view.nodes.size(); ++i) {
    const fleet::NodeView& node = view.nodes[i];
    if (node.state == last_states_[i]) continue;
    last_states_[i] = node.state;
    if (!node.reason.empty())
      std::cerr << fmt::format("profgen: {}: {}: {}\n", text::printable(node.name),
                               name_of(node.state), text::printable(node.reason));
  }
}

void LiveRun::end() {
  if (drawn_lines_ != 0) std::cerr << fmt::format("\x1b[{}A\r\x1b[J", drawn_lines_) << std::flush;
  drawn_lines_ = 0;
  redraws_ = false;
}

StopOnSignal::StopOnSignal() {
  asked_to_stop = false;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, take_signal);
}

StopOnSignal::~StopOnSignal() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_DFL);
}

const std::atomic<bool>& StopOnSignal::stop() const { return asked_to_stop; }

std::vector<std::string> names_of(const fleet::RunView& view) {
  std::vector<std::string> out;
  for (const fleet::NodeView& node : view.nodes) out.push_back(node.name);
  return out;
}

int report_run(const Call& call, const std::string& state_dir, const Result<fleet::RunView>& view) {
  if (!view) {
    print_error(view.error());
    return exit_code_of(view.error());
  }
  print_run_view(call.common, *view);
  if (!call.common.quiet)
    if (const std::string next = next_step(*view, state_dir); !next.empty())
      std::cerr << "profgen: " << next << "\n";
  return code_of_run(*view);
}

}  // namespace profgen::tool
