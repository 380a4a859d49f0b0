#include "tools/profgen/refine_by_hand.hpp"

#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/session_journal.hpp"

namespace profgen::tool {
namespace {

bool really_abort(Desk& desk) {
  if (desk.session().entries().empty()) return true;
  desk.note(
      "abort: all answers that are not saved are dropped. r again to do so; q would keep them");
  const std::optional<int> key = desk.terminal().key();
  return key && (*key == 'r' || *key == 'R');
}

enum class LastWord { save, back, left, aborted };

// The changes, then the last word.
LastWord last_word(Desk& desk) {
  for (bool fresh = true;;) {
    const std::vector<FileChange> changes = desk.unsaved();
    if (fresh) {
      desk.show("\n");
      desk.show(coloured_diff(desk.unsaved_diff(), desk.style()));
      desk.show(fmt::format("\n  {} to write: (S)ave  (u)ndo  (q)uit, keep the answers  abo(r)t\n",
                            counted(changes.size(), "file")));
    }
    fresh = false;
    const std::optional<int> key = desk.terminal().key();
    if (!key || *key == 'q' || *key == 'Q') return LastWord::left;
    if (*key == 's' || *key == 'S') return LastWord::save;
    if ((*key == 'r' || *key == 'R') && really_abort(desk)) return LastWord::aborted;
    if (*key == 'u' && desk.session().undo()) return LastWord::back;
    if (*key == key_resize)
      fresh = true;
    else
      desk.note("S saves, u goes back, q keeps the answers for later, r drops them");
  }
}

// The session to its end. `code` is what saving came to.
End run_session(Desk& desk, int& code) {
  for (;;) {
    End end = desk.ask_all();
    desk.keep();
    if (end == End::aborted && !really_abort(desk)) continue;
    if (end != End::finished || desk.unsaved().empty()) return end;
    switch (last_word(desk)) {
      case LastWord::save:
        code = desk.save();
        return code == exit_done ? End::finished : End::left;
      case LastWord::left:
        return End::left;
      case LastWord::aborted:
        return End::aborted;
      case LastWord::back:
        desk.keep();
        break;
    }
  }
}

}  // namespace

ByHand refine_by_hand(const Call& call, Terminal& terminal, Inputs& inputs) {
  const auto files = real_files();
  refine::JournalHead head = journal_head(call);
  if (!inputs.about.empty()) head.profile = inputs.about;
  inputs.session.grouped = true;
  refine::Session session(inputs.evidence, inputs.policy, inputs.session);
  refine::Journal journal(*files, journal_path(call, head));
  Desk desk(call, session, terminal, journal);
  ByHand done;
  OpenSession open;
  done.code = open_session(*files, journal, session, call.options.count("new") != 0, open);
  if (done.code != exit_done) return done;
  if (open.resumed.steps != 0)
    desk.note(fmt::format(
        "going on with the session of {}: {} given (u takes them back, --new begins again)",
        text::printable(open.resumed.head.started), counted(open.resumed.steps, "answer")));
  if (session.current() == nullptr && session.entries().empty())
    desk.note("nothing to ask: the policy covers it all");
  else if (const Status begun = journal.begin(head); !begun)
    print_error(begun.error());

  int code = exit_done;
  done.end = run_session(desk, code);
  done.written = desk.written();
  done.made = desk.made();
  if (done.end == End::left) {
    const bool any = !session.entries().empty();
    desk.show(any ? "\n  left: the answers are kept, the same command goes on with them\n"
                  : "\n  left: nothing was changed\n");
    if (!any) forget_session(*files, journal);
    done.code = code == exit_done ? int{exit_findings} : code;
    return done;
  }
  forget_session(*files, journal);
  if (done.end == End::aborted) {
    desk.show("\n  aborted: nothing more was changed\n");
    done.code = exit_findings;
    return done;
  }
  const refine::Outcome outcome = session.outcome();
  print_diagnostics(outcome.notes);
  print_diagnostics(outcome.problems);
  for (const suggest::Hint& hint : outcome.hints)
    desk.show(fmt::format("{}hint{} {}\n", desk.style().cyan, desk.style().reset, hint_text(hint)));
  if (outcome.changes.empty() && !session.entries().empty())
    desk.show("\n  no answer changes a profile: nothing to write\n");
  const bool all = outcome.left.empty() && session.current() == nullptr;
  done.code = inputs.code != exit_done ? inputs.code : int{all ? exit_done : exit_findings};
  return done;
}

}  // namespace profgen::tool
