#include <algorithm>

#include "base/text.hpp"
#include "profgen/learn.hpp"

namespace profgen::inline v0::refine {

bool audit_daemon_runs(const Files& files, const std::string& proc) {
  const auto names = files.list(proc);
  if (!names) return false;
  return std::any_of(names->begin(), names->end(), [&](const std::string& name) {
    if (!text::to_number(name)) return false;
    const Result<std::string> comm = files.read(proc + "/" + name + "/comm");
    return comm && text::trim(comm.value()) == "auditd";
  });
}

std::string printk_rate_limit(const Files& files, const std::string& proc) {
  const Result<std::string> text = files.read(proc + "/sys/kernel/printk_ratelimit");
  return text ? std::string(text::trim(text.value())) : std::string();
}

Status set_printk_rate_limit(Processes& processes, const std::string& value) {
  // It comes from a file; sysctl would take more than a number.
  if (!text::to_number(value))
    return Error{ErrorKind::system, "set", "kernel.printk_ratelimit", "is no number: " + value};
  Command command;
  command.argv = {"sysctl", "-q", "-w", "kernel.printk_ratelimit=" + value};
  const Result<Finished> done = processes.run(command);
  if (!done) return done.error();
  if (done->exit_code != 0)
    return Error{ErrorKind::system, "set", "kernel.printk_ratelimit",
                 std::string(text::trim(done->errors))};
  return Unit{};
}

}  // namespace profgen::inline v0::refine
