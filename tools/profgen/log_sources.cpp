// Which logs to read: those that were named, or what this host keeps.
#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "log/live/journal_source.hpp"
#include "log/sources.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

constexpr std::string_view journal_folder = "/var/log/journal";

// The file and what was rotated away from it, oldest first; empty if the file is not there.
std::vector<std::string> rotated_set(const Files& files, const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = path.substr(0, slash), name = path.substr(slash + 1);
  const auto names = files.list(folder);
  if (!names) return {};
  std::vector<std::string> found;
  for (const std::string& other : *names)
    if (log::is_rotation_of(name, other)) found.push_back(folder + "/" + other);
  log::sort_rotated(found);
  return found;
}

// Why a file that is there cannot be read; empty if it can, or is not there.
std::string refusal(const Files& files, const std::string& path) {
  if (!files.exists(path)) return {};
  // A look at the whole of a large log would be dear: opening it tells.
  return log::why_unreadable(path);
}

void tell(const Call& call, const std::string& what) {
  if (!call.common.quiet) std::cerr << "no LOG was named: reading " << what << "\n";
}

std::string set_text(const std::vector<std::string>& set) {
  if (set.size() == 1) return text::printable(set.back());
  return fmt::format("{} with its rotated {}", text::printable(set.back()),
                     counted(set.size() - 1, "file"));
}

}  // namespace

std::vector<std::string> log_sources(const Call& call) {
  if (!call.arguments.empty()) return call.arguments;
  const auto files = real_files();
  const bool following = call.options.count("follow") != 0;
  const auto choose = [&](std::vector<std::string> set) {
    if (following) set.erase(set.begin(), set.end() - 1);
    tell(call, set_text(set));
    return set;
  };
  // auditd takes the records away from the kernel log: where it runs, its files have them all.
  const std::string audit = call.common.under_root("/var/log/audit/audit.log");
  const std::string refused = refusal(*files, audit);
  if (!refused.empty())
    std::cerr << fmt::format(
        "profgen: warning: {}: {}; another log is read instead, which may not have every record\n",
        text::printable(audit), refused);
  else if (auto set = rotated_set(*files, audit); !set.empty())
    return choose(std::move(set));
  const std::string journal =
      call.common.root == "/" ? "journal:"
                              : "journal:" + call.common.under_root(std::string(journal_folder));
  if (log::JournalSource::open(journal)) {
    tell(call, journal);
    return {journal};
  }
  // syslog and messages hold what the message bus says, too; kern.log the kernel's lines alone.
  for (const char* path : {"/var/log/syslog", "/var/log/messages", "/var/log/kern.log"}) {
    const std::string name = call.common.under_root(path);
    if (!refusal(*files, name).empty()) continue;
    if (auto set = rotated_set(*files, name); !set.empty()) return choose(std::move(set));
  }
  std::cerr
      << "profgen: no log was named and this host keeps none that can be read at the usual "
         "places (audit.log, the journal, syslog)\n"
         "  hint: name LOG files, run as root, or pipe the journal: journalctl -o json | profgen "
         "suggest -\n";
  return {};
}

}  // namespace profgen::tool
