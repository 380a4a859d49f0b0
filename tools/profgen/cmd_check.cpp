#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "profgen/host.hpp"
#include "profgen/lint.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/policy_files.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

Json verdict_json(const std::string& file, bool accepted,
                  const std::vector<Diagnostic>& diagnostics) {
  Json out{{"file", file}, {"accepted", accepted}, {"diagnostics", Json::array()}};
  for (const Diagnostic& d : diagnostics) {
    Json one{{"line", d.at.line},
             {"column", d.at.column},
             {"severity", name_of(d.severity)},
             {"id", d.id},
             {"message", d.message}};
    if (!d.hint.empty()) one["hint"] = d.hint;
    // An include of it: line and column are that file's.
    if (d.file != file) one["file"] = d.file;
    out["diagnostics"].push_back(std::move(one));
  }
  return out;
}

// So that there is one object for each file.
void print_unread(const std::string& file, const Error& error) {
  const Diagnostic told{Severity::error, file, {0, 0}, error.reason, "unreadable", "", ""};
  std::cout
      << verdict_json(file, false, {told}).dump(-1, ' ', false, Json::error_handler_t::replace)
      << "\n";
}

int list_lints(const Call& call) {
  for (const policy::LintInfo& lint : policy::lints()) {
    if (call.common.json) {
      Json one{{"id", lint.id},
               {"level", policy::name_of(lint.level)},
               {"title", lint.title},
               {"advice", lint.advice}};
      if (!lint.also.empty()) one["also"] = lint.also;
      std::cout << one.dump() << "\n";
    } else {
      std::cout << fmt::format("{:<22} {:<8} {}\n", lint.id, policy::name_of(lint.level),
                               lint.title);
    }
  }
  return exit_done;
}

// ID=LEVEL[,ID=LEVEL…] into the options; 0 or an exit code, the reason printed.
int read_level(const std::string& word, policy::LintOptions& options) {
  for (const std::string_view piece : text::split(word, ',')) {
    const std::size_t equals = piece.find('=');
    const std::string_view id = piece.substr(0, equals);
    const auto level = policy::lint_level(
        equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1));
    if (!level)
      return refuse(fmt::format("--lint is `{}`", piece),
                    "it takes ID=LEVEL; the levels are off, info, warning and error");
    const auto lint = policy::find_lint(id);
    if (!lint && id != "all") {
      std::vector<std::string_view> known;
      for (const policy::LintInfo& one : policy::lints()) known.push_back(one.id);
      const std::string_view near = text::nearest(id, known);
      return refuse(fmt::format("there is no lint `{}`", id),
                    near.empty() ? "`profgen check --list-lints` lists them"
                                 : fmt::format("did you mean `{}`?", near));
    }
    options.levels[std::string(lint ? lint->id : id)] = *level;
  }
  return exit_done;
}

// What the options say of lint; nullopt: no lint. `code` is not 0 where they are wrong.
std::optional<policy::LintOptions> lint_options(const Call& call, int& code) {
  policy::LintOptions options;
  if (call.options.count("lint") != 0)
    for (const std::string& word : call.options["lint"].as<std::vector<std::string>>())
      if ((code = read_level(word, options)) != exit_done) return std::nullopt;
  if (call.options.count("no-lint") != 0) return std::nullopt;
  if (call.options.count("parser-version") != 0) {
    options.parser_version = call.options["parser-version"].as<std::string>();
    if (options.parser_version.empty() || options.parser_version.front() < '0' ||
        options.parser_version.front() > '9') {
      code = refuse("--parser-version is `" + options.parser_version + "`",
                    "it takes a number: 3.0.8");
      return std::nullopt;
    }
  } else if (call.common.root == "/") {
    // Below another root another compiler will take the profiles.
    options.parser_version = host::parser_version(*real_processes());
  }
  return options;
}

bool has_warnings(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& d : diagnostics)
    if (d.severity == Severity::warning) return true;
  return false;
}

std::string summary(const std::string& file, bool accepted,
                    const std::vector<Diagnostic>& diagnostics) {
  std::size_t warnings = 0, notes = 0;
  for (const Diagnostic& d : diagnostics) {
    if (d.severity == Severity::warning) ++warnings;
    if (d.severity == Severity::note) ++notes;
  }
  std::string out = text::printable(file) + ": " + (accepted ? "accepted" : "rejected");
  if (warnings != 0) out += ", " + counted(warnings, "warning");
  if (notes != 0) out += ", " + counted(notes, "note");
  return out;
}

}  // namespace

int run_check(const Call& call) {
  if (call.options.count("list-lints") != 0) return list_lints(call);
  int code = exit_done;
  const std::optional<policy::LintOptions> lint = lint_options(call, code);
  if (code != exit_done) return code;
  if (call.arguments.empty()) {
    std::cerr << "profgen: check needs FILE…\n";
    return exit_usage;
  }
  if (std::count(call.arguments.begin(), call.arguments.end(), "-") > 1) {
    return refuse("standard input can be read once only", "name files for the others");
  }
  const auto files = real_files();
  policy::LoadOptions options = load_options(call.common);
  if (call.options.count("base") != 0) options.policy_dir = call.options["base"].as<std::string>();
  const bool werror = call.options.count("werror") != 0;
  policy::Checker checker(*files, options, lint);
  for (const std::string& file : profile_files(*files, call.arguments)) {
    const Result<std::string> text = file == "-" ? standard_input() : files->read(file);
    if (!text) {
      if (call.common.json) print_unread(file, text.error());
      print_error(text.error());
      code = std::max(code, exit_code_of(text.error()));
      continue;
    }
    const std::string name = file == "-" ? "<stdin>" : file;
    std::vector<Diagnostic> diagnostics = checker.check(name, text.value());
    if (!lint) {
      std::vector<Diagnostic> errors;
      for (Diagnostic& d : diagnostics)
        if (d.severity == Severity::error) errors.push_back(std::move(d));
      diagnostics = std::move(errors);
    }
    const bool accepted = !has_errors(diagnostics) && !(werror && has_warnings(diagnostics));
    if (!accepted && code == exit_done) code = exit_findings;
    if (call.common.json) {
      std::cout << verdict_json(name, accepted, diagnostics)
                       .dump(-1, ' ', false, Json::error_handler_t::replace)
                << "\n";
      continue;
    }
    print_diagnostics(diagnostics);
    if (!call.common.quiet) std::cout << summary(name, accepted, diagnostics) << "\n";
  }
  return code;
}

}  // namespace profgen::tool
