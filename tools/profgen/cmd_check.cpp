#include <iostream>
#include <nlohmann/json.hpp>

#include "profgen/policy.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

Json verdict_json(const std::string& file, const std::vector<Diagnostic>& diagnostics) {
  Json out{{"file", file}, {"accepted", !has_errors(diagnostics)}, {"diagnostics", Json::array()}};
  for (const Diagnostic& d : diagnostics)
    out["diagnostics"].push_back({{"line", d.at.line},
                                  {"column", d.at.column},
                                  {"severity", name_of(d.severity)},
                                  {"id", d.id},
                                  {"message", d.message}});
  return out;
}

}  // namespace

int run_check(const Call& call) {
  if (call.arguments.empty()) {
    std::cerr << "profgen: check needs FILE…\n";
    return exit_usage;
  }
  const auto files = real_files();
  policy::LoadOptions options = load_options(call.common);
  if (call.options.count("base") != 0) options.policy_dir = call.options["base"].as<std::string>();
  int code = exit_done;
  for (const std::string& file : call.arguments) {
    const Result<std::string> text = files->read(file);
    if (!text) {
      print_error(text.error());
      code = exit_code_of(text.error());
      continue;
    }
    std::vector<Diagnostic> diagnostics = policy::check_text(*files, file, text.value(), options);
    if (call.options.count("no-lint") != 0) {
      std::vector<Diagnostic> errors;
      for (Diagnostic& d : diagnostics)
        if (d.severity == Severity::error) errors.push_back(std::move(d));
      diagnostics = std::move(errors);
    }
    if (has_errors(diagnostics) && code == exit_done) code = exit_findings;
    if (call.common.json) {
      std::cout
          << verdict_json(file, diagnostics).dump(-1, ' ', false, Json::error_handler_t::replace)
          << "\n";
      continue;
    }
    print_diagnostics(diagnostics);
    if (!call.common.quiet)
      std::cout << file << ": " << (has_errors(diagnostics) ? "rejected" : "accepted") << "\n";
  }
  return code;
}

}  // namespace profgen::tool
