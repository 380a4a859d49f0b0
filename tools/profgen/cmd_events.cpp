#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.hpp"
#include "node/events/workloads.hpp"
#include "profgen/follow.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/log_inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/progress.hpp"

namespace profgen::tool {
namespace {

std::string event_line(const Record& record, const Event& event, const Style& style) {
  const std::string& colour = event.verdict == Verdict::denied || event.verdict == Verdict::killed
                                  ? style.red
                              : event.verdict == Verdict::allowed ? style.yellow
                                                                  : style.dim;
  const bool nameless = std::holds_alternative<std::monostate>(event.access);
  std::string what = nameless ? text::printable(event.operation) : describe(event.access);
  if (!event.info.empty()) what += fmt::format(" [{}]", text::printable(event.info));
  return fmt::format("{:<19} {}{:<7}{} {:<30} {}{}{}{}\n", time_text(record.time_us), colour,
                     name_of(event.verdict), style.reset, text::printable(event.profile, 60), what,
                     event.comm.empty() ? "" : " by " + text::printable(event.comm),
                     record.workload.empty() ? "" : " in " + text::printable(record.workload),
                     record.trusted() ? "" : " (untrusted)");
}

// What --correlate found, behind the event.
std::string surroundings_text(const Surroundings& known) {
  std::string out;
  const std::pair<const char*, const std::string*> parts[] = {{"exe", &known.exe},
                                                              {"cwd", &known.cwd},
                                                              {"arguments", &known.arguments},
                                                              {"object", &known.object},
                                                              {"named", &known.object_name}};
  for (const auto& [name, value] : parts)
    if (!value->empty()) out += fmt::format("  {}: {}", name, text::printable(*value, 100));
  return out.empty() ? out : "        " + out + "\n";
}

void list_ignored(const log::ReadReport& report, bool as_json) {
  for (const auto& [reason, what] : report.ignored) {
    if (as_json) {
      const nlohmann::ordered_json line = {{"reason", json_text(reason)},
                                           {"count", what.count},
                                           {"example", json_text(what.example)}};
      std::cout << line.dump() << "\n";
      continue;
    }
    std::cout << fmt::format("{:>8}  {}\n          {}\n", what.count, text::printable(reason),
                             text::printable(what.example, 200));
  }
}

volatile std::sig_atomic_t stop_asked = 0;

void ask_to_stop(int) { stop_asked = 1; }

// Until a signal, or until no source can give more.
log::ReadReport follow(const std::vector<std::string>& sources, const log::FollowOptions& options,
                       const log::EventSink& sink) {
  struct sigaction action {};
  action.sa_handler = ask_to_stop;  // no SA_RESTART: waiting ends at once
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  constexpr int look_again_ms = 250;
  log::Follow following(sources, options);
  while (stop_asked == 0 && std::cout && following.step(sink, look_again_ms)) {
  }
  following.finish(sink);
  return following.report();
}

}  // namespace

int run_events(const Call& call) {
  const std::vector<std::string> sources = log_sources(call);
  if (sources.empty()) return exit_input;
  if (refuse_evidence(sources)) return exit_input;
  const bool ignored = call.options.count("ignored") != 0;
  const bool live = call.options.count("follow") != 0 ||
                    std::find(sources.begin(), sources.end(), "audit:") != sources.end();
  if (call.options.count("new") != 0 && !live) {
    std::cerr << "profgen: --new wants --follow: it leaves out what the logs hold already\n";
    return exit_usage;
  }
  const Style style = style_for(call.common, 1);
  log::EventSink print = [&](const Record& record, const Event& event) {
    if (ignored) return;
    std::cout << (call.common.json
                      ? log::to_json(record, event) + "\n"
                      : event_line(record, event, style) + surroundings_text(record.surroundings));
    if (live) std::cout.flush();
  };
  const auto machine = real_files();
  node::Workloads workloads(*machine, call.common.root);
  if (call.options.count("containers") != 0) print = workloads.before(std::move(print));
  const bool correlate = call.options.count("correlate") != 0;
  log::ReadReport report;
  if (live) {
    log::FollowOptions options;
    options.only_new = call.options.count("new") != 0;
    options.correlate = correlate;
    report = follow(sources, options, print);
  } else {
    log::ReadOptions options;
    options.correlate = correlate;
    report = read_logs_shown(call, sources, print, options, !ignored);
  }
  if (ignored) list_ignored(report, call.common.json);
  std::cout.flush();
  return report_reading(call, report);
}

}  // namespace profgen::tool
