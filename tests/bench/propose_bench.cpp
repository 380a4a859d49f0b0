// What a distinct event costs on its way to a proposal, against the installed policy (DESIGN,
// budgets: ≤ 20 µs), and what 100 000 of them cost to the changed files.
#include <benchmark/benchmark.h>

#include "bench/access_mix.hpp"
#include "profgen/refine.hpp"

namespace profgen::suggest {
namespace {

evidence::Evidence mixed(std::int64_t events) {
  bench::AccessMix mix(7);
  evidence::Evidence out;
  evidence::Seen seen;
  seen.counts[1] = 1;
  seen.programs = {"worker"};
  seen.sample = "type=AVC msg=audit(1795457100.001:7): apparmor=\"ALLOWED\" operation=\"open\"";
  for (std::int64_t i = 0; i < events; ++i) {
    bench::Did did = mix.next();
    out.add({"", std::move(did.profile)}, {std::move(did.access), false}, seen);
  }
  return out;
}

void per_event(benchmark::State& state, const evidence::Evidence& evidence) {
  state.counters["per_event"] = benchmark::Counter(
      static_cast<double>(evidence.distinct()) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void ProposeDistinct(benchmark::State& state, Generalise generalise) {
  const auto files = real_files();
  const policy::Policy policy = policy::Policy::load(*files, {});
  const evidence::Evidence evidence = mixed(state.range(0));
  Options options;
  options.generalise = generalise;
  for (auto _ : state) benchmark::DoNotOptimize(propose(evidence, policy, {}, options));
  per_event(state, evidence);
}
BENCHMARK_CAPTURE(ProposeDistinct, careful, Generalise::careful)
    ->Unit(benchmark::kMillisecond)
    ->Arg(10000)
    ->Arg(100000);
BENCHMARK_CAPTURE(ProposeDistinct, exact, Generalise::exact)
    ->Unit(benchmark::kMillisecond)
    ->Arg(100000);

void DecideDistinct(benchmark::State& state) {
  const auto files = real_files();
  const policy::Policy policy = policy::Policy::load(*files, {});
  const evidence::Evidence evidence = mixed(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(refine::decide_unattended(evidence, policy, default_guard(), {}));
  per_event(state, evidence);
}
BENCHMARK(DecideDistinct)->Unit(benchmark::kMillisecond)->Arg(10000)->Arg(100000);

}  // namespace
}  // namespace profgen::suggest
