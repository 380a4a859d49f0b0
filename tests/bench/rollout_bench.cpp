// What a whole rollout costs a node besides the transport, in CPU time: complain, four waves, no
// faults. Nodes are in memory (fleet/sim_transport.hpp); what the transport costs, which does their
// own work and has their end of the lines to read and write, is told apart. Limit: 1 ms a node at
// 10 000 nodes (DESIGN, 4).
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/memory_files.hpp"
#include "fleet/sim_transport.hpp"
#include "profgen/rollout.hpp"

namespace {

using namespace profgen;
using namespace profgen::fleet;

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// A transport, and what it costs.
class Timed : public Transport {
 public:
  explicit Timed(Transport& below) : below_(below) {}
  void ask(std::size_t node, std::shared_ptr<const std::string> line) override {
    const double begin = cpu_seconds();
    below_.ask(node, std::move(line));
    seconds += cpu_seconds() - begin;
  }
  std::optional<Answer> next(double wait) override {
    const double begin = cpu_seconds();
    auto answer = below_.next(wait);
    seconds += cpu_seconds() - begin;
    return answer;
  }
  void wait(double for_seconds) override { below_.wait(for_seconds); }
  [[nodiscard]] std::int64_t now_us() const override { return below_.now_us(); }

  double seconds = 0;

 private:
  Transport& below_;
};

Inventory bench_inventory(std::size_t nodes) {
  Inventory inventory;
  inventory.fleet = "bench";
  for (std::size_t i = 0; i < nodes; ++i) {
    Node node;
    node.name = "node" + std::to_string(i);
    node.labels["zone"] = std::to_string(i % 7);
    inventory.nodes.push_back(node);
  }
  inventory.strategy.spread = {"zone"};
  inventory.strategy.complain.bake_seconds = 60;
  inventory.strategy.enforce.bake_seconds = 30;
  return inventory;
}

std::string bench_bundle() {
  bundle::Bundle bundle;
  bundle.name = "bench";
  for (int i = 0; i < 10; ++i) {
    const std::string name = "program" + std::to_string(i);
    std::string text = "profile " + name + " /usr/bin/" + name + " {\n";
    for (int rule = 0; rule < 100; ++rule) text += "  /srv/" + std::to_string(rule) + "/** rw,\n";
    bundle.files.push_back({name, text + "}\n"});
    bundle.profiles.push_back({name, name, "enforce", {}});
  }
  return bundle::write(bundle);
}

void roll_out(benchmark::State& state, Files& files, const std::string& folder) {
  const auto nodes = static_cast<std::size_t>(state.range(0));
  const Inventory inventory = bench_inventory(nodes);
  const std::string bytes = bench_bundle();
  const std::atomic<bool> stop = false;
  std::size_t bytes_used = 0;
  int run = 0;
  double transport = 0;
  for (auto _ : state) {
    SimTransport sim(inventory, 1);
    Timed timed(sim);
    const std::size_t before = mallinfo2().uordblks;
    Observer observer;
    observer.changed = [&](const RunView& view) {
      if (view.phase == "wave 4 of 4: baking")
        bytes_used = std::max(bytes_used, mallinfo2().uordblks - before);
    };
    const double begin = cpu_seconds();
    const auto view = deploy(
        {files, folder, "bench"}, timed,
        {inventory, bytes, "", bundle::SignatureKind::none, "r" + std::to_string(++run), false},
        observer, stop);
    state.SetIterationTime(cpu_seconds() - begin - timed.seconds);
    transport += timed.seconds;
    if (!view || view->state != RunState::done) state.SkipWithError("the run did not end well");
  }
  state.counters["ms_a_node"] = benchmark::Counter(
      static_cast<double>(nodes) / 1000,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["transport_ms_a_node"] =
      transport * 1000 / static_cast<double>(state.iterations()) / static_cast<double>(nodes);
  state.counters["KiB_a_node"] =
      static_cast<double>(bytes_used) / 1024 / static_cast<double>(nodes);
}

void in_memory(benchmark::State& state) {
  MemoryFiles files;
  roll_out(state, files, "/state");
}
BENCHMARK(in_memory)
    ->Arg(100)
    ->Arg(1000)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime();

void journal_on_disk(benchmark::State& state) {
  const std::string folder =
      std::filesystem::temp_directory_path() / ("profgen-bench-" + std::to_string(::getpid()));
  const auto files = real_files();
  roll_out(state, *files, folder);
  std::filesystem::remove_all(folder);
}
BENCHMARK(journal_on_disk)->Arg(10'000)->Unit(benchmark::kMillisecond)->UseManualTime();

}  // namespace
