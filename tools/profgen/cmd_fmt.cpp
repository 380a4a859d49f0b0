#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/text.hpp"
#include "profgen/edit.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/policy_files.hpp"

namespace profgen::tool {
namespace {

struct Wishes {
  bool check = false, diff = false;
  edit::FormatOptions format;
  [[nodiscard]] bool writes() const { return !check && !diff; }
};

// Nobody else wrote the file since it was read.
Status replace(Files& files, const std::string& path, const std::string& before,
               const std::string& after) {
  const Result<std::string> now = files.read(path);
  if (!now) return now.error();
  if (*now != before)
    return Error{ErrorKind::system, "format", path,
                 "somebody else changed it since it was read; it stays as it is"};
  return files.replace(path, after);
}

// For patch as it is; for a person coloured, with nothing in it that moves a cursor.
void show_diff(const Common& common, const std::string& diff) {
  const bool person = ::isatty(STDOUT_FILENO) == 1 || common.color == "always";
  std::cout << (person ? coloured_diff(diff, style_for(common, STDOUT_FILENO)) : diff);
}

int format_one(Files& files, const Call& call, const Wishes& wishes, const std::string& file) {
  const bool piped = file == "-";
  const std::string name = piped ? "<stdin>" : file;
  Result<std::string> text = piped ? standard_input() : files.read(file);
  if (!text) {
    print_error(text.error());
    return exit_code_of(text.error());
  }
  const policy::Tree tree = policy::parse(make_source(name, *text));
  print_diagnostics(tree.diagnostics);
  const Result<std::string> formatted = edit::format(tree, wishes.format);
  if (!formatted) {
    print_error(formatted.error());
    // What a file says is a finding; the file could be read.
    return formatted.error().kind == ErrorKind::input ? exit_findings
                                                      : exit_code_of(formatted.error());
  }
  const bool changes = *formatted != *text;
  if (wishes.writes() && piped) {
    std::cout << *formatted;
    return exit_done;
  }
  if (!changes) return exit_done;
  if (wishes.diff)
    show_diff(call.common, edit::unified_diff(piped ? "stdin" : file, *text, *formatted));
  else if (wishes.check && !call.common.quiet)
    std::cout << text::printable(name) << "\n";
  if (!wishes.writes()) return exit_findings;
  if (const Status written = replace(files, file, *text, *formatted); !written) {
    print_error(written.error());
    return exit_code_of(written.error());
  }
  if (!call.common.quiet) std::cout << "formatted " << text::printable(name) << "\n";
  return exit_done;
}

}  // namespace

int run_fmt(const Call& call) {
  if (call.arguments.empty()) {
    std::cerr << "profgen: fmt needs FILE…\n"
                 "  hint: - formats standard input; a folder stands for the policy files in it\n";
    return exit_usage;
  }
  Wishes wishes;
  wishes.check = call.options.count("check") != 0;
  wishes.diff = call.options.count("diff") != 0;
  wishes.format.sort = call.options.count("keep-order") == 0;
  const auto files = real_files();
  int code = exit_done;
  for (const std::string& file : policy_files(*files, call.arguments))
    code = std::max(code, format_one(*files, call, wishes, file));
  return code;
}

}  // namespace profgen::tool
