// A journal as the answers of another session.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "profgen/journal.hpp"
#include "refine/answers.hpp"

namespace profgen::inline v0::refine {
namespace {

using nlohmann::json;

struct JournalLine {
  std::string_view text;
  enum class About : std::uint8_t { other, exec, save } about = About::other;
  bool counts = true;  // was not undone
};

// A last line without its line feed was cut off by a crash.
std::vector<JournalLine> lines_in(std::string_view text) {
  std::vector<JournalLine> lines;
  std::vector<std::vector<std::size_t>> steps;  // the lines of each that was not undone
  std::uint64_t last = 0;                       // of the line before; 0: it was no answer
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (end == std::string_view::npos && !lines.empty()) break;
    JournalLine one{line};
    const json value = json::parse(line, nullptr, false);
    std::uint64_t step = 0;
    if (value.is_object() && value.contains("undo")) {
      one.counts = false;
      if (!steps.empty()) {
        for (const std::size_t undone : steps.back()) lines[undone].counts = false;
        steps.pop_back();
      }
    } else if (value.is_object() && value.contains("saved")) {
      one.about = JournalLine::About::save;
    } else if (value.is_object() && value.contains("id") && value["id"].is_string()) {
      if (is_exec_key(value["id"].get_ref<const std::string&>()))
        one.about = JournalLine::About::exec;
      const auto number = value.find("step");
      if (number != value.end() && number->is_number_unsigned())
        step = number->get<std::uint64_t>();
      if (step == 0 || step != last || steps.empty()) steps.emplace_back();
      steps.back().push_back(lines.size());
    }
    last = step;
    lines.push_back(one);
  }
  return lines;
}

// The head and what is about this, or a save; other lines are empty, so that places stay.
std::string lines_about(const std::vector<JournalLine>& lines, JournalLine::About about) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const JournalLine& line = lines[i];
    const bool taken = line.about == about || line.about == JournalLine::About::save;
    if (i == 0 || (line.counts && taken)) out += line.text;
    out += '\n';
  }
  return out;
}

void add_open(const Session& session, Outcome& outcome) {
  constexpr const char* reason = "not answered";
  for (const Open& open : session.open()) {
    std::visit(
        [&](const auto* about) {
          outcome.left.push_back({about->subject, what_of(*about), reason});
        },
        open.about);
  }
}

}  // namespace

Result<Replayed> replay(Session& session, const std::string& name, std::string_view text) {
  const std::vector<JournalLine> lines = lines_in(text);
  const auto execs = resume(session, name, lines_about(lines, JournalLine::About::exec));
  if (!execs) return execs.error();
  while (session.current() != nullptr &&
         std::holds_alternative<suggest::ExecQuestion>(session.current()->about))
    session.skip("not answered");
  const auto rules = resume(session, name, lines_about(lines, JournalLine::About::other));
  if (!rules) return rules.error();
  Replayed replayed{session.outcome(), execs->diagnostics};
  replayed.diagnostics.insert(replayed.diagnostics.end(), rules->diagnostics.begin(),
                              rules->diagnostics.end());
  std::stable_sort(replayed.diagnostics.begin(), replayed.diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.at < b.at; });
  add_open(session, replayed.outcome);
  return replayed;
}

}  // namespace profgen::inline v0::refine
