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
#include <random>
#include <string>
#include <vector>

#include "profgen/evidence.hpp"
#include "profgen/system.hpp"

namespace profgen {
namespace {

std::string stamp(int serial) {
  return "msg=audit(1795457" + std::to_string(100 + serial % 800) +
         ".476:" + std::to_string(serial) + "): ";
}

// An AppArmor record like the recorded ones: some 250 bytes, one of about 3 000 accesses.
std::string record(std::mt19937& random, int serial) {
  const std::string pid = std::to_string(400 + random() % 3000);
  return "type=AVC " + stamp(serial) +
         "apparmor=\"ALLOWED\" operation=\"open\" class=\"file\" profile=\"/usr/sbin/daemon" +
         std::to_string(random() % 30) + "\" name=\"/usr/lib/x86_64-linux-gnu/library" +
         std::to_string(random() % 100) + ".so.6.0\" pid=" + pid +
         " comm=\"daemon\" requested_mask=\"rm\" denied_mask=\"rm\" fsuid=0 ouid=0\x1d"
         "FSUID=\"root\" OUID=\"root\"\n";
}

std::string other(std::mt19937& random, int serial) {
  return "type=SYSCALL " + stamp(serial) +
         "arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7f6a6ba18ed0 a2=90800 a3=0 "
         "items=0 ppid=1173 pid=" +
         std::to_string(random() % 30000) +
         " auid=4294967295 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=(none) "
         "ses=4294967295 comm=\"mm.py\" exe=\"/usr/bin/python3.11\" subj=unconfined key=(null)\n";
}

// A file of that many lines, of which `percent` are AppArmor's; gone at the end.
class Log {
 public:
  Log(int lines, unsigned percent) {
    std::string name = (std::filesystem::temp_directory_path() / "profgen-bench-XXXXXX").string();
    close(mkstemp(name.data()));
    path_ = name;
    std::ofstream out(path_, std::ios::binary);
    std::mt19937 random(1);
    for (int i = 0; i < lines; ++i)
      out << (random() % 100 < percent ? record(random, i) : other(random, i));
  }
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const Log& sparse() {
  static const Log log(1'500'000, 5);  // about 500 MB
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
  std::mt19937 random(2);
  std::vector<std::string> out;
  for (int i = 0; i < 20'000; ++i) out.push_back(record(random, i));
  return out;
}

void Records(benchmark::State& state) {
  std::string text;
  for (const std::string& line : records()) text += line;
  std::uint64_t events = 0;
  for (auto round : state)
    events += log::read_text(text, "bench", [](const Record&, const Event& event) {
                benchmark::DoNotOptimize(&event);
              }).events;
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(Records)->Unit(benchmark::kMillisecond);

void Libapparmor(benchmark::State& state) {
  // `class=` is unknown to old versions of it, which would then give up early.
  std::vector<std::string> lines = records();
  for (std::string& line : lines) {
    line.erase(line.find("class="), std::string("class=\"file\" ").size());
    line.pop_back();
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
