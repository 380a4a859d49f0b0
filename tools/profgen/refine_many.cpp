// Several questions at once: alike ones, a list with marks, a search.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "tools/profgen/full_screen.hpp"
#include "tools/profgen/refine_desk.hpp"

namespace profgen::tool {
namespace {

using refine::Act;
using refine::Likeness;
using refine::Open;
using suggest::ExecQuestion;
using suggest::Proposal;

bool by_default(const refine::Session& session, const Open& open) {
  return std::visit([&](const auto* about) { return session.by_default(*about, 0); }, open.about);
}

const evidence::Subject& subject_of(const Open& open) {
  return std::visit([](const auto* about) -> const evidence::Subject& { return about->subject; },
                    open.about);
}

refine::Group group_of(const Open& open) {
  return std::visit([](const auto* about) { return refine::group_of(*about); }, open.about);
}

std::string asked_for(const Open& open) {
  if (const auto* exec = std::get_if<const ExecQuestion*>(&open.about))
    return describe(ExecAccess{(*exec)->program, false, {}});
  const Proposal& proposal = *std::get<const Proposal*>(open.about);
  std::string text =
      proposal.evidence.empty() ? std::string() : describe(proposal.evidence.front().first.access);
  if (proposal.evidence.size() > 1)
    text += fmt::format(" and {} more", proposal.evidence.size() - 1);
  return text;
}

// What allowing it would write.
std::string offered(const Open& open) {
  if (const auto* exec = std::get_if<const ExecQuestion*>(&open.about)) {
    if ((*exec)->options.empty()) return "?";
    const suggest::ExecOption& option = (*exec)->options.front();
    return text::printable((*exec)->program) + " " + option.qualifier +
           (option.target.empty() ? "" : " -> " + text::printable(option.target));
  }
  return text::printable(std::get<const Proposal*>(open.about)->candidates.front().text());
}

int severity_of(const Open& open) {
  if (const auto* exec = std::get_if<const ExecQuestion*>(&open.about))
    return (*exec)->child_severity;
  return std::get<const Proposal*>(open.about)->severity;
}

std::vector<std::string> calm_ones(const refine::Session& session,
                                   const std::vector<std::string>& keys) {
  std::vector<std::string> calm;
  for (const Open& open : session.open())
    if (by_default(session, open) && std::find(keys.begin(), keys.end(), open.key) != keys.end())
      calm.push_back(open.key);
  return calm;
}

Next answered(Desk& desk, std::size_t count, Act act) {
  static constexpr std::string_view done[] = {"allowed", "denied", "ignored"};
  desk.note(fmt::format("{} {}; u takes it back", counted(count, "question"),
                        done[static_cast<std::size_t>(act)]));
  return next_answered;
}

// Allow those that may be allowed without a second look, or all; deny or ignore all.
Next answer_these(Desk& desk, const std::vector<std::string>& keys) {
  const std::vector<std::string> calm = calm_ones(desk.session(), keys);
  const std::size_t risky = keys.size() - calm.size();
  if (risky == 0)
    desk.note(fmt::format("(a)llow all {}   (D)eny   (I)gnore   any other key: back", keys.size()));
  else
    desk.note(
        fmt::format("(a)llow {} that need no second look   (A)llow all {}   (D)eny   "
                    "(I)gnore   any other key: back",
                    calm.size(), keys.size()));
  const std::optional<int> key = desk.terminal().key();
  if (!key) return next_end(End::left);
  refine::Session& session = desk.session();
  switch (*key) {
    case '\n':
    case 'a':
      if (calm.empty()) break;
      return answered(desk, session.answer_all(calm, Act::allow), Act::allow);
    case 'A':
      return answered(desk, session.answer_all(keys, Act::allow), Act::allow);
    case 'D':
      return answered(desk, session.answer_all(keys, Act::deny), Act::deny);
    case 'i':
    case 'I':
      return answered(desk, session.answer_all(keys, Act::ignore), Act::ignore);
    default:
      break;
  }
  return next_redraw;
}

std::vector<ListRow> rows_of(const refine::Session& session, const std::vector<Open>& waiting) {
  std::vector<ListRow> rows;
  for (const Open& open : waiting) {
    ListRow row;
    const refine::Group group = group_of(open);
    row.heading = fmt::format("{}  {} {}", text::printable(subject_of(open).profile),
                              text::printable(group.program, 20), text::printable(group.directory));
    row.risky = !by_default(session, open);
    row.marked = !row.risky;
    row.search = asked_for(open);
    row.text = fmt::format("{:2} {}", severity_of(open), offered(open));
    // An abstraction does not tell what it is for.
    if (row.text.find("include ") != std::string::npos) row.text += "  for " + row.search;
    rows.push_back(std::move(row));
  }
  return rows;
}

// "2 5-7" → indices; nullopt: that is no list of rows.
std::optional<std::vector<std::size_t>> numbers(std::string_view text, std::size_t count) {
  std::vector<std::size_t> found;
  for (const std::string_view word : text::split(text, ' ')) {
    if (word.empty()) continue;
    const std::size_t dash = word.find('-');
    const auto first = text::to_number(word.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? first : text::to_number(word.substr(dash + 1));
    if (!first || !last || *first < 1 || *last < *first || *last > count) return std::nullopt;
    for (std::uint64_t i = *first; i <= *last; ++i)
      found.push_back(static_cast<std::size_t>(i) - 1);
  }
  return found;
}

// The list for a terminal that cannot be drawn on: all rows, then one line about them.
ListEnd plain_list(Desk& desk, std::vector<ListRow>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i].heading != rows[i - 1].heading) desk.show(rows[i].heading + "\n");
    desk.show(fmt::format("{:4} {} {}\n", i + 1, rows[i].marked ? "*" : " ", rows[i].text));
  }
  const std::optional<std::string> line = desk.terminal().line(
      "  a, D or i (allow, deny, ignore) and numbers, `2 5-7`, none: those with *; g N goes "
      "there: ",
      {});
  if (!line || line->empty()) return {};
  const auto chosen = numbers(std::string_view(*line).substr(1), rows.size());
  if (!chosen) {
    desk.note("that is no list of numbers");
    return {};
  }
  if (!chosen->empty()) {
    for (ListRow& row : rows) row.marked = false;
    for (const std::size_t at : *chosen) rows[at].marked = true;
  }
  const std::size_t at = chosen->empty() ? 0 : chosen->front();
  switch (line->front()) {
    case 'g':
      return {ListEnd::What::go, at};
    case 'a':
    case 'A':
      return {ListEnd::What::allow, at};
    case 'D':
      return {ListEnd::What::deny, at};
    case 'i':
    case 'I':
      return {ListEnd::What::ignore, at};
    default:
      desk.note("it begins with a, D, i or g");
      return {};
  }
}

}  // namespace

