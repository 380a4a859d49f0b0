#include "profgen/verify.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "suggest/attachments.hpp"
#include "suggest/fold.hpp"
#include "suggest/labels.hpp"
#include "suggest/transitions.hpp"

namespace profgen::inline v0::suggest {
namespace {

constexpr std::array<std::string_view, 4> outcome_names = {"allowed", "denied", "absent",
                                                           "unknown"};

Outcome outcome_of(policy::Answer answer) {
  if (answer == policy::Answer::allowed) return Outcome::allowed;
  return answer == policy::Answer::denied ? Outcome::denied : Outcome::absent;
}

// change_hat() needs no rule: the hat is there or not.
void judge_hat(Replayed& replayed, const ReplayedProfile& in, const std::string& hat,
               const policy::Policy& policy) {
  const bool there = policy.find(in.subject.profile + "//" + hat, in.subject.name_space) != nullptr;
  replayed.outcome = there ? Outcome::allowed : Outcome::absent;
  if (!there) replayed.reason = "the profile has no such hat";
}

// A rule that allows an exec is not enough where it names (or looks for) a profile.
void judge_transition(Replayed& replayed, const ReplayedProfile& in, const std::string& program,
                      const policy::Policy& policy, Attachments& attachments) {
  const auto choice = standing_choice(policy, in.subject, program);
  if (!choice) return;
  // A target may be a variable's many values, a stack, or in another name space: not looked up.
  if (choice->target.find_first_of("@*?[{:&") != std::string::npos) return;
  const Transition to = follow(in.subject, program, *choice, policy, attachments, {});
  if (to.kind != Transition::Kind::profile || !to.is_new) return;
  replayed.outcome = Outcome::absent;
  replayed.reason = choice->target.empty()
                        ? "no profile stands that " + choice->qualifier + " would enter"
                        : "no profile `" + to.profile + "` stands";
}

void judge(Replayed& replayed, const ReplayedProfile& in, const policy::Policy& policy,
           Attachments& attachments) {
  const Access& access = replayed.key.access;
  if (replayed.key.unusable) {
    replayed.reason = replayed.seen.unusable;
    return;
  }
  if (in.subject.profile.find(null_mark) != std::string::npos) {
    replayed.outcome = Outcome::absent;
    replayed.reason = "no exec rule says in which profile this program runs";
    return;
  }
  replayed.outcome = Outcome::absent;
  if (in.profile == nullptr || in.profile->matcher == nullptr) {
    replayed.reason = "the policy has no such profile";
    return;
  }
  if (const auto* change = std::get_if<ChangeHatAccess>(&access))
    return judge_hat(replayed, in, change->hat, policy);
  policy::Coverage coverage = policy::covers(*in.profile->matcher, access);
  replayed.outcome = outcome_of(coverage.answer);
  replayed.missing = coverage.missing;
  replayed.by = std::move(coverage.by);
  replayed.exec = std::move(coverage.exec);
  const auto* exec = std::get_if<ExecAccess>(&access);
  if (exec != nullptr && replayed.outcome == Outcome::allowed)
    judge_transition(replayed, in, exec->path, policy, attachments);
}

bool is_silent_deny(const policy::ResolvedRule& rule) {
  return rule.rule.prefix.decision == policy::Decision::deny && !rule.rule.prefix.audit;
}

void find_unused(ReplayedProfile& in) {
  if (in.profile == nullptr) return;
  std::set<const policy::ResolvedRule*> used;
  for (const Replayed& replayed : in.accesses) used.insert(replayed.by.begin(), replayed.by.end());
  for (const policy::ResolvedRule& rule : in.profile->rules)
    if (!rule.from_include && !is_silent_deny(rule) && used.count(&rule) == 0)
      in.unused.push_back(&rule);
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  return outcome_names[static_cast<std::size_t>(outcome)];
}

bool attested(const evidence::Seen& seen) {
  // What is only implied by its children has no records: their trust stands in `untrusted`.
  return seen.untrusted < std::max<std::uint64_t>(seen.total(), 1);
}

std::size_t ReplayedProfile::count(Outcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(accesses.begin(), accesses.end(),
                    [outcome](const Replayed& replayed) { return replayed.outcome == outcome; }));
}

std::vector<ReplayedProfile> replay(const evidence::Evidence& evidence,
                                    const policy::Policy& policy) {
  const evidence::Evidence folded = fold(evidence, policy, {});
  Attachments attachments(policy);
  std::vector<ReplayedProfile> out;
  for (const auto& [subject, accesses] : folded.subjects()) {
    if (subject.profile.empty() || subject.profile == "unconfined") continue;
    ReplayedProfile profile;
    profile.subject = subject;
    profile.profile = policy.find(subject.profile, subject.name_space);
    for (const auto& [key, seen] : accesses) {
      Replayed replayed;
      replayed.key = key;
      replayed.seen = seen;
      judge(replayed, profile, policy, attachments);
      profile.accesses.push_back(std::move(replayed));
    }
    find_unused(profile);
    out.push_back(std::move(profile));
  }
  return out;
}

}  // namespace profgen::inline v0::suggest
