// The commands of the program: one table for dispatch, --help, and later completion and man pages.
#pragma once

#include <boost/program_options.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace profgen::tool {

namespace po = boost::program_options;

// Exit codes (DESIGN, the command line).
enum Exit : int {
  exit_done = 0,
  exit_findings = 1,
  exit_usage = 2,
  exit_input = 3,
  exit_system = 4,
  exit_rolled_back = 5,
};

// Options that every command takes.
struct Common {
  std::string root = "/";  // treated as the file system's root
  std::string policy_dir = "/etc/apparmor.d";
  std::vector<std::string> include_dirs;
  std::string config;     // guard file; empty: the built-in guard
  std::string state_dir;  // of saves; empty: by user and root
  std::string color = "auto";
  bool quiet = false;
  bool verbose = false;
  bool json = false;

  [[nodiscard]] std::string under_root(const std::string& path) const;
};

struct Call {
  std::string words;  // the command line behind `profgen`, for people
  Common common;
  po::variables_map options;           // of the command itself
  std::vector<std::string> arguments;  // LOG…, FILE…
};

struct CommandInfo {
  std::string_view name;
  std::string_view arguments;  // "[LOG…] -o DIR"
  std::string_view summary;    // one line
  std::string_view details;    // a paragraph for --help
  void (*add_options)(po::options_description&);
  int (*run)(const Call&);
  // Of a group, as `fleet`, whose next word is one of these; it has no options and no run().
  std::span<const CommandInfo> (*subcommands)() = nullptr;
};

[[nodiscard]] std::span<const CommandInfo> commands();

// What the command line says; Common and the command's own options. Writes what is wrong or --help
// itself, and then gives the exit code.
struct Parsed {
  const CommandInfo* command = nullptr;  // nullptr: nothing to run, exit with `code`
  Call call;
  int code = exit_done;
};
[[nodiscard]] Parsed parse_command_line(int argc, const char* const* argv);

int run_apply(const Call& call);
int run_check(const Call& call);
int run_collect(const Call& call);
int run_diff(const Call& call);
int run_events(const Call& call);
int run_fmt(const Call& call);
int run_generate(const Call& call);
int run_guard(const Call& call);
int run_learn(const Call& call);
int run_load(const Call& call);
int run_merge(const Call& call);
int run_mode(const Call& call);
int run_park(const Call& call);
int run_ready(const Call& call);
int run_refine(const Call& call);
int run_report(const Call& call);
int run_suggest(const Call& call);
int run_tree(const Call& call);
int run_undo_last(const Call& call);
int run_unused(const Call& call);
int run_status(const Call& call);
int run_unconfined(const Call& call);
int run_verify(const Call& call);

}  // namespace profgen::tool
