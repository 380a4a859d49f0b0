// What a person before refine has: the session, the terminal, and what is kept of both.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profgen/journal.hpp"
#include "profgen/refine.hpp"
#include "tools/profgen/command.hpp"
#include "tools/profgen/output.hpp"
#include "tools/profgen/terminal.hpp"

namespace profgen::tool {

enum class End {
  finished,  // see the changes, save or not
  left,      // the answers are kept for another day
  aborted,   // nothing is changed, the answers are dropped
};

// After a key: the question is answered (or another one is current), is to be shown again, waits
// for another key, or the session ends.
struct Next {
  enum class What { answered, redraw, wait, end } what = What::wait;
  End end = End::finished;
};
inline constexpr Next next_answered{Next::What::answered, End::finished};
inline constexpr Next next_redraw{Next::What::redraw, End::finished};
inline constexpr Next next_wait{Next::What::wait, End::finished};
[[nodiscard]] constexpr Next next_end(End end) { return {Next::What::end, end}; }

class Desk {
 public:
  Desk(const Call& call, refine::Session& session, Terminal& terminal, refine::Journal& journal)
      : call_(call),
        session_(session),
        terminal_(terminal),
        journal_(journal),
        style_(style_for(call.common, 1)) {}

  // Until nothing is open or the person ends it.
  End ask_all();
  // Writes what is decided and not written yet; the exit code. Nothing to write is exit_done.
  int save();
  // What would be written now.
  [[nodiscard]] std::vector<FileChange> unsaved() const;
  [[nodiscard]] std::string unsaved_diff() const;
  // The files that save() wrote; those of them that were not there before.
  [[nodiscard]] std::vector<std::string> written() const;
  [[nodiscard]] const std::vector<std::string>& made() const { return made_; }
  // Leaves the answers in the journal before anything else happens. False: it could not be written
  // (told once).
  void keep();

  [[nodiscard]] refine::Session& session() { return session_; }
  [[nodiscard]] Terminal& terminal() { return terminal_; }
  [[nodiscard]] const Style& style() const { return style_; }
  void show(std::string_view text) const;
  void note(std::string_view text) const;  // a line of its own, indented
  void show_diff();

 private:
  const Call& call_;
  refine::Session& session_;
  Terminal& terminal_;
  refine::Journal& journal_;
  Style style_;
  std::map<std::string, std::string> saved_;  // the texts that were written in this session
  std::vector<std::string> made_;
  bool journal_failed_ = false;
};

// ---- one question (refine_ask.cpp) ----
[[nodiscard]] std::optional<End> ask_exec(Desk& desk, const refine::Question& question);
[[nodiscard]] std::optional<End> ask_rule(Desk& desk, const refine::Question& question);

// ---- several (refine_many.cpp) ----
// Asks by what, and then what to answer; redraw where nothing was answered.
[[nodiscard]] Next answer_alike(Desk& desk);
// All that Enter would allow.
[[nodiscard]] Next take_defaults(Desk& desk);
[[nodiscard]] Next choose_from_list(Desk& desk);
[[nodiscard]] Next search(Desk& desk);

// ---- refine_why.cpp ----
[[nodiscard]] std::string why_text(const refine::Question& question, const Style& style,
                                   unsigned width);

}  // namespace profgen::tool
