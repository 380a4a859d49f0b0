#include "tools/profgen/saving.hpp"

#include <fmt/format.h>

#include <iostream>
#include <set>

#include "base/text.hpp"
#include "profgen/host.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"

namespace profgen::tool {
namespace {

std::string parser_words(const host::SaveReport& report) {
  if (report.parser == host::ParserVerdict::State::not_installed)
    return "apparmor_parser is not installed: checked by profgen alone";
  return fmt::format("accepted by apparmor_parser {}", text::printable(report.parser_version));
}

Result<host::SaveReport> try_save(const Call& call, const std::vector<FileChange>& changes) {
  return host::save(*real_files(), *real_processes(), changes, load_options(call.common));
}

std::vector<std::string> decided_lines(const refine::Outcome& outcome) {
  std::set<std::string> lines;
  for (const refine::Decided& decided : outcome.decided)
    for (const std::string_view line : text::split(decided.text, '\n')) lines.emplace(line);
  return {lines.begin(), lines.end()};
}

}  // namespace

std::map<std::string, std::string> lines_refused_here(const Call& call,
                                                      const refine::Outcome& outcome) {
  const auto processes = real_processes();
  const policy::LoadOptions options = load_options(call.common);
  // Most of the time there is nothing to look for.
  bool rejected = false;
  for (const FileChange& change : outcome.changes) {
    const auto verdict = host::ask_parser(*processes, change.path, change.after, options);
    rejected = rejected || (verdict && verdict->state == host::ParserVerdict::State::rejected);
  }
  if (!rejected) return {};
  auto refused = host::refused_lines(*processes, decided_lines(outcome), options);
  return refused ? refused.value() : std::map<std::string, std::string>{};
}

SaveResult save_quietly(const Call& call, const std::vector<FileChange>& changes) {
  const Result<host::SaveReport> saved = try_save(call, changes);
  if (!saved) return {exit_code_of(saved.error()), {saved.error().text()}};
  SaveResult result;
  for (const Diagnostic& diagnostic : saved->diagnostics) result.told.push_back(render(diagnostic));
  if (saved->written.size() != changes.size()) {
    result.code = exit_system;
    result.told.emplace_back("Nothing was written, because a profile would not load.");
  } else if (!saved->written.empty()) {
    result.told.push_back(parser_words(saved.value()));
  }
  return result;
}

int save_changes(const Call& call, const std::vector<FileChange>& changes) {
  const Result<host::SaveReport> saved = try_save(call, changes);
  if (!saved) {
    print_error(saved.error());
    std::cerr << "profgen: nothing was written\n";
    return exit_code_of(saved.error());
  }
  print_diagnostics(saved->diagnostics);
  if (saved->written.size() != changes.size()) {
    std::cerr << "profgen: nothing was written, because a profile would not load\n";
    return exit_system;
  }
  for (const std::string& path : saved->written)
    std::cout << "wrote " << text::printable(path) << "\n";
  if (!saved->written.empty()) std::cout << parser_words(saved.value()) << "\n";
  return exit_done;
}

}  // namespace profgen::tool
