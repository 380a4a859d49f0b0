#include <iostream>

#include "profgen/policy.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/policy_files.hpp"

namespace profgen::tool {

int run_tree(const Call& call) {
  if (call.arguments.empty()) {
    std::cerr << "profgen: tree needs FILE…\n";
    return exit_usage;
  }
  const auto files = real_files();
  int code = exit_done;
  for (const std::string& file : call.arguments) {
    Result<std::string> text = file == "-" ? standard_input() : files->read(file);
    if (!text) {
      print_error(text.error());
      code = exit_code_of(text.error());
      continue;
    }
    const policy::Tree tree =
        policy::parse(make_source(file == "-" ? "<stdin>" : file, std::move(text.value())));
    if (call.options.count("as-text") != 0) {
      std::cout << policy::print(tree);
      continue;
    }
    std::cout << policy::dump(tree);
    print_diagnostics(tree.diagnostics);
    if (has_errors(tree.diagnostics) && code == exit_done) code = exit_findings;
  }
  return code;
}

}  // namespace profgen::tool
