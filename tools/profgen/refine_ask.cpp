// One question: the keys that answer it.
#include <fmt/format.h>

#include <cctype>

#include "base/text.hpp"
#include "refine/glob_steps.hpp"
#include "tools/profgen/refine_desk.hpp"
#include "tools/profgen/screen.hpp"

namespace profgen::tool {
namespace {

using refine::Act;
using suggest::ExecQuestion;
using suggest::Proposal;

char lower(int key) { return key < 256 ? static_cast<char>(std::tolower(key)) : '\0'; }

// Moves the choice with a key; false if the key does not choose.
bool choose(int key, std::size_t count, std::size_t& chosen) {
  if (key >= '1' && key <= '9') {
    const auto number = static_cast<std::size_t>(key - '1');
    if (number < count) chosen = number;
    return true;
  }
  if (count == 0) return false;
  if (key == key_down) chosen = (chosen + 1) % count;
  if (key == key_up) chosen = (chosen + count - 1) % count;
  return key == key_down || key == key_up;
}

Next save_and_go_on(Desk& desk) {
  desk.keep();
  if (desk.unsaved().empty()) {
    desk.note("nothing is decided that would be written");
    return next_wait;
  }
  if (desk.save() != exit_done) desk.note("nothing was changed; the answers stay");
  return next_wait;
}

// Keys that mean the same at every question; nullopt: not one of them.
std::optional<Next> common_key(Desk& desk, const refine::Question& question, int key) {
  switch (key) {
    case 'u':
      if (desk.session().undo()) return next_answered;
      desk.note("nothing to undo");
      return next_wait;
    case '?':
      desk.show(help_screen(std::holds_alternative<ExecQuestion>(question.about)));
      return next_wait;
    case '/':
      return search(desk);
    case 'l':
    case 'L':
      return choose_from_list(desk);
    case 'b':
    case 'B':
      return answer_alike(desk);
    case '*':
      return take_defaults(desk);
    case 'w':
    case 'W':
      desk.show(why_text(question, desk.style(), desk.terminal().width()));
      return next_wait;
    case 'd':
      desk.show_diff();
      return next_redraw;
    case 's':
    case 'S':
      return save_and_go_on(desk);
    case 'q':
    case 'Q':
      return next_end(End::left);
    case 'f':
    case 'F':
      return next_end(End::finished);
    case 'r':
    case 'R':
      return next_end(End::aborted);
    case key_resize:
    case 12:  // Ctrl-L
      return next_redraw;
    case key_escape:
      return next_wait;
    default:
      return std::nullopt;
  }
}

// Draws, reads keys and hands them on until the question is done with.
template <typename Draw, typename Press>
std::optional<End> ask(Desk& desk, const refine::Question& question, const Draw& draw,
                       const Press& press) {
  bool fresh = true;
  for (;;) {
    if (fresh) desk.show(draw());
    const std::optional<int> key = desk.terminal().key();
    if (!key) return End::left;
    std::optional<Next> next = common_key(desk, question, *key);
    if (!next) next = press(*key);
    if (next->what == Next::What::answered) return std::nullopt;
    if (next->what == Next::What::end) return next->end;
    fresh = next->what == Next::What::redraw;
  }
}

Next unknown_key(const Desk& desk) {
  desk.note("that key does nothing here; ? shows the keys");
  return next_wait;
}

class ExecKeys {
 public:
  ExecKeys(Desk& desk, const ExecQuestion& question) : desk_(desk), question_(question) {}

  std::size_t chosen = 0;
  bool fallback = false;  // ix where no profile is found: Pix, Cix

  Next press(int key) {
    if (choose(key, question_.options.size(), chosen)) return next_redraw;
    switch (key) {
      case 'U':
        return unconfined();
      case 'D':
        return take({Act::deny, "", ""});
      case '\n':
        if (desk_.session().by_default(question_, chosen)) return take_chosen();
        desk_.note("no default here: press A, D, I or the letter of a transition");
        return next_wait;
      default:
        break;
    }
    switch (lower(key)) {
      case 'a':
        return take_chosen();
      case 'i':
        return take({Act::ignore, "", ""});
      case 'h':
        return take({Act::allow, "ix", ""});
      case 'c':
        return transition("Cx");
      case 'p':
        return transition("Px");
      case 'n':
        return named();
      case 'x':
        fallback = !fallback;
        desk_.note(fallback ? "c and p fall back on ix where no profile is found"
                            : "c and p have no fallback");
        return next_wait;
      default:
        return unknown_key(desk_);
    }
  }

 private:
  Next take(const refine::ExecAnswer& answer) {
    desk_.session().answer(answer);
    return next_answered;
  }
  Next take_chosen() {
    if (chosen < question_.options.size()) {
      if (question_.options[chosen].qualifier == "Ux") return unconfined();
      return take(refine::answer_of(question_.options[chosen]));
    }
    return unknown_key(desk_);
  }
  // With the target that is offered for it.
  Next transition(std::string qualifier) {
    std::string target;
    for (const suggest::ExecOption& option : question_.options)
      if (option.qualifier.front() == qualifier.front() && option.qualifier.back() == 'x' &&
          option.qualifier.find('U') == std::string::npos)
        target = option.target;
    if (fallback) qualifier.insert(1, "i");
    return take({Act::allow, std::move(qualifier), target});
  }
  Next named() {
    const std::optional<std::string> name = desk_.terminal().line("  profile to change to: ", {});
    if (!name || name->empty()) return next_redraw;
    if (!edit::profile_name_word(*name)) {
      desk_.note("AppArmor cannot express that name");
      return next_redraw;
    }
    return take({Act::allow, fallback ? "Pix" : "Px", *name});
  }
  Next unconfined() {
    desk_.note("unconfined: nothing limits what it does, and what it was given. U again to do so");
    const std::optional<int> again = desk_.terminal().key();
    if (again != 'U') return next_redraw;
    return take({Act::allow, "Ux", ""});
  }

