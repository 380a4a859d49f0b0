#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"

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
  return fmt::format("{:<19} {}{:<7}{} {:<30} {}{}{}\n", time_text(record.time_us), colour,
                     name_of(event.verdict), style.reset, text::printable(event.profile, 60), what,
                     event.comm.empty() ? "" : " by " + text::printable(event.comm),
                     record.trusted() ? "" : " (untrusted)");
}

void list_ignored(const log::ReadReport& report) {
  for (const auto& [reason, what] : report.ignored)
    std::cout << fmt::format("{:>8}  {}\n          {}\n", what.count, text::printable(reason),
                             text::printable(what.example, 200));
}

}  // namespace

int run_events(const Call& call) {
  const std::vector<std::string> sources = log_sources(call);
  if (sources.empty()) return exit_input;
  const bool ignored = call.options.count("ignored") != 0;
  const Style style = style_for(call.common, 1);
  const log::ReadReport report =
      log::read_logs(sources, [&](const Record& record, const Event& event) {
        if (ignored) return;
        std::cout << (call.common.json ? log::to_json(record, event) + "\n"
                                       : event_line(record, event, style));
      });
  if (ignored) list_ignored(report);
  std::cout.flush();
  return report_reading(call, report);
}

}  // namespace profgen::tool
