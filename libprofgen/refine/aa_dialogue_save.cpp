// The end of the dialogue: what becomes of the files.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "refine/aa_dialogue.hpp"

namespace profgen::inline v0::refine {

void AaDialogue::finish() {
  Outcome outcome = session_->outcome();
  for (const Diagnostic& problem : outcome.problems) important(problem.message);
  // Of hats that are missing it was asked.
  for (const suggest::Hint& hint : outcome.hints)
    if (hint.id != "missing-hat")
      info(fmt::format("{}{}{} [{}]", hint.subject.profile,
                       hint.subject.profile.empty() ? "" : ": ", hint.message, hint.id));
  changes_ = std::move(outcome.changes);
  changed_ = aa_changed_profiles(changes_);
  if (changed_.empty()) {
    info("No answer changes a profile.");
    state_ = State::done;
    return;
  }
  ask_save();
}

void AaDialogue::ask_save() {
  AaPrompt prompt;
  prompt.title = "Changed Local Profiles";
  prompt.explanation = "These profiles are changed. Save them?";
  for (const AaChanged& changed : changed_) prompt.options.push_back(changed.profile);
  prompt.menu_items = {"(S)ave Changes", "Save Selec(t)ed Profile", "(V)iew Changes",
                       "View Changes b/w (C)lean profiles", "Abo(r)t"};
  prompt.default_key = 'v';
  prompt.selected = chosen_;
  prompt.keys_of_options = "tvc";
  ask(std::move(prompt), [this](const AaReply& reply) { save_key(reply); });
}

void AaDialogue::save_key(const AaReply& reply) {
  switch (reply.key) {
    case 's': {
      std::set<std::size_t> all;
      for (const AaChanged& changed : changed_) all.insert(changed.change);
      return save({all.begin(), all.end()});
    }
    case 't':
      return save({changed_[reply.selected].change});
    case 'v':
    case 'c':
      chosen_ = reply.selected;
      return show_changes(changed_[reply.selected].change, reply.key == 'c');
    default:
      return ask_abort([this] { ask_save(); });
  }
}

void AaDialogue::save(const std::vector<std::size_t>& which) {
  std::vector<FileChange> changes;
  changes.reserve(which.size());
  for (const std::size_t change : which) changes.push_back(changes_[change]);
  const AaHost::Saved saved = host_.save(changes);
  failed_ = !saved.done;
  for (const std::string& told : saved.told) saved.done ? info(told) : important(told);
  if (!saved.done) return ask_save();
  const auto is_saved = [&](const AaChanged& changed) {
    return std::find(which.begin(), which.end(), changed.change) != which.end();
  };
  for (const AaChanged& changed : changed_)
    if (is_saved(changed))
      info(fmt::format("Saved {} in {}", text::printable(changed.profile),
                       text::printable(changes_[changed.change].path)));
  changed_.erase(std::remove_if(changed_.begin(), changed_.end(), is_saved), changed_.end());
  chosen_ = 0;
  if (!changed_.empty()) return ask_save();
  state_ = State::done;
}

void AaDialogue::show_changes(std::size_t change, bool clean) {
  const Result<std::string> file = host_.show(aa_diff(changes_[change], clean));
  if (!file) {
    important(file.error().text());
    return ask_save();
  }
  AaPrompt prompt;
  prompt.dialog = AaDialog::changes;
  prompt.text = clean ? "View Changes" : "View Changes with comments";
  prompt.proposed = *file;
  ask(std::move(prompt), [this](const AaReply&) {
    host_.shown();
    ask_save();
  });
}

}  // namespace profgen::inline v0::refine
