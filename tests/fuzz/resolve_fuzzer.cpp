// A small policy directory, its files separated by lines of `%%`: loaded, resolved, judged,
// compiled and asked. Nothing crashes or hangs; what is told has a place in a file; the same
// question has the same answer.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/memory_files.hpp"
#include "profgen/policy.hpp"

namespace {

using namespace profgen;
using policy::Policy;

constexpr const char* names[] = {"/p/main",           "/p/tunables/global", "/p/abstractions/base",
                                 "/p/abstractions/a", "/p/local/b",         "/p/other"};

void require(bool holds) {
  if (!holds) std::abort();
}

MemoryFiles split(std::string_view input) {
  constexpr std::string_view separator = "\n%%\n";
  MemoryFiles files;
  for (const char* name : names) {
    const std::size_t end = input.find(separator);
    files.content[name] = std::string(input.substr(0, end));
    if (end == std::string_view::npos) break;
    input.remove_prefix(end + separator.size());
  }
  return files;
}

std::vector<Access> questions() {
  constexpr FilePerms r = file_perm::read, w = file_perm::write;
  return {FileAccess{"/etc/passwd", r, false},
          FileAccess{"/home/a/.x", r | w, true},
          FileAccess{std::string("/\0\xff*", 4), w, false},
          ExecAccess{"/usr/bin/ls", false, ""},
          LinkAccess{"/a", "/b", true},
          CapabilityAccess{"net_admin"},
          NetworkAccess{"inet", "stream", "tcp", 2, {"127.0.0.1", 80}, {"::1", 1}},
          UnixAccess{6, "stream", "@a", "none", "b"},
          DbusAccess{1, "system", "/a", "b.c", "D", "e.f", "g.h", "i"},
          SignalAccess{1, "term", "a"},
          PtraceAccess{2, "a"},
          MountAccess{MountKind::mount, "ext4", "/dev/sda", "/mnt/", {"rw", "nosuid"}},
          MountAccess{MountKind::umount, "", "", "/mnt/", {}},
          PivotRootAccess{"/a/", "/b/"},
          ChangeProfileAccess{"a//b", true, false},
          ChangeHatAccess{"h"},
          MqueueAccess{1, "posix", "/a", "b"},
          IoUringAccess{1, ""},
          UsernsAccess{},
          RlimitAccess{"nofile", 1000}};
}

void has_a_place(const Diagnostic& diagnostic, const MemoryFiles& files) {
  require(!diagnostic.message.empty() && !diagnostic.id.empty());
  (void)render(diagnostic);
  if (diagnostic.at.line == 0) return;
  const auto file = files.content.find(diagnostic.file);
  require(file != files.content.end());
  const Source source(file->first, file->second);
  const Position end = source.position(static_cast<std::uint32_t>(file->second.size()));
  require(diagnostic.at.line <= end.line && diagnostic.at.column >= 1);
  require(diagnostic.at.column <= source.line(diagnostic.at.line).size() + 2);  // "\r" and the end
}

// Every answer in one text.
std::string answers(const Policy& policy) {
  std::string out;
  const auto ask = [&out](const policy::Matcher& matcher) {
    for (const Access& access : questions()) {
      const policy::Coverage coverage = covers(matcher, access);
      out += static_cast<char>('0' + static_cast<int>(coverage.answer));
      out += std::to_string(coverage.missing) + coverage.exec;
      for (const policy::ResolvedRule* rule : coverage.by) out += to_text(rule->rule);
      const auto again = covers(matcher, access);
      require(again.answer == coverage.answer && again.by == coverage.by &&
              again.missing == coverage.missing && again.exec == coverage.exec);
    }
  };
  for (const policy::Profile& profile : policy.profiles()) {
    out += profile.name + "\n";
    ask(*profile.matcher);
    require(policy.find(profile.name, profile.name_space) != nullptr);
  }
  for (const policy::Abstraction& abstraction : policy.abstractions()) ask(*abstraction.matcher);
  (void)policy.attached_to("/usr/bin/ls");
  (void)policy.variable("HOME");
  (void)policy.abstractions_covering(questions().front());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFiles files = split({reinterpret_cast<const char*>(data), size});
  policy::LoadOptions options;
  options.policy_dir = "/p";
  options.working_dir = "/p";
  for (const auto& [path, text] : files.content) {
    require(policy::print(policy::parse(make_source(path, text))) == text);
    for (const Diagnostic& diagnostic : policy::check_text(files, path, text, options))
      has_a_place(diagnostic, files);
  }
  const Policy policy = Policy::load(files, options);
  const std::string first = answers(policy);
  for (const Diagnostic& diagnostic : policy.diagnostics()) has_a_place(diagnostic, files);
  for (const Diagnostic& diagnostic : policy.late_diagnostics()) has_a_place(diagnostic, files);
  const Policy again = Policy::load(files, options);
  require(again.diagnostics() == policy.diagnostics());
  require(answers(again) == first);
  return 0;
}
