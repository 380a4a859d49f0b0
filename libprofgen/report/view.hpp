// What the sections of the page share.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "profgen/report.hpp"
#include "report/html.hpp"

namespace profgen::inline v0::report {

// A question with its answer, as it is numbered on the page: "R12".
struct Asked {
  const refine::Recommended* entry = nullptr;
  std::size_t number = 0;
  int severity = 0;  // of what is granted
  suggest::Guard::Judgement guard;
};

struct ProfilePart {
  evidence::Subject subject;
  const suggest::ProfileProposals* proposals = nullptr;
  std::vector<Asked> asked;  // execs, then the most severe first
  std::size_t left_out = 0;  // beyond PageLimits::rules
};

struct View {
  const PageInput& input;
  const PageLimits& limits;
  std::vector<ProfilePart> parts;  // sorted by subject
  std::size_t questions = 0, shown = 0;

  // How to see all of a profile, as HTML; of everything where none is named.
  [[nodiscard]] std::string command(std::string_view name, const std::string& profile = {}) const;
};
[[nodiscard]] View make_view(const PageInput& input, const PageLimits& limits);

[[nodiscard]] const evidence::Subject& subject_of(const refine::Recommended& entry);
[[nodiscard]] std::string anchor_of(const Asked& asked);  // a link to it

void write_summary(const View& view, std::string& out);
void write_reading(const View& view, std::string& out);
void write_activity(const View& view, std::string& out);
void write_questions(const View& view, std::string& out);
void write_diff(const View& view, std::string& out);
void write_readiness(const View& view, std::string& out);
void write_rollouts(const View& view, std::string& out);
void write_refused(const View& view, std::string& out);
void write_left(const View& view, std::string& out);

// "12 rules left out here: COMMAND lists all", where some were.
void put_more(std::string& out, std::size_t left_out, std::string_view noun,
              const std::string& command);

}  // namespace profgen::inline v0::report
