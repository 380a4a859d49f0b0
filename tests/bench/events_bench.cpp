// What reading a log costs (DESIGN, budgets): a log with 5 % AppArmor lines in ≤ 4 × the time of
// `rg -c apparmor=` on it; records only at ≥ 10 × the rate of libapparmor's parse_record().
// Compare the lines of one run: Sparse with Ripgrep, Records with Libapparmor.
#include <benchmark/benchmark.h>

// The header has a member of that name.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define namespace name_space
extern "C" {
#include <aalogparse/aalogparse.h>
}
#undef namespace

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "log_text.hpp"
#include "profgen/evidence.hpp"
#include "profgen/system.hpp"

namespace profgen {
namespace {

// A file of that many lines, of which `percent` are AppArmor's; gone at the end.
class Log {
 public:
  Log(int lines, unsigned percent) {
    std::string name = (std::filesystem::temp_directory_path() / "profgen-bench-XXXXXX").string();
    close(mkstemp(name.data()));
    path_ = name;
    std::ofstream out(path_, std::ios::binary);
    bench::LogText text(percent, 1);
    for (int i = 0; i < lines; ++i) out << text.line();
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const Log& sparse() {
  static const Log log(2'400'000, 5);  // about 500 MB
  return log;
}

void collect(benchmark::State& state, const std::string& path) {
  std::uint64_t events = 0;
  for (auto round : state) {
    evidence::Evidence evidence;
    const log::ReadReport report = log::read_logs(
        {path},
        [&evidence](const Record& record, const Event& event) { evidence.add(record, event); });
    benchmark::DoNotOptimize(evidence.distinct());
    events += report.events;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}

void Sparse(benchmark::State& state) { collect(state, sparse().path()); }
BENCHMARK(Sparse)->Unit(benchmark::kMillisecond)->UseRealTime();

void Ripgrep(benchmark::State& state) {
  const auto processes = real_processes();
  if (processes->find("rg").empty()) return state.SkipWithError("rg is not installed");
  Command command;
  command.argv = {"rg", "-c", "apparmor=", sparse().path()};
  for (auto round : state) benchmark::DoNotOptimize(processes->run(command));
}
BENCHMARK(Ripgrep)->Unit(benchmark::kMillisecond)->UseRealTime();

std::vector<std::string> records() {
  bench::LogText text(100, 2);
  std::vector<std::string> out;
  for (int i = 0; i < 20'000; ++i) out.push_back(text.line());
  return out;
}
std::string all_records() {
  std::string text;
  for (const std::string& line : records()) text += line;
  return text;
}

// Text to events.
void Records(benchmark::State& state) {
  const std::string text = all_records();
  std::uint64_t events = 0;
  for (auto round : state)
    events += log::read_text(text, "bench", [](const Record&, const Event& event) {
                benchmark::DoNotOptimize(&event);
              }).events;
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(Records)->Unit(benchmark::kMillisecond);

// Text to evidence.
void RecordsToEvidence(benchmark::State& state) {
  const std::string text = all_records();
  std::uint64_t events = 0;
  for (auto round : state) {
    evidence::Evidence evidence;
    events += log::read_text(text, "bench", [&evidence](const Record& record, const Event& event) {
                evidence.add(record, event);
              }).events;
    benchmark::DoNotOptimize(evidence.distinct());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(RecordsToEvidence)->Unit(benchmark::kMillisecond);

void Libapparmor(benchmark::State& state) {
  // Old versions of it give up early at a key that they do not know (`class=`, `requested=`), and
  // at some records altogether: only what it reads to the end is counted, for either side.
  std::vector<std::string> lines;
  for (std::string line : records()) {
    if (const std::size_t at = line.find(" class=\""); at != std::string::npos)
      line.erase(at, line.find('"', at + 8) + 1 - at);
    line.pop_back();
    std::string copy = line;
    aa_log_record* read = parse_record(copy.data());
    if (read->event != AA_RECORD_INVALID) lines.push_back(std::move(line));
    free_record(read);
  }
  for (auto round : state)
    for (std::string line : lines) {
      aa_log_record* read = parse_record(line.data());
      benchmark::DoNotOptimize(read);
      free_record(read);
    }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * lines.size()));
}
BENCHMARK(Libapparmor)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace profgen
