#include "host/saves/check.hpp"

#include "host/checkable.hpp"
#include "host/saves/includers.hpp"
#include "host/saves/paths.hpp"

namespace profgen::inline v0::host {
namespace {

class Checking {
 public:
  Checking(const Files& files, Processes& processes, Staged& staged,
           const policy::LoadOptions& options, policy::LoadOptions for_parser, SaveReport& report)
      : files_(files),
        processes_(processes),
        staged_(staged),
        options_(options),
        for_parser_(std::move(for_parser)),
        report_(report) {}

  Status text_of(const FileChange& change) {
    const Checkable checkable = checkable_text(change.path, change.after, options_.policy_dir);
    std::vector<Diagnostic> ours =
        policy::parse(make_source(change.path, checkable.text)).diagnostics;
    const bool refused_by_us = has_errors(ours);
    tell(in_file_lines(std::move(ours), change.path, checkable));
    // The compiler would say the same again, less clearly.
    if (refused_by_us) return refuse();
    Result<ParserVerdict> verdict =
        ask_parser(processes_, change.path, checkable.text, for_parser_);
    if (!verdict) return verdict.error();
    if (report_.parser != ParserVerdict::State::rejected) report_.parser = verdict->state;
    report_.parser_version = verdict->version;
    tell(in_file_lines(std::move(verdict->diagnostics), change.path, checkable));
    if (verdict->state == ParserVerdict::State::rejected) return refuse();
    if (verdict->state == ParserVerdict::State::accepted) return Unit{};
    // Nobody else looks at includes, variables and conflicts then.
    std::vector<Diagnostic> meaning;
    for (Diagnostic& diagnostic :
         policy::check_text(staged_.files(), change.path, checkable.text, options_))
      if (diagnostic.file == change.path) meaning.push_back(std::move(diagnostic));
    const bool good = !has_errors(meaning);
    tell(in_file_lines(std::move(meaning), change.path, checkable));
    return good ? Status(Unit{}) : refuse();
  }

  // A profile with what it includes as that will be. What was wrong with it before is no reason to
  // refuse.
  Status reader(const std::string& path) {
    const auto text = staged_.files().read(path);
    if (!text) return text.error();
    Result<ParserVerdict> after = ask_parser(processes_, path, *text, for_parser_);
    if (!after) return after.error();
    std::vector<Diagnostic> found = std::move(after->diagnostics);
    bool wrong = after->state == ParserVerdict::State::rejected;
    if (after->state == ParserVerdict::State::not_installed) {
      found = policy::check_text(staged_.files(), path, *text, options_);
      wrong = has_errors(found);
    }
    if (!wrong || was_wrong(path, *text, after->state)) return Unit{};
    tell(std::move(found));
    return refuse();
  }

 private:
  Status refuse() {
    report_.accepted = false;
    return Unit{};
  }

  void tell(std::vector<Diagnostic> diagnostics) {
    for (Diagnostic& diagnostic : diagnostics) {
      // A staged file is told as the one that it stands for.
      if (is_below(diagnostic.file, for_parser_.policy_dir))
        diagnostic.file =
            options_.policy_dir + diagnostic.file.substr(for_parser_.policy_dir.size());
      report_.diagnostics.push_back(std::move(diagnostic));
    }
  }

  bool was_wrong(const std::string& path, const std::string& text, ParserVerdict::State asked) {
    if (asked == ParserVerdict::State::not_installed)
      return has_errors(policy::check_text(files_, path, text, options_));
    const Result<ParserVerdict> before = ask_parser(processes_, path, text, options_);
    return before && before->state == ParserVerdict::State::rejected;
  }

  const Files& files_;
  Processes& processes_;
  Staged& staged_;
  const policy::LoadOptions& options_;
  policy::LoadOptions for_parser_;
  SaveReport& report_;
};

}  // namespace

Status check_changes(Files& files, Processes& processes, SaveStore& store, Staged& staged,
                     const std::vector<FileChange>& changes, const policy::LoadOptions& options,
                     SaveReport& report) {
  // In the process's own terms, so that messages name files as the user does, until a directory of
  // ours has to be searched.
  Result<policy::LoadOptions> for_parser = staged.parser_options(files, store);
  if (!for_parser) return for_parser.error();
  const policy::LoadOptions absolute = absolute_options(options);
  if (for_parser->policy_dir == absolute.policy_dir) for_parser = options;
  Checking checking(files, processes, staged, options, std::move(*for_parser), report);
  std::set<std::string> locals, texts;
  for (const FileChange& change : changes) {
    if (Status status = checking.text_of(change); !status) return status;
    const std::string path = absolute_path(change.path);
    texts.insert(path);
    if (is_below(path, absolute.policy_dir + "/local")) locals.insert(path);
  }
  // Of abstractions and tunables the readers may be all profiles of a host.
  if (!report.accepted || locals.empty()) return Unit{};
  for (const std::string& path : staged.readers(locals))
    if (texts.count(path) == 0)
      if (Status status = checking.reader(path); !status) return status;
  return Unit{};
}

}  // namespace profgen::inline v0::host
