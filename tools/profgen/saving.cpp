#include "tools/profgen/saving.hpp"

#include <fmt/format.h>

#include <iostream>
#include <set>

#include "base/text.hpp"
#include "profgen/host.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/save_setup.hpp"

namespace profgen::tool {
namespace {

std::string parser_words(const host::SaveReport& report) {
  if (report.parser == host::ParserVerdict::State::not_installed)
    return "apparmor_parser is not installed: checked by profgen alone";
  return fmt::format("accepted by apparmor_parser {}", text::printable(report.parser_version));
}

// Standard output is the JSON's own.
std::ostream& told_on(const Call& call) { return call.common.json ? std::cerr : std::cout; }

Result<host::SaveReport> try_save(const Call& call, const std::vector<FileChange>& changes) {
  const auto files = real_files();
  const auto processes = real_processes();
  const SaveSetup setup = save_setup(call);
  return host::save(*files, *processes, changes, load_options(call.common), setup.options);
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

int recover_saves(const Call& call) {
  const auto files = real_files();
  const auto processes = real_processes();
  const SaveSetup setup = save_setup(call);
  const auto recovered =
      host::recover(*files, *processes, load_options(call.common), setup.options);
  if (!recovered) {
    print_error(recovered.error());
    return exit_code_of(recovered.error());
  }
  if (!*recovered) return exit_done;
  const host::Recovered& what = **recovered;
  std::cerr << fmt::format("profgen: `profgen {}` of {} by {} was cut short while it saved; ",
                           text::printable(what.save.command), time_text(what.save.time_us),
                           text::printable(what.save.user))
            << (what.put_back.empty() && what.left.empty() ? "it had written nothing\n"
                                                           : "it is undone\n");
  for (const std::string& path : what.put_back)
    std::cerr << "  put back " << text::printable(path) << "\n";
  for (const std::string& path : what.left)
    std::cerr << "  left as it is, somebody else changed it since: " << text::printable(path)
              << "\n";
  for (const std::string& path : what.loaded)
    std::cerr << "  loaded back " << text::printable(path) << "\n";
  if (!what.not_loaded.empty())
    std::cerr << "  not loaded: " << text::printable(what.not_loaded) << "\n";
  return exit_done;
}

SaveResult save_quietly(const Call& call, const std::vector<FileChange>& changes) {
  const Result<host::SaveReport> saved = try_save(call, changes);
  if (!saved) return {exit_code_of(saved.error()), {saved.error().text()}};
  SaveResult result;
  for (const Diagnostic& diagnostic : saved->diagnostics) result.told.push_back(render(diagnostic));
  if (!saved->accepted) {
    result.code = exit_system;
    result.told.emplace_back("Nothing was written, because a profile would not load.");
  } else if (!saved->written.empty()) {
    result.told.push_back(parser_words(saved.value()));
    if (!saved->not_loaded.empty())
      result.told.push_back("nothing was loaded: " + text::printable(saved->not_loaded));
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
  if (!saved->accepted) {
    std::cerr << "profgen: nothing was written, because a profile would not load\n";
    return exit_system;
  }
  print_saved(call, saved.value());
  if (!saved->written.empty()) told_on(call) << parser_words(saved.value()) << "\n";
  return exit_done;
}

void print_saved(const Call& call, const host::SaveReport& report) {
  std::ostream& out = told_on(call);
  for (const std::string& path : report.written) out << "wrote " << text::printable(path) << "\n";
  for (const std::string& path : report.removed) out << "removed " << text::printable(path) << "\n";
  for (const std::string& path : report.loaded) out << "loaded " << text::printable(path) << "\n";
  for (const std::string& name : report.still_loaded)
    out << "still loaded, without a file: " << text::printable(name) << "\n";
  if (!report.not_loaded.empty())
    out << "nothing was loaded: " << text::printable(report.not_loaded)
        << "; later: systemctl reload apparmor\n";
}

}  // namespace profgen::tool
