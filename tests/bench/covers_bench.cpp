// What loading a policy and asking it costs (DESIGN, budgets): start on a tree of 2 000 profiles
// ≤ 0.15 s; a distinct event against a full /etc/apparmor.d ≤ 20 µs.
#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

#include "base/memory_files.hpp"
#include "profgen/policy.hpp"

namespace profgen::policy {
namespace {

constexpr const char* installed = "/etc/apparmor.d";

// The installed policy with 2 000 more profiles of the usual size (about 1.3 kB each).
MemoryFiles large_tree() {
  MemoryFiles memory;
  const auto real = real_files();
  const std::function<void(const std::string&)> copy = [&](const std::string& directory) {
    const auto names = real->list(directory);
    if (!names) return;
    for (const std::string& name : *names) {
      const std::string path = directory + "/" + name;
      const auto info = real->info(path);
      if (info && info->type == FileInfo::Type::directory) {
        copy(path);
      } else if (auto text = real->read(path)) {
        memory.content[path] = *text;
      }
    }
  };
  copy(installed);
  for (int i = 0; i < 2000; ++i) {
    const std::string n = std::to_string(i);
    std::string text =
        "abi <abi/3.0>,\ninclude <tunables/global>\n\nprofile prog" + n + " /{,usr/}bin/prog" + n +
        " flags=(complain) {\n  include <abstractions/base>\n"
        "  include <abstractions/nameservice>\n\n  capability net_admin,\n"
        "  network inet stream,\n  network netlink raw,\n\n  @{PROC}/@{pid}/stat r,\n";
    for (int rule = 0; rule < 22; ++rule)
      text += "  owner @{HOME}/.config/prog" + n + "/dir" + std::to_string(rule) + "/** rwk,\n";
    text += "  /usr/bin/prog" + n + " mr,\n\n  include if exists <local/prog" + n + ">\n}\n";
    memory.content[std::string(installed) + "/prog" + n] = text;
  }
  return memory;
}

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
