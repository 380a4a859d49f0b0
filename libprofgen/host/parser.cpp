#include <string>
#include <string_view>

#include "base/text.hpp"
#include "host/parser_messages.hpp"
#include "profgen/host.hpp"
#include "profgen/kernel.hpp"

namespace profgen::inline v0::host {
namespace {

constexpr const char* default_policy_dir = "/etc/apparmor.d";

Command command_for(const std::string& program, std::vector<std::string> arguments) {
  Command command;
  command.argv.push_back(program);
  for (std::string& argument : arguments) command.argv.push_back(std::move(argument));
  command.environment["LC_ALL"] = "C";  // the messages are read
  // A busy small machine takes a minute and more for what abstractions come to.
  command.timeout_seconds = 300;
  return command;
}

// "3.0.8" of "AppArmor parser version 3.0.8"; "" where the parser does not say.
std::string version_of(Processes& processes, const std::string& program) {
  const Result<Finished> finished = processes.run(command_for(program, {"--version"}));
  if (!finished) return {};
  constexpr std::string_view word = "version ";
  const std::string& output = finished->output;
  const std::size_t at = output.find(word);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + word.size();
  return output.substr(begin, output.find_first_of(" \n", begin) - begin);
}

// Reads the text, looks up includes below the policy directory, asks nothing of the kernel.
Command reading(const std::string& program, const std::string& text,
                const policy::LoadOptions& options) {
  Command command = command_for(program, {"-Q", "-K"});
  if (options.policy_dir != default_policy_dir) {
    command.argv.emplace_back("--base");
    command.argv.push_back(options.policy_dir);
    // Searched before --base, which would come last otherwise: a policy directory's own tunables
    // would lose to those of a directory that is only there to complete it.
    if (!options.include_dirs.empty()) {
      command.argv.emplace_back("-I");
      command.argv.push_back(options.policy_dir);
    }
  }
  for (const std::string& directory : options.include_dirs) {
    command.argv.emplace_back("-I");
    command.argv.push_back(directory);
  }
  // Named as a file: without a name the parser does not say which include a message is about.
  command.argv.emplace_back(handed_over_as);
  command.input = text;
  return command;
}

}  // namespace

std::string parser_version(Processes& processes) {
  const std::string program = processes.find("apparmor_parser");
  return program.empty() ? std::string() : version_of(processes, program);
}

Result<ParserVerdict> ask_parser(Processes& processes, const std::string& path,
                                 const std::string& text, const policy::LoadOptions& options) {
  ParserVerdict verdict;
  const std::string program = processes.find("apparmor_parser");
  if (program.empty()) return verdict;
  verdict.version = version_of(processes, program);

  Command command = reading(program, text, options);
  // Nobody keeps the automaton, so it need not be small: making it so is nearly all of the time,
  // and grows faster than the rules.
  command.argv.insert(command.argv.begin() + 1, {"-O", "no-expr-simplify", "-O", "no-minimize"});
  const Result<Finished> finished = processes.run(command);
  if (!finished) return finished.error();

  const auto failed = [&](std::string reason) {
    return Error{ErrorKind::system, "check " + text::printable(path) + " with", program,
                 std::move(reason)};
  };
  if (finished->exit_code >= 128)
    return failed("it was ended by signal " + std::to_string(finished->exit_code - 128));
  // It goes on with its default then, and the answer would be about another policy.
  if (finished->errors.find("Error: basedir ") != std::string::npos)
    return failed("the policy directory " + text::printable(options.policy_dir) +
                  " is not a directory");
  verdict.diagnostics = parser_messages(finished->errors, path, text);
  verdict.state =
      finished->exit_code == 0 ? ParserVerdict::State::accepted : ParserVerdict::State::rejected;
  if (verdict.state == ParserVerdict::State::accepted) {
    // What it went on after was no error.
    for (Diagnostic& diagnostic : verdict.diagnostics) diagnostic.severity = Severity::warning;
    return verdict;
  }
  if (!has_errors(verdict.diagnostics)) {
    Diagnostic diagnostic;
    diagnostic.file = path;
    diagnostic.at = {0, 0};
    diagnostic.message = "apparmor_parser ended with code " + std::to_string(finished->exit_code) +
                         " and said nothing about it";
    diagnostic.id = "apparmor-parser";
    verdict.diagnostics.push_back(std::move(diagnostic));
  }
  return verdict;
}

Result<std::string> compile_policy(Processes& processes, const std::string& path,
                                   const std::string& text, const policy::LoadOptions& options,
                                   const std::vector<std::string>& arguments) {
  const auto failed = [&](std::string reason) {
    return Error{ErrorKind::system, "compile", text::printable(path), std::move(reason)};
  };
  const std::string program = processes.find("apparmor_parser");
  if (program.empty()) return failed("apparmor_parser is not installed (package apparmor)");
  Command command = reading(program, text, options);
  command.argv.insert(command.argv.begin() + 1, "--stdout");
  command.argv.insert(command.argv.begin() + 1, arguments.begin(), arguments.end());
  Result<Finished> finished = processes.run(command);
  if (!finished) return finished.error();
  if (finished->exit_code == 0) return std::move(finished->output);
  const std::vector<Diagnostic> said = parser_messages(finished->errors, path, text);
  return failed(said.empty()
                    ? "apparmor_parser ended with code " + std::to_string(finished->exit_code)
                    : said.front().message);
}

}  // namespace profgen::inline v0::host
