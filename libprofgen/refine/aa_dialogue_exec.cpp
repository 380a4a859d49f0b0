// The dialogue about programs that were executed.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "refine/aa_dialogue.hpp"
#include "refine/aa_exec.hpp"
#include "refine/aa_headers.hpp"

namespace profgen::inline v0::refine {
namespace {

const suggest::ExecQuestion& exec_of(const Session& session) {
  return std::get<suggest::ExecQuestion>(session.current()->about);
}

}  // namespace

void AaDialogue::ask_exec(bool fallback) {
  const suggest::ExecQuestion& question = exec_of(*session_);
  AaPrompt prompt;
  prompt.headers = {{"Profile", aa_profile_name(question.subject.profile)},
                    {"Execute", question.program},
                    {"Severity", "unknown"}};
  // How bad the worst is that it was seen to do.
  if (question.child_accesses != 0) prompt.headers.back().value = question.child_severity;
  prompt.menu_items =
      aa_exec_menu(settings_.letters_for(question.program), fallback, aa_has_name(question));
  if (!fallback) prompt.default_key = aa_default_exec_key(question, prompt.menu_items);
  ask(std::move(prompt), [this, fallback](const AaReply& reply) { exec_key(reply.key, fallback); });
}

void AaDialogue::exec_key(char key, bool fallback) {
  switch (key) {
    case 'x':
      return ask_exec(!fallback);
    case 'h':
      return answer_exec(Act::allow, "ix", {});
    case 'c':
    case 'p':
      return ask_scrub(key, fallback,
                       aa_offered_target(exec_of(*session_), aa_qualifier(key, fallback, true)));
    case 'n':
      return exec_named(fallback);
    case 'u':
      return ask_unconfined(fallback);
    case 'd':
      return answer_exec(Act::deny, {}, {});
    case 'i':
      return answer_exec(Act::ignore, {}, {});
    case 'r':
      return ask_abort([this, fallback] { ask_exec(fallback); });
    default:
      return finish();
  }
}

// A child or hat has no children of its own in what the compiler takes.
void AaDialogue::exec_named(bool fallback) {
  if (exec_of(*session_).subject.profile.find("//") != std::string::npos)
    return ask_target('p', fallback);
  ask_yesno("Is it a child of this profile?", 'n',
            [this, fallback](bool yes) { ask_target(yes ? 'c' : 'p', fallback); });
}

void AaDialogue::ask_target(char letter, bool fallback) {
  ask_text("Name of the profile to enter: ", exec_of(*session_).program,
           [this, letter, fallback](const std::string& name) {
             if (name.empty()) return ask_exec(fallback);
             if (!aa_is_target(name)) {
               important(
                   fmt::format("`{}` cannot stand behind -> in a rule: type another name, or "
                               "nothing to choose again",
                               text::printable(name, 80)));
               return ask_target(letter, fallback);
             }
             ask_scrub(letter, fallback, name);
           });
}

void AaDialogue::ask_scrub(char letter, bool fallback, std::string target) {
  ask_yesno(
      "Scrub the environment on the way into the profile?\n\nLD_PRELOAD, LD_LIBRARY_PATH and the "
      "like do not reach the program then. That is safer, but some programs need them.",
      'y', [this, letter, fallback, target = std::move(target)](bool scrub) {
        answer_exec(Act::allow, aa_qualifier(letter, fallback, scrub), target);
      });
}

void AaDialogue::ask_unconfined(bool fallback) {
  ask_yesno(
      fmt::format("Run {} without any confinement?\n\nIt may do all that its user may, and so may "
                  "whoever makes this profile run it.",
                  text::printable(exec_of(*session_).program)),
      'n', [this, fallback](bool yes) {
        if (!yes) return ask_exec(fallback);
        ask_yesno(
            "Scrub the environment of the unconfined program?\n\nOtherwise this profile can make "
            "it load code of its choice (LD_PRELOAD and the like).",
            'y',
            [this](bool scrub) { answer_exec(Act::allow, aa_qualifier('u', false, scrub), {}); });
      });
}

void AaDialogue::answer_exec(Act act, std::string qualifier, std::string target) {
  session_->answer(ExecAnswer{act, std::move(qualifier), std::move(target)});
  next_question();
}

}  // namespace profgen::inline v0::refine