Next answer_alike(Desk& desk) {
  const std::vector<Open> waiting = desk.session().open();
  if (waiting.empty()) return next_wait;
  const refine::Group group = group_of(waiting.front());
  struct Way {
    char key;
    Likeness likeness;
    std::string text;
  };
  const Way ways[] = {
      {'d', Likeness::directory, "(d)irectory " + text::printable(group.directory, 40)},
      {'p', Likeness::program, "(p)rogram " + text::printable(group.program, 20)},
      {'s', Likeness::severity, fmt::format("(s)everity {}", severity_of(waiting.front()))},
      {'f', Likeness::profile,
       "pro(f)ile " + text::printable(subject_of(waiting.front()).profile, 40)},
  };
  desk.show("\n  the same answer for all of this\n");
  for (const Way& way : ways)
    desk.note(fmt::format("{:48} {}", way.text,
                          counted(desk.session().like_current(way.likeness).size(), "question")));
  desk.note("any other key: back");
  const std::optional<int> key = desk.terminal().key();
  if (!key) return next_end(End::left);
  for (const Way& way : ways)
    if (*key == way.key) return answer_these(desk, desk.session().like_current(way.likeness));
  return next_redraw;
}

Next take_defaults(Desk& desk) {
  const std::size_t count = desk.session().answer_defaults();
  if (count != 0) return answered(desk, count, Act::allow);
  desk.note("nothing that is open is allowed by default");
  return next_wait;
}

Next choose_from_list(Desk& desk) {
  const std::vector<Open> waiting = desk.session().open();
  std::vector<ListRow> rows = rows_of(desk.session(), waiting);
  const std::string title = counted(rows.size(), "open question");
  const ListEnd end = desk.terminal().capable() ? show_list(title, rows) : plain_list(desk, rows);
  if (end.what == ListEnd::What::back || end.at >= waiting.size()) return next_redraw;
  if (end.what == ListEnd::What::go)
    return desk.session().go_to(waiting[end.at].key) ? next_answered : next_redraw;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].marked) keys.push_back(waiting[i].key);
  if (keys.empty()) keys.push_back(waiting[end.at].key);
  const Act act = end.what == ListEnd::What::allow  ? Act::allow
                  : end.what == ListEnd::What::deny ? Act::deny
                                                    : Act::ignore;
  return answered(desk, desk.session().answer_all(keys, act), act);
}

Next search(Desk& desk) {
  const std::optional<std::string> word = desk.terminal().line("/", {});
  if (!word || word->empty()) return next_redraw;
  const std::vector<Open> waiting = desk.session().open();
  // The current question is the first: a search goes on behind it and comes round to it.
  for (std::size_t i = 1; i <= waiting.size(); ++i) {
    const Open& open = waiting[i % waiting.size()];
    const bool found = asked_for(open).find(*word) != std::string::npos ||
                       offered(open).find(*word) != std::string::npos ||
                       subject_of(open).profile.find(*word) != std::string::npos;
    if (!found) continue;
    if (i == waiting.size()) desk.note("no other open question holds that");
    return desk.session().go_to(open.key) ? next_answered : next_redraw;
  }
  desk.note("no open question holds that");
  return next_wait;
}

}  // namespace profgen::tool
