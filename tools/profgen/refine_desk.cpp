#include "tools/profgen/refine_desk.hpp"

#include <fmt/format.h>

#include <iostream>

#include "tools/profgen/full_screen.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/saving.hpp"
#include "tools/profgen/screen.hpp"

namespace profgen::tool {

void Desk::show(std::string_view text) const { std::cout << in_charset(text); }

void Desk::note(std::string_view text) const { show(wrapped(text, terminal_.width(), 2)); }

End Desk::ask_all() {
  while (const refine::Question* current = session_.current()) {
    const refine::Question question = *current;  // a copy: answering replaces it
    const bool exec = std::holds_alternative<suggest::ExecQuestion>(question.about);
    const std::optional<End> end = exec ? ask_exec(*this, question) : ask_rule(*this, question);
    if (end) return *end;
    keep();
  }
  return End::finished;
}

void Desk::keep() {
  if (journal_failed_) return;
  const Status status = journal_.follow(session_);
  if (status) return;
  journal_failed_ = true;
  print_error(status.error());
  std::cerr << "  hint: answers are not kept from here on; `s` saves what is decided\n";
}

std::vector<FileChange> Desk::unsaved() const {
  return refine::not_saved_yet(session_.outcome().changes, saved_);
}

int Desk::save() {
  const std::vector<FileChange> changes = unsaved();
  if (changes.empty()) return exit_done;
  const int code = save_changes(call_, changes);
  if (code != exit_done) return code;
  std::vector<std::string> files;
  for (const FileChange& change : changes) {
    saved_[change.path] = change.after;
    if (!change.before) made_.push_back(change.path);
    files.push_back(change.path);
  }
  if (const Status status = journal_.saved(files); !status) print_error(status.error());
  return exit_done;
}

std::vector<std::string> Desk::written() const {
  std::vector<std::string> files;
  for (const auto& [file, text] : saved_) files.push_back(file);
  return files;
}

std::string Desk::unsaved_diff() const { return changes_diff(unsaved(), call_.common.root); }

void Desk::show_diff() {
  const std::string diff = unsaved_diff();
  if (diff.empty()) return note("nothing is decided that would be written");
  if (terminal_.capable())
    show_pages("what is decided so far, not saved yet", diff);
  else
    show(coloured_diff(diff, style_));
}

}  // namespace profgen::tool
