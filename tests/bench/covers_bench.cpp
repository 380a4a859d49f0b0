// What loading a policy and asking it costs (DESIGN, budgets): start on a tree of 2 000 profiles
// ≤ 0.15 s; a distinct event against a full /etc/apparmor.d ≤ 20 µs.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "bench/tree_files.hpp"
#include "policy/aare_sets.hpp"
#include "profgen/lint.hpp"
#include "profgen/policy.hpp"

namespace profgen::policy {
namespace {

MemoryFiles large_tree() { return bench::large_tree(2000); }

// Every file of the large tree: ≤ 60 ms CPU for 2.7 MB.
void ParseLargeTree(benchmark::State& state) {
  std::vector<SourcePtr> sources;
  std::int64_t bytes = 0;
  for (const auto& [path, text] : large_tree().content) {
    sources.push_back(make_source(path, text));
    bytes += static_cast<std::int64_t>(text.size());
  }
  for (auto _ : state)
    for (const SourcePtr& source : sources) benchmark::DoNotOptimize(parse(source));
  state.SetBytesProcessed(bytes * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(ParseLargeTree)->Unit(benchmark::kMillisecond);

void LoadInstalled(benchmark::State& state) {
  const auto files = real_files();
  for (auto _ : state) benchmark::DoNotOptimize(Policy::load(*files, {}));
}
BENCHMARK(LoadInstalled)->Unit(benchmark::kMillisecond);

void LoadLargeTree(benchmark::State& state) {
  const MemoryFiles files = large_tree();
  for (auto _ : state) benchmark::DoNotOptimize(Policy::load(files, {}));
}
BENCHMARK(LoadLargeTree)->Unit(benchmark::kMillisecond);

// Compiling one profile with the usual abstractions, and its first answer.
void FirstAnswer(benchmark::State& state) {
  const MemoryFiles files = large_tree();
  const Policy policy = Policy::load(files, {});
  int profile = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(covers(*policy.find("prog" + std::to_string(profile++))->matcher,
                                    FileAccess{"/etc/hosts", file_perm::read, false}));
}
BENCHMARK(FirstAnswer)->Unit(benchmark::kMicrosecond)->Iterations(500);

void AttachedTo(benchmark::State& state) {
  const MemoryFiles files = large_tree();
  Policy policy = Policy::load(files, {});
  for (auto _ : state) {
    policy.add_text("/etc/apparmor.d/one", "profile one /bin/one { }\n");
    benchmark::DoNotOptimize(policy.attached_to("/usr/bin/prog1"));
  }
}
BENCHMARK(AttachedTo)->Unit(benchmark::kMillisecond)->Iterations(5);

std::vector<FileAccess> distinct_accesses() {
  std::vector<FileAccess> accesses;
  for (int i = 0; i < 20000; ++i) {
    const std::string n = std::to_string(i);
    accesses.push_back({"/home/user" + n + "/.config/prog7/dir3/f" + n, file_perm::read, true});
    accesses.push_back({"/usr/share/locale/x" + n + "/LC_MESSAGES/y.mo", file_perm::read, false});
    accesses.push_back({"/var/lib/thing" + n + "/data.db", file_perm::write, false});
    accesses.push_back({"/proc/" + n + "/stat", file_perm::read, false});
  }
  return accesses;
}

void CoversDistinctPaths(benchmark::State& state) {
  const MemoryFiles files = large_tree();
  const Policy policy = Policy::load(files, {});
  const Profile* profile = policy.find("prog7");
  const auto accesses = distinct_accesses();
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(covers(*profile->matcher, accesses[i++ % accesses.size()]));
}
BENCHMARK(CoversDistinctPaths);

void AbstractionsCovering(benchmark::State& state) {
  const auto files = real_files();
  const Policy policy = Policy::load(*files, {});
  const auto accesses = distinct_accesses();
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(policy.abstractions_covering(accesses[i++ % accesses.size()]));
}
BENCHMARK(AbstractionsCovering);

// A profile is compiled, then asked: what a new profile of the usual size costs.
void BuildMatcher(benchmark::State& state) {
  const MemoryFiles files = large_tree();
  const Policy policy = Policy::load(files, {});
  std::vector<Rule> rules;
  for (const ResolvedRule& resolved : policy.find("prog7")->rules) rules.push_back(resolved.rule);
  for (auto _ : state) {
    const auto matcher = policy.matcher_of(rules);
    benchmark::DoNotOptimize(covers(*matcher, FileAccess{"/etc/hosts", file_perm::read, false}));
  }
}
BENCHMARK(BuildMatcher)->Unit(benchmark::kMicrosecond);

// Two patterns of a policy held against each other.
void PatternsOverlap(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(aare_overlaps("/{,usr/}{,s}bin/*", "/usr/**/l{s,n}"));
}
BENCHMARK(PatternsOverlap)->Unit(benchmark::kMicrosecond);

void PatternCovers(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(aare_covers({"/home/*/**", "/root/**"}, "{/home/*/,/root/}.cache/**"));
}
BENCHMARK(PatternCovers)->Unit(benchmark::kMicrosecond);

// Small profiles in one process: 70 000 in ≤ 10 s, so ≤ 140 µs each.
void CheckSmallProfile(benchmark::State& state) {
  const MemoryFiles files;
  Checker checker(files, {}, std::nullopt);
  int number = 0;
  for (auto _ : state) {
    const std::string n = std::to_string(number++);
    benchmark::DoNotOptimize(
        checker.check("p" + n, "profile p" + n + " /usr/bin/p" + n + " {\n  /etc/p" + n +
                                   ".conf r,\n  /usr/lib/** mr,\n  capability chown,\n}\n"));
  }
}
BENCHMARK(CheckSmallProfile)->Unit(benchmark::kMicrosecond);

void CoversCapability(benchmark::State& state) {
  const MemoryFiles files = large_tree();
  const Policy policy = Policy::load(files, {});
  const Profile* profile = policy.find("prog7");
  for (auto _ : state)
    benchmark::DoNotOptimize(covers(*profile->matcher, CapabilityAccess{"sys_admin"}));
}
BENCHMARK(CoversCapability);

}  // namespace
}  // namespace profgen::policy
