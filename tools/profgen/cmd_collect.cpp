#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <tuple>

#include "base/text.hpp"
#include "evidence/output_file.hpp"
#include "node/events/workloads.hpp"
#include "profgen/evidence_file.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/log_inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/progress.hpp"

namespace profgen::tool {
namespace {

// What the former runs have told, and what this one makes of it.
struct SinceLast {
  std::unique_ptr<evidence::EvidenceFile> base;  // nullptr: this is the first run
  std::vector<evidence::Cursor> cursors;
  std::map<std::string, std::string> continues;

  // Positions carry the number of their cursor.
  [[nodiscard]] std::vector<log::Position> resume() const {
    std::vector<log::Position> positions;
    for (std::size_t i = 0; i < cursors.size(); ++i) {
      positions.push_back(cursors[i].position);
      positions.back().mark = std::to_string(i);
    }
    return positions;
  }
  void take(const evidence::Evidence& evidence, const std::vector<log::Position>& positions) {
    for (const log::Position& position : positions) {
      // A log without a whole line is known by nothing yet: it is read from its start again.
      if (position.fingerprint.empty()) continue;
      evidence::Cursor cursor{position, {}};
      cursor.position.mark.clear();
      for (const evidence::Source& source : evidence.sources())
        if (source.name == position.source) cursor.source_id = source.id;
      const auto number = text::to_number(position.mark);
      if (!number || *number >= cursors.size()) {
        cursors.push_back(std::move(cursor));
        continue;
      }
      evidence::Cursor& standing = cursors[static_cast<std::size_t>(*number)];
      if (!standing.source_id.empty()) {
        if (!cursor.source_id.empty()) continues[cursor.source_id] = standing.source_id;
        cursor.source_id = standing.source_id;
      }
      standing = std::move(cursor);
    }
    keep_newest();
  }

 private:
  // Logs go away in the end. What was read last is kept.
  void keep_newest() {
    constexpr std::size_t most = 1000;
    std::stable_sort(cursors.begin(), cursors.end(), [](const auto& a, const auto& b) {
      return a.position.reference_us > b.position.reference_us;
    });
    if (cursors.size() > most) cursors.resize(most);
    std::sort(cursors.begin(), cursors.end(), [](const auto& a, const auto& b) {
      return std::tie(a.position.source, a.position.fingerprint, a.position.tail) <
             std::tie(b.position.source, b.position.fingerprint, b.position.tail);
    });
  }
};

void summarise(const Call& call, const std::string& output, const evidence::Collected& collected) {
  if (collected.crowds != 0)
    std::cerr << fmt::format(
        "profgen: warning: {} of too many names to keep apart: no rule comes of them "
        "(`jq 'select(.crowd)'` on the evidence shows them)\n",
        counted(collected.crowds, "crowd"));
  if (!call.common.quiet)
    std::cerr << fmt::format("wrote {}: {} from {}\n", text::printable(output),
                             counted(collected.accesses, "distinct access"),
                             counted(collected.sources.size(), "source"));
}

}  // namespace

int run_collect(const Call& call) {
  if (call.options.count("output") == 0)
    return refuse("where is the evidence to go?", "-o FILE (FILE.zst is compressed, - is stdout)");
  const auto output = call.options["output"].as<std::string>();
  const bool since_last = call.options.count("since-last") != 0;
  if (since_last && output == "-")
    return refuse("--since-last goes on from the file that it writes", "name a file with -o");
  const std::vector<std::string> arguments = log_sources(call);
  if (arguments.empty()) return exit_input;
  LogInputs inputs = split_inputs(arguments);

  // From here to the end nobody else goes on from the same file.
  auto file = evidence::OutputFile::create(output);
  if (!file) {
    print_error(file.error());
    return exit_code_of(file.error());
  }
  SinceLast last;
  if (since_last && real_files()->exists(output)) {
    auto base = evidence::EvidenceFile::open(output);
    if (!base) {
      print_error(base.error());
      return exit_code_of(base.error());
    }
    last.base = std::move(*base);
    last.cursors = last.base->head().cursors;
    inputs.evidence.erase(std::remove(inputs.evidence.begin(), inputs.evidence.end(), output),
                          inputs.evidence.end());
  }

  evidence::Evidence evidence;
  if (last.base) evidence.duplicates().remember(last.base->head().recent);
  log::ReadOptions options;
  options.resume = last.resume();
  options.whole_lines = since_last;
  options.correlate = call.options.count("correlate") != 0;
  if (call.options.count("host") != 0) options.host = call.options["host"].as<std::string>();
  log::EventSink sink = [&evidence](const Record& record, const Event& event) {
    evidence.add(record, event);
  };
  const auto machine = real_files();
  node::Workloads workloads(*machine, call.common.root);
  if (call.options.count("containers") != 0) sink = workloads.before(std::move(sink));
  log::ReadReport report;
  if (!inputs.logs.empty()) report = read_logs_shown(call, inputs.logs, sink, options);
  evidence.note(report);
  int code = inputs.logs.empty() ? int{exit_done} : report_reading(call, report);

  evidence::Inputs joined;
  joined.evidence = &evidence;
  joined.files = inputs.evidence;
  joined.base = last.base.get();
  if (since_last) {
    last.take(evidence, report.positions);
    joined.continues = last.continues;
    joined.cursors = last.cursors;
    joined.recent = evidence.duplicates().recent();
  }
  const Result<evidence::Collected> collected = evidence::collect(joined, **file);
  if (!collected) {
    print_error(collected.error());
    return exit_code_of(collected.error());
  }
  if (report_evidence(call, *collected) != exit_done) code = exit_input;
  if (code != exit_done && report.lines == 0 && collected->files == 0) {
    std::cerr << fmt::format("profgen: nothing could be read, {} is as it was\n",
                             text::printable(output));
    return code;
  }
  if (Status committed = (*file)->commit(); !committed) {
    print_error(committed.error());
    return exit_code_of(committed.error());
  }
  summarise(call, output, *collected);
  return code;
}

}  // namespace profgen::tool
