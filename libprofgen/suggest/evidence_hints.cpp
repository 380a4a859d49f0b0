// What the evidence as it was logged tells beside its accesses.
#include <algorithm>
#include <set>
#include <utility>

#include "policy/aare.hpp"
#include "policy/matcher.hpp"
#include "policy/variables.hpp"
#include "suggest/fold.hpp"
#include "suggest/hint_table.hpp"
#include "suggest/hints.hpp"
#include "suggest/labels.hpp"
#include "suggest/noisy_denies.hpp"

namespace profgen::inline v0::suggest {
namespace {

using evidence::Subject;

constexpr std::int64_t day_us = 24LL * 3600 * 1'000'000;
constexpr std::size_t comm_length = 15;  // what the kernel keeps of a program's name

void note_losses(const evidence::Evidence& evidence, Hints& hints) {
  for (const evidence::Source& source : evidence.sources())
    for (const auto& [what, count] : source.losses) hints.log_loss(what, count, source.name);
}

// The program of the last `//null-` piece; empty for the piece of a hat.
std::string program_of(const Label& label) {
  if (label.chain.empty() || piece_kind(label.chain.back()) == PieceKind::hat) return {};
  return std::string(label.chain.back());
}

bool in_complain(const evidence::Seen& seen) { return seen.counts[1] != 0; }

bool is_path_refusal(const evidence::Key& key, const evidence::Seen& seen) {
  if (!key.unusable || !in_complain(seen)) return false;
  const std::string_view id = hint_of_unusable(key.access, seen);
  return id == "attach-disconnected" || id == "attach-disconnected-ipc" || id == "deleted-file" ||
         id == "name-too-long" || id == "unresolved-path";
}

// A child that left no record of its own is known by the record of its exec.
void note_complain_limits(const evidence::Evidence& evidence, Hints& hints) {
  std::set<std::pair<Subject, std::string>> ran;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    const Label label = split_label(subject.profile);
    const Subject base{subject.name_space, std::string(label.base)};
    const std::string program = program_of(label);
    for (const auto& [key, seen] : accesses) {
      if (is_path_refusal(key, seen)) hints.refused_in_complain(base, key.access);
      if (!in_complain(seen)) continue;
      if (!program.empty()) ran.insert({base, program});
      if (const auto* exec = std::get_if<ExecAccess>(&key.access);
          exec != nullptr && exec->target.find(null_mark) != std::string::npos)
        ran.insert({base, exec->path});
    }
  }
  for (const auto& [base, program] : ran) hints.second_pass(base, program);
}

// The only path that a profile attaches to; empty where it is a pattern, or none.
std::string only_path(const policy::Profile& profile) {
  if (profile.attachment.empty() || profile.matcher == nullptr) return {};
  policy::Expander expander(profile.matcher->setup().scope);
  const auto pattern = expander.expand_path(profile.attachment);
  return pattern ? policy::aare_literal(*pattern).value_or(std::string()) : std::string();
}

std::string comm_of(std::string_view path) {
  return std::string(base_name(path).substr(0, comm_length));
}

std::set<std::string> programs_of(const evidence::Accesses& accesses) {
  std::set<std::string> out;
  for (const auto& entry : accesses)
    out.insert(entry.second.programs.begin(), entry.second.programs.end());
  return out;
}

// A task whose profile stands beside it: it was started before the profile was loaded, or by a
// name that the attachment does not match.
void note_unconfined(const evidence::Evidence& evidence, const policy::Policy& policy,
                     Hints& hints) {
  const auto unconfined = evidence.subjects().find({"", "unconfined"});
  if (unconfined == evidence.subjects().end()) return;
  const std::set<std::string> ran = programs_of(unconfined->second);
  for (const policy::Profile& profile : policy.profiles()) {
    if (!profile.name_space.empty() || profile.name.find("//") != std::string::npos) continue;
    const std::string path = only_path(profile);
    if (!path.empty() && ran.count(comm_of(path)) != 0)
      hints.not_attached({"", profile.name}, path, "unconfined " + comm_of(path));
  }
}

// Nothing that ran in the profile goes by the name of its attachment. Threads may rename
// themselves: only where a single name was seen is that worth a word.
void note_other_program(const Subject& subject, const evidence::Accesses& accesses,
                        const policy::Profile& profile, Hints& hints) {
  if (subject.profile.find("//") != std::string::npos) return;
  const std::string path = only_path(profile);
  const std::set<std::string> ran = programs_of(accesses);
  if (!path.empty() && ran.size() == 1 && *ran.begin() != comm_of(path))
    hints.not_attached(subject, path, *ran.begin());
}

struct Quiet {
  std::size_t covered = 0;
  std::int64_t missing_last = 0;  // when something was missing last
  bool missing = false;
  bool missing_at_unknown_time = false;
};

Quiet quiet_of(const evidence::Accesses& accesses, const policy::Profile& profile) {
  Quiet quiet;
  for (const auto& [key, seen] : accesses) {
    const bool allowed =
        !key.unusable && key.crowd == evidence::Crowd::none &&
        policy::covers(*profile.matcher, key.access).answer == policy::Answer::allowed;
    if (allowed) {
      ++quiet.covered;
      continue;
    }
    quiet.missing = true;
    quiet.missing_at_unknown_time = quiet.missing_at_unknown_time || seen.last_us == 0;
    quiet.missing_last = std::max(quiet.missing_last, seen.last_us);
  }
  return quiet;
}

// In complain mode nothing is logged that the profile allows: a log that goes on for a day without
// a word of the profile says that nothing is missing.
void note_quiet(const Subject& subject, const evidence::Accesses& accesses,
                const policy::Profile& profile, std::int64_t end_us, Hints& hints) {
  if (profile.mode != policy::Mode::complain || profile.matcher == nullptr) return;
  const Quiet quiet = quiet_of(accesses, profile);
  const bool long_ago = !quiet.missing_at_unknown_time && end_us - quiet.missing_last >= day_us;
  if (!quiet.missing || long_ago)
    hints.complain_left_on(subject, accesses.size(), quiet.missing ? quiet.missing_last : 0);
}

std::int64_t end_of(const evidence::Evidence& evidence) {
  std::int64_t end = 0;
  for (const auto& subject : evidence.subjects())
    for (const auto& entry : subject.second) end = std::max(end, entry.second.last_us);
  return end;
}

}  // namespace

std::vector<Hint> evidence_hints(const evidence::Evidence& evidence, const policy::Policy& policy,
                                 const ExecChoices& choices) {
  Hints hints;
  note_losses(evidence, hints);
  note_complain_limits(evidence, hints);
  note_unconfined(evidence, policy, hints);
  for (const auto& [subject, accesses] : evidence.subjects())
    if (const policy::Profile* profile = policy.find(subject.profile, subject.name_space))
      note_other_program(subject, accesses, *profile, hints);
  const std::int64_t end_us = end_of(evidence);
  const evidence::Evidence folded = fold(evidence, policy, choices);
  for (const auto& [subject, accesses] : folded.subjects()) {
    const policy::Profile* profile = policy.find(subject.profile, subject.name_space);
    note_noisy_denies(subject, accesses, profile, hints);
    if (profile != nullptr) note_quiet(subject, accesses, *profile, end_us, hints);
  }
  return hints.take();
}

}  // namespace profgen::inline v0::suggest
