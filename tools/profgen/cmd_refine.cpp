#include <fmt/format.h>

#include <cctype>
#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/saving.hpp"
#include "tools/profgen/screen.hpp"
#include "tools/profgen/terminal.hpp"

namespace profgen::tool {
namespace {

using refine::Act;

enum class End { finished, aborted };

constexpr std::string_view help_text =
    "\n  a       allow: write the chosen line into the profile\n"
    "  d       deny: write a deny rule; the access stays forbidden and is no longer logged\n"
    "  i       ignore: write nothing; the question comes again another day\n"
    "  1-9     choose a line; n and p go to the next and the one before\n"
    "  t       audit on or off: what the rule allows is logged\n"
    "  o       owner on or off: only files of the user that runs the program\n"
    "  u       undo the last answer\n"
    "  f       finish: leave the rest, see the changes, then save or not\n"
    "  r       abort: nothing is changed (also Ctrl-C)\n"
    "  Enter   allow, where that is the default: seen in complain mode, of acceptable severity\n";

struct Desk {
  refine::Session& session;
  Terminal& terminal;
  const Style& style;
};

// Keys mean the same in both cases, as with aa-logprof.
std::optional<char> lower_key(Terminal& terminal) {
  const std::optional<char> key = terminal.key();
  if (!key) return std::nullopt;
  return static_cast<char>(std::tolower(static_cast<unsigned char>(*key)));
}

void note(const std::string& text) { std::cout << "  " << text << "\n"; }

// Moves the choice with a key; false if the key does not choose.
bool choose(char key, std::size_t count, std::size_t& chosen) {
  if (key >= '1' && key <= '9') {
    const auto number = static_cast<std::size_t>(key - '1');
    if (number < count) chosen = number;
    return true;
  }
  if (count == 0) return false;
  if (key == 'n') chosen = (chosen + 1) % count;
  if (key == 'p') chosen = (chosen + count - 1) % count;
  return key == 'n' || key == 'p';
}

// Keys that mean the same at every question. nullopt: not one of them.
std::optional<bool> common_key(char key, Desk& desk, std::optional<End>& end) {
  switch (key) {
    case 'u':
      if (!desk.session.undo()) note("nothing to undo");
      return true;
    case 'f':
      end = End::finished;
      return true;
    case 'r':
      end = End::aborted;
      return true;
    case '?':
      std::cout << help_text;
      return false;
    default:
      return std::nullopt;
  }
}

// Asks until the question is answered (or undone, or the session is over).
std::optional<End> ask_exec(Desk& desk, const refine::Question& question) {
  const auto options = std::get<suggest::ExecQuestion>(question.about).options;
  std::size_t chosen = 0;
  std::optional<End> end;
  for (bool draw = true;;) {
    if (draw) std::cout << exec_screen(question, chosen, desk.style, desk.terminal.width());
    draw = false;
    const std::optional<char> pressed = lower_key(desk.terminal);
    if (!pressed) return End::aborted;
    const char key = *pressed;
    if (const auto left = common_key(key, desk, end)) {
      if (*left) return end;
      continue;
    }
    if (choose(key, options.size(), chosen)) {
      draw = true;
      continue;
    }
    if (key == 'd') {
      desk.session.answer(refine::ExecAnswer{Act::deny, "", ""});
      return std::nullopt;
    }
    if (key == 'i') {
      desk.session.answer(refine::ExecAnswer{Act::ignore, "", ""});
      return std::nullopt;
    }
    if ((key == 'a' || key == '\n') && chosen < options.size()) {
      const suggest::ExecOption& option = options[chosen];
      const bool deny = option.qualifier == "deny";
      desk.session.answer(refine::ExecAnswer{deny ? Act::deny : Act::allow,
                                             deny ? "" : option.qualifier, option.target});
      return std::nullopt;
    }
    note("that key does nothing here; ? shows the keys");
  }
}

std::optional<End> ask_rule(Desk& desk, const refine::Question& question) {
  const auto proposal = std::get<suggest::Proposal>(question.about);
  Choice choice;
  std::optional<End> end;
  const auto answer = [&](Act act) {
    refine::RuleAnswer given;
    given.act = act;
    given.candidate = choice.candidate;
    given.audit = choice.audit;
    given.owner = choice.owner;
    desk.session.answer(given);
  };
  for (bool draw = true;;) {
    if (draw) std::cout << rule_screen(question, choice, desk.style, desk.terminal.width());
    draw = false;
    const std::optional<char> pressed = lower_key(desk.terminal);
    if (!pressed) return End::aborted;
    const char key = *pressed;
    if (const auto left = common_key(key, desk, end)) {
      if (*left) return end;
      continue;
    }
    if (choose(key, proposal.candidates.size(), choice.candidate)) {
      choice.owner.reset();
      draw = true;
      continue;
    }
    switch (key) {
      case 'a':
        answer(Act::allow);
        return std::nullopt;
      case 'd':
        answer(Act::deny);
        return std::nullopt;
      case 'i':
        answer(Act::ignore);
        return std::nullopt;
      case 't':
        choice.audit = !choice.audit;
        draw = true;
        break;
      case 'o': {
        const auto& rules = proposal.candidates[choice.candidate].rules;
        const bool now = choice.owner.value_or(!rules.empty() && rules[0].prefix.ownership ==
                                                                     policy::Ownership::owner);
        choice.owner = !now;
        draw = true;
        break;
      }
      case '\n':
        if (refine::allows_by_default(proposal, choice.candidate)) {
          answer(Act::allow);
          return std::nullopt;
        }
        note("no default here: press a, d or i");
        break;
      default:
        note("that key does nothing here; ? shows the keys");
    }
  }
}

// The changes, then the last word. True: save.
bool confirm(Desk& desk, const refine::Outcome& outcome) {
  std::cout << "\n" << coloured_diff(outcome_diff(outcome, "/"), desk.style);
  std::cout << fmt::format("\n{} to write: (S)ave  abo(r)t\n",
                           counted(outcome.changes.size(), "file"));
  for (;;) {
    const std::optional<char> key = lower_key(desk.terminal);
    if (!key || *key == 'r' || *key == 'q') return false;
    if (*key == 's') return true;
    note("s saves, r changes nothing");
  }
}

End ask_all(Desk& desk) {
  while (const refine::Question* current = desk.session.current()) {
    const refine::Question question = *current;  // a copy: answering replaces it
    const std::optional<End> end = std::holds_alternative<suggest::ExecQuestion>(question.about)
                                       ? ask_exec(desk, question)
                                       : ask_rule(desk, question);
    if (end) return *end;
  }
  return End::finished;
}

}  // namespace

int run_refine(const Call& call) {
  Terminal terminal;
  if (!terminal.usable()) {
    std::cerr << "profgen: refine needs a terminal\n"
                 "  hint: `profgen generate` decides by a guard file, without a person\n";
    return exit_usage;
  }
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  const Style style = style_for(call.common, 1);
  refine::Session session(inputs->evidence, inputs->policy, inputs->session);
  Desk desk{session, terminal, style};
  if (session.current() == nullptr) std::cout << "nothing to ask: the policy covers it all\n";
  if (ask_all(desk) == End::aborted) {
    std::cout << "\naborted: nothing was changed\n";
    return exit_findings;
  }
  const refine::Outcome outcome = session.outcome();
  print_diagnostics(outcome.problems);
  for (const suggest::Hint& hint : outcome.hints)
    std::cout << fmt::format("{}hint{} {}\n", style.cyan, style.reset, hint_text(hint));
  if (outcome.changes.empty() && !session.entries().empty()) {
    std::cout << "\nno answer changes a profile: nothing to write\n";
  } else if (!outcome.changes.empty()) {
    if (!confirm(desk, outcome)) {
      std::cout << "\nnothing was changed\n";
      return exit_findings;
    }
    code = save_changes(call, outcome.changes);
    if (code != exit_done) return code;
  }
  if (inputs->code != exit_done) return inputs->code;
  return outcome.left.empty() && session.current() == nullptr ? exit_done : exit_findings;
}

}  // namespace profgen::tool