  Desk& desk_;
  const ExecQuestion& question_;
};

class RuleKeys {
 public:
  RuleKeys(Desk& desk, const Proposal& proposal) : desk_(desk), proposal_(proposal) {}

  Choice choice;

  Next press(int key) {
    if (choose(key, proposal_.candidates.size(), choice.candidate)) {
      choice.owner.reset();
      choice.custom.reset();
      return next_redraw;
    }
    switch (key) {
      case 'D':
        return answer(Act::deny);
      case 'E':
        return wider(refine::glob_step_with_extension);
      case 'e':
        return typed(current_text());
      case '\n':
        if (enter_allows()) return answer(Act::allow);
        desk_.note("no default here: press A, D or I");
        return next_wait;
      default:
        break;
    }
    switch (lower(key)) {
      case 'a':
        return answer(Act::allow);
      case 'i':
        return answer(Act::ignore);
      case 'g':
        return wider(refine::glob_step);
      case 'n':
        return typed({});
      case 't':
        choice.audit = !choice.audit;
        return next_redraw;
      case 'o':
        return switch_owner();
      default:
        return unknown_key(desk_);
    }
  }

  [[nodiscard]] bool enter_allows() const {
    return !choice.custom && desk_.session().by_default(proposal_, choice.candidate);
  }

 private:
  Next answer(Act act) {
    refine::RuleAnswer given;
    given.act = act;
    given.candidate = choice.candidate;
    given.custom = choice.custom;
    given.audit = choice.audit;
    given.owner = choice.owner;
    desk_.session().answer(given);
    return next_answered;
  }
  // The rule on the screen; nullptr where an abstraction is chosen.
  [[nodiscard]] const policy::Rule* current_rule() const {
    if (choice.custom) return &*choice.custom;
    const auto& rules = proposal_.candidates[choice.candidate].rules;
    return rules.empty() ? nullptr : &rules.front();
  }
  [[nodiscard]] std::string current_text() const {
    const policy::Rule* rule = current_rule();
    return rule == nullptr ? std::string() : policy::to_text(*rule);
  }
  // Another rule takes the place of the chosen line; what it covers is told.
  Next take_rule(const std::string& text) {
    const refine::TriedRule tried = desk_.session().try_rule(text);
    if (!tried.rule) {
      for (const Diagnostic& diagnostic : tried.diagnostics) desk_.show(render(diagnostic));
      return next_wait;
    }
    choice.custom = tried.rule;
    choice.owner.reset();
    desk_.show(rule_screen(*desk_.session().current(), choice, false, desk_.style(),
                           desk_.terminal().width()));
    for (const std::string& missing : tried.not_covered)
      desk_.note(fmt::format("it does not allow what is asked for: {}", missing));
    if (tried.settles != 0)
      desk_.note(
          fmt::format("it answers {} as well", counted(tried.settles, "other open question")));
    return next_wait;
  }
  Next typed(const std::string& begin) {
    std::string text = begin;
    for (;;) {
      const std::optional<std::string> line = desk_.terminal().line("  rule: ", text);
      if (!line || text::trim(*line).empty()) return next_redraw;
      const refine::TriedRule tried = desk_.session().try_rule(*line);
      if (tried.rule) return take_rule(*line);
      for (const Diagnostic& diagnostic : tried.diagnostics) desk_.show(render(diagnostic));
      if (!desk_.terminal().capable()) return next_wait;
      text = *line;
    }
  }
  template <typename Step>
  Next wider(Step step) {
    const policy::Rule* rule = current_rule();
    const auto* file = rule == nullptr ? nullptr : std::get_if<policy::FileRule>(&rule->body);
    if (file == nullptr || file->bare) {
      desk_.note("only rules of files have paths to make wider; e edits any rule");
      return next_wait;
    }
    policy::Rule wide = *rule;
    auto& body = std::get<policy::FileRule>(wide.body);
    body.path = step(body.path);
    if (body.path == file->path) {
      desk_.note("it cannot be made wider so");
      return next_wait;
    }
    return take_rule(policy::to_text(wide));
  }
  Next switch_owner() {
    const policy::Rule* rule = current_rule();
    const bool now = choice.owner.value_or(rule != nullptr &&
                                           rule->prefix.ownership == policy::Ownership::owner);
    choice.owner = !now;
    return next_redraw;
  }

  Desk& desk_;
  const Proposal& proposal_;
};

}  // namespace

std::optional<End> ask_exec(Desk& desk, const refine::Question& question) {
  ExecKeys keys(desk, std::get<ExecQuestion>(question.about));
  return ask(
      desk, question,
      [&] {
        return exec_screen(
            question, keys.chosen,
            desk.session().by_default(std::get<ExecQuestion>(question.about), keys.chosen),
            desk.style(), desk.terminal().width());
      },
      [&](int key) { return keys.press(key); });
}

std::optional<End> ask_rule(Desk& desk, const refine::Question& question) {
  RuleKeys keys(desk, std::get<Proposal>(question.about));
  return ask(
      desk, question,
      [&] {
        return rule_screen(question, keys.choice, keys.enter_allows(), desk.style(),
                           desk.terminal().width());
      },
      [&](int key) { return keys.press(key); });
}

}  // namespace profgen::tool
