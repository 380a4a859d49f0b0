#include "tools/profgen/log_inputs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>

#include "base/text.hpp"
#include "evidence/output_file.hpp"
#include "log/sources.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

namespace fs = std::filesystem;

// Whether what waits in a pipe is evidence; nothing is taken out of it.
bool pipe_holds_evidence() {
  constexpr std::size_t enough = 65536;
  std::array<int, 2> copy{};
  if (pipe2(copy.data(), O_CLOEXEC) != 0) return false;
  const ssize_t count = tee(STDIN_FILENO, copy[1], enough, 0);
  std::string head(count > 0 ? static_cast<std::size_t>(count) : 0, '\0');
  if (count > 0 && read(copy[0], head.data(), head.size()) != count) head.clear();
  close(copy[0]);
  close(copy[1]);
  return evidence::begins_as_evidence(head);
}

bool is_evidence(const std::string& path) {
  struct stat info {};
  if (path == "-" && fstat(STDIN_FILENO, &info) == 0 && S_ISFIFO(info.st_mode))
    return pipe_holds_evidence();
  return evidence::is_evidence_file(path);
}

// What a run that was killed left behind.
bool is_leftover(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  constexpr std::string_view suffix = evidence::temporary_suffix;
  return name.size() > suffix.size() + 1 && name[0] == '.' &&
         name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
}

void split_folder(const std::string& folder, LogInputs& out) {
  std::vector<std::string> logs;
  bool mixed = false;
  for (std::string& path : log::expand_sources({folder}).files) {
    const bool evidence = evidence::is_evidence_file(path);
    mixed = mixed || evidence || is_leftover(path);
    if (evidence)
      out.evidence.push_back(std::move(path));
    else if (!is_leftover(path))
      logs.push_back(std::move(path));
  }
  // A folder of logs alone is left to their reader: it says what is wrong with it.
  if (!mixed) logs = {folder};
  out.logs.insert(out.logs.end(), logs.begin(), logs.end());
}

}  // namespace

LogInputs split_inputs(const std::vector<std::string>& arguments) {
  LogInputs out;
  for (const std::string& argument : arguments) {
    std::error_code ignored;
    if (argument != "-" && fs::is_directory(argument, ignored))
      split_folder(argument, out);
    else
      (is_evidence(argument) ? out.evidence : out.logs).push_back(argument);
  }
  log::sort_rotated(out.logs);
  std::sort(out.evidence.begin(), out.evidence.end());
  for (std::vector<std::string>* names : {&out.logs, &out.evidence})
    names->erase(std::unique(names->begin(), names->end()), names->end());
  return out;
}

bool refuse_evidence(const std::vector<std::string>& arguments) {
  const LogInputs inputs = split_inputs(arguments);
  if (inputs.evidence.empty()) return false;
  print_error({ErrorKind::input, "show the events of", inputs.evidence.front(),
               "evidence keeps no single events, but one record of each access: look at it with "
               "`jq .sample`, or name the log"});
  return true;
}

int report_evidence(const Call& call, const evidence::Collected& collected) {
  for (const Error& failure : collected.failures) print_error(failure);
  std::map<std::string, std::uint64_t> losses;
  // Without evidence files these are what report_reading() said.
  for (const evidence::Source& source : collected.sources)
    for (const auto& [what, count] : source.losses)
      if (collected.files != 0) losses[what] += count;
  for (const auto& [what, count] : losses)
    std::cerr << fmt::format(
        "profgen: warning: the logs of this evidence are not complete: {} ({})\n",
        text::printable(what), counted(count, "time"));
  if (!call.common.quiet && collected.files != 0)
    std::cerr << fmt::format("read {} with {} of {}\n", counted(collected.files, "evidence file"),
                             counted(collected.accesses, "distinct access"),
                             counted(collected.sources.size(), "source"));
  return collected.failures.empty() ? exit_done : exit_input;
}

}  // namespace profgen::tool
