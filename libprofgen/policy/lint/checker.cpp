#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.hpp"
#include "policy/check_text.hpp"
#include "policy/findings.hpp"
#include "policy/lint/suppressions.hpp"
#include "policy/lint/table.hpp"
#include "profgen/lint.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr std::array<std::pair<std::string_view, LintLevel>, 5> level_words = {{
    {"off", LintLevel::off},
    {"info", LintLevel::info},
    {"warning", LintLevel::warning},
    {"error", LintLevel::error},
    {"note", LintLevel::info},  // as diagnostics call it
}};

Severity severity_of(LintLevel level) {
  return level == LintLevel::error     ? Severity::error
         : level == LintLevel::warning ? Severity::warning
                                       : Severity::note;
}

LintLevel level_of(const LintInfo& lint, const LintOptions& options) {
  for (const std::string_view name : {lint.id, lint.also, std::string_view("all")}) {
    const auto found = name.empty() ? options.levels.end() : options.levels.find(name);
    if (found != options.levels.end()) return found->second;
  }
  return lint.level;
}

// What the comments themselves do wrong.
void judge_suppressions(LintContext& context, const std::vector<Suppression>& suppressions,
                        std::string_view id) {
  std::vector<std::string_view> known;
  for (const Lint& lint : lint_table()) known.push_back(lint.info.id);
  for (const Suppression& one : suppressions) {
    if (one.foreign) continue;
    const auto lint = find_lint(one.id);
    const Span span{one.offset, one.comment.end};
    if (id == "unknown-suppression" && !lint) {
      const std::string_view near = text::nearest(one.id, known);
      context.report(span, "there is no lint `" + one.id + "`",
                     near.empty() ? "`profgen check --list-lints` lists them"
                                  : "did you mean `" + std::string(near) + "`?");
    }
    // What is switched off may be found elsewhere: its comment has a use.
    if (id == "unused-suppression" && lint && !one.used &&
        level_of(*lint, context.options) != LintLevel::off)
      context.report(span, "nothing here is found by `" + one.id + "`", "remove the comment");
  }
}

std::vector<Diagnostic> run_lints(LintContext& context) {
  std::vector<Suppression> suppressions = suppressions_of(context.file.tree);
  bool applied = false;
  for (const Lint& lint : lint_table()) {
    const LintLevel level = level_of(lint.info, context.options);
    if (level == LintLevel::off || context.findings.size() >= maximum_findings) continue;
    context.id = lint.info.id;
    context.severity = severity_of(level);
    context.comparisons = context.questions = 0;
    if (lint.run != nullptr) {
      lint.run(context);
      continue;
    }
    if (!applied) apply_suppressions(context.source, suppressions, context.findings);
    applied = true;
    judge_suppressions(context, suppressions, lint.info.id);
  }
  if (!applied) apply_suppressions(context.source, suppressions, context.findings);
  std::vector<Diagnostic> out;
  for (LintFinding& finding : context.findings) out.push_back(std::move(finding.diagnostic));
  std::stable_sort(out.begin(), out.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  if (context.has_more)
    out.push_back(diagnose(context.source, 0, Severity::note, "too-many",
                           "lint finds more: it is not shown"));
  return out;
}

}  // namespace

std::vector<LintInfo> lints() {
  std::vector<LintInfo> all;
  for (const Lint& lint : lint_table()) all.push_back(lint.info);
  return all;
}

std::optional<LintInfo> find_lint(std::string_view id) {
  for (const Lint& lint : lint_table())
    if (!id.empty() && (lint.info.id == id || lint.info.also == id)) return lint.info;
  return std::nullopt;
}

std::optional<LintLevel> lint_level(std::string_view word) {
  for (const auto& [text, level] : level_words)
    if (text == word) return level;
  return std::nullopt;
}

std::string_view name_of(LintLevel level) {
  return level_words[static_cast<std::size_t>(level)].first;
}

struct Checker::State {
  State(const Files& files, LoadOptions load, std::optional<LintOptions> options)
      : library(files, load),
        checker(library),
        index(library, std::move(load)),
        lint(std::move(options)) {}
  Library library;
  TextChecker checker;
  PolicyIndex index;
  std::optional<LintOptions> lint;
};

Checker::Checker(const Files& files, LoadOptions options, std::optional<LintOptions> lint)
    : state_(std::make_unique<State>(files, std::move(options), std::move(lint))) {}
Checker::~Checker() = default;
Checker::Checker(Checker&&) noexcept = default;
Checker& Checker::operator=(Checker&&) noexcept = default;

std::vector<Diagnostic> Checker::check(const std::string& path, std::string text) {
  Library& library = state_->library;
  library.tell_again();
  CheckedText checked = state_->checker.check(path, std::move(text));
  if (state_->lint && !has_errors(checked.diagnostics)) {
    LintContext context(*checked.file, checked.profiles, library, state_->index, *state_->lint);
    std::vector<Diagnostic> found = run_lints(context);
    checked.diagnostics.insert(checked.diagnostics.end(), std::make_move_iterator(found.begin()),
                               std::make_move_iterator(found.end()));
  }
  // The next file may include this one as it stands on disk.
  state_->checker.take_back(path);
  return std::move(checked.diagnostics);
}

}  // namespace profgen::inline v0::policy
