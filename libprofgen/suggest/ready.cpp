#include "profgen/ready.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "grammar/profile_modes.hpp"
#include "suggest/hint_table.hpp"
#include "suggest/labels.hpp"
#include "suggest/unseen.hpp"

namespace profgen::inline v0::suggest {
namespace {

using evidence::Seen;
using evidence::Subject;

std::string counted(std::size_t count, std::string_view noun) {
  const bool hiss = !noun.empty() && noun.back() == 's';
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : hiss ? "es" : "s");
}

bool refused(const Seen& seen) {
  return seen.counts[1] != 0 || seen.counts[2] != 0 || seen.counts[3] != 0;
}

// The kernel tried it without need, or it is not this profile's: nothing to be blocked.
bool is_beside_the_point(const Replayed& replayed) {
  if (!replayed.key.unusable || replayed.key.crowd != evidence::Crowd::none) return false;
  const std::string_view id = hint_of_unusable(replayed.key.access, replayed.seen);
  return id == "not-needed" || id == "unconfined" || id == "rlimit-of-other";
}

// What is worked out over all of the evidence; each judge takes what is its profiles'.
struct Basis {
  std::vector<ReplayedProfile> replayed;
  std::vector<Unseen> unseen;
};

Basis basis_of(const ReadyInput& input, const ReadyOptions& options) {
  return {replay(input.evidence, input.policy),
          unseen(input.evidence, options.untrusted == Untrusted::ignore)};
}

class Judge {
 public:
  Judge(const ReadyInput& input, const ReadyOptions& options, Basis& basis)
      : input_(input), options_(options), basis_(basis) {}
  Readiness run();

 private:
  [[nodiscard]] bool is_asked_for(const Subject& subject) const {
    return input_.profiles.count(subject.profile) != 0;
  }
  // A profile that was asked for: not a child or hat of another one that was.
  [[nodiscard]] bool is_root(const ReadyProfile& profile) const;
  void take_profiles();
  void take_accesses();
  void take_access(ReadyProfile& profile, Replayed&& replayed);
  void sum_up();
  void reason(std::string id, std::string message) {
    out_.reasons.push_back({std::move(id), std::move(message)});
  }
  void judge_evidence();
  void judge_blocked();
  void judge_owed();
  void judge_trust();
  void judge_quiet();
  void judge_runs();
  void judge_policy();
  void take_notes();

  const ReadyInput& input_;
  const ReadyOptions& options_;
  Basis& basis_;
  Readiness out_;
  std::map<Subject, ReadyProfile> profiles_;
  std::set<Subject> stands_;     // of these: the profiles of the policy
  std::set<Subject> elsewhere_;  // of the same name, in another policy name space
};

bool Judge::is_root(const ReadyProfile& profile) const {
  const std::string& name = profile.subject.profile;
  for (std::size_t at = name.find("//"); at != std::string::npos && at != 0;
       at = name.find("//", at + 1))
    if (input_.profiles.count(name.substr(0, at)) != 0) return false;
  return true;
}

void Judge::take_profiles() {
  for (const policy::Profile& profile : input_.policy.profiles()) {
    if (input_.profiles.count(profile.name) == 0) continue;
    ReadyProfile& one = profiles_[{profile.name_space, profile.name}];
    one.subject = {profile.name_space, profile.name};
    one.profile = &profile;
    stands_.insert(one.subject);
    for (const policy::ResolvedRule& rule : profile.rules)
      if (rule.rule.prefix.decision == policy::Decision::deny && !rule.rule.prefix.audit)
        ++one.silent_denies;
    if (input_.runs != nullptr) one.runs = input_.runs->of(profile.name_space, profile.name);
  }
}

void Judge::take_access(ReadyProfile& profile, Replayed&& replayed) {
  const bool trusted = options_.untrusted == Untrusted::accept || attested(replayed.seen);
  if (!trusted && options_.untrusted == Untrusted::ignore) return;
  if (is_beside_the_point(replayed)) return;
  ++profile.accesses;
  if (!attested(replayed.seen)) ++profile.untrusted;
  const Seen& seen = replayed.seen;
  if (seen.first_us != 0)
    profile.first_us =
        profile.first_us == 0 ? seen.first_us : std::min(profile.first_us, seen.first_us);
  profile.last_us = std::max(profile.last_us, seen.last_us);
  profile.hosts.insert(seen.hosts.begin(), seen.hosts.end());
  if (refused(seen) && replayed.outcome != Outcome::denied) {
    profile.noise = true;
    profile.last_noise_us = std::max(profile.last_noise_us, seen.last_us);
  }
  switch (replayed.outcome) {
    case Outcome::allowed:
      ++profile.allowed;
      break;
    case Outcome::denied:
      ++profile.denied;
      break;
    case Outcome::absent:
      (trusted ? profile.blocked : profile.blocked_untrusted).push_back(std::move(replayed));
      break;
    case Outcome::unknown:
      if (has_no_name(replayed.key, replayed.seen))
        ++profile.nameless;
      else
        profile.unjudged.push_back(std::move(replayed));
      break;
  }
}

void Judge::take_accesses() {
  for (ReplayedProfile& replayed : basis_.replayed) {
    const Label label = split_label(replayed.subject.profile);
    const Subject base{replayed.subject.name_space, std::string(label.base)};
    // Hats and children that are not there are their parent's affair.
    Subject holder = base;
    while (!stands_.count(holder)) {
      const std::size_t up = holder.profile.rfind("//");
      if (up == std::string::npos || up == 0) break;
      holder.profile.resize(up);
    }
    if (!stands_.count(holder)) {
      if (is_asked_for(base)) elsewhere_.insert(base);
      continue;
    }
    ReadyProfile& one = profiles_[base];
    one.subject = base;
    for (Replayed& access : replayed.accesses) {
      if (!label.chain.empty() && !access.reason.empty())
        access.reason = "in " + replayed.subject.profile + ": " + access.reason;
      take_access(one, std::move(access));
    }
  }
}

void Judge::sum_up() {
  bool first = true;
  for (const auto& [subject, profile] : profiles_) {
    if (profile.first_us != 0)
      out_.first_us =
          out_.first_us == 0 ? profile.first_us : std::min(out_.first_us, profile.first_us);
    out_.last_us = std::max(out_.last_us, profile.last_us);
    out_.last_noise_us = std::max(out_.last_noise_us, profile.last_noise_us);
    out_.hosts.insert(profile.hosts.begin(), profile.hosts.end());
    if (!is_root(profile)) continue;
    out_.runs = first ? profile.runs.runs : std::min(out_.runs, profile.runs.runs);
    first = false;
  }
  const bool noise = std::any_of(profiles_.begin(), profiles_.end(),
                                 [](const auto& entry) { return entry.second.noise; });
  out_.quiet_since_us = noise ? out_.last_noise_us : out_.first_us;
}

void Judge::judge_evidence() {
  for (const auto& [subject, root] : profiles_) {
    if (!is_root(root)) continue;
    const std::string& name = subject.profile;
    std::size_t accesses = 0, untrusted = 0;
    for (const auto& [other, profile] : profiles_)
      if (other.name_space == subject.name_space &&
          (other.profile == name || other.profile.compare(0, name.size() + 2, name + "//") == 0)) {
        accesses += profile.accesses;
        untrusted += profile.untrusted;
      }
    if (accesses == 0)
      reason(
          "no-evidence",
          fmt::format("no record is of `{0}`: it did not attach to what ran, was not in complain "
                      "mode, or allows all of it silently. See that it is loaded (aa-status) and "
                      "that the program was started after that, run it, and name logs from before "
                      "the profile was complete too",
                      text::printable(name)));
    else if (options_.untrusted == Untrusted::refuse && untrusted == accesses)
      reason("untrusted",
             fmt::format("every record of `{}` is of a kind that anyone may write: name the audit "
                         "log or the journal (--untrusted=accept: take them)",
                         text::printable(name)));
  }
}

void Judge::judge_blocked() {
  std::size_t blocked = 0, untrusted = 0, unjudged = 0;
  for (const auto& [subject, profile] : profiles_) {
    blocked += profile.blocked.size();
    untrusted += profile.blocked_untrusted.size();
    unjudged += profile.unjudged.size();
  }
  if (blocked != 0)
    reason("blocked", fmt::format("{} would be blocked", counted(blocked, "access")));
  if (untrusted != 0)
    reason("untrusted-blocked",
           fmt::format("{} that only untrusted records tell of would be blocked "
                       "(--untrusted=ignore: leave them out)",
                       counted(untrusted, "access")));
  if (unjudged != 0)
    reason("unjudged", fmt::format("{} cannot be judged", counted(unjudged, "access")));
}

void Judge::judge_owed() {
  std::vector<Unseen> owed;
  std::size_t children = 0, unresolved = 0;
  bool crowd = false;
  for (const Unseen& one : basis_.unseen) {
    if (profiles_.count(one.subject) == 0) continue;
    // The profile was changed and loaded after that.
    if (options_.loaded_at_us != 0 && one.last_us != 0 && one.last_us < options_.loaded_at_us)
      continue;
    children += one.children.size();
    crowd = crowd || one.crowd_of_children;
    unresolved += one.unresolved;
    owed.push_back(one);
  }
  out_.owed = std::move(owed);
  if (out_.owed.empty()) return;
  std::string why;
  if (children != 0 || crowd)
    why = fmt::format(
        "{}programs ran in //null- children{}, whose network, mount and signal "
        "accesses are not logged",
        crowd ? "many " : "", children != 0 ? fmt::format(" ({})", children) : "");
  if (unresolved != 0)
    why +=
        fmt::format("{}{} had no name and {} refused in complain mode too", why.empty() ? "" : "; ",
                    counted(unresolved, "object"), unresolved == 1 ? "was" : "were");
  reason("second-pass",
         fmt::format("another pass is owed: {}. Load the changed profile in complain mode and log "
                     "once more (--loaded-at TIME: that was done)",
                     why));
}

void Judge::judge_trust() {
  if (input_.unread != 0)
    reason("unread", fmt::format("{} could not be read to the end", counted(input_.unread, "log")));
  if (input_.losses.empty() || options_.accept_loss) return;
  std::string what;
  for (const auto& [name, count] : input_.losses)
    what += (what.empty() ? "" : ", ") + text::printable(name);
  reason("lossy",
         fmt::format("the logs are not complete: {} (--accept-loss: take them as they are)", what));
}

void Judge::judge_quiet() {
  if (options_.quiet_for_us == 0) return;
  if (out_.quiet_since_us == 0 || options_.as_of_us == 0) {
    reason("no-time", "no record says when, so nothing is known of how long it has been quiet");
    return;
  }
  const std::int64_t quiet_us = options_.as_of_us - out_.quiet_since_us;
  if (quiet_us < options_.quiet_for_us)
    reason("noisy", fmt::format("quiet for {} only, not for {}", duration_text(quiet_us),
                                duration_text(options_.quiet_for_us)));
}

void Judge::judge_runs() {
  if (options_.min_runs == 0 || out_.runs >= options_.min_runs) return;
  if (input_.runs == nullptr || !input_.all_logs)
    reason("few-runs",
           fmt::format("{} known, not {}: evidence files do not keep them, name the logs",
                       counted(out_.runs, "run"), options_.min_runs));
  else
    reason("few-runs",
           fmt::format("{} seen, not {}", counted(out_.runs, "run"), options_.min_runs));
}

void Judge::judge_policy() {
  std::set<std::string> wrong;
  for (const auto& [subject, profile] : profiles_) {
    if (profile.profile == nullptr) continue;
    if (profile.profile->mode == policy::Mode::unconfined)
      reason("unconfined", fmt::format("`{}` has flags=(unconfined): it confines nothing, and "
                                       "nothing is known of what it would block",
                                       text::printable(subject.profile)));
    for (const Diagnostic& diagnostic : input_.policy.diagnostics())
      if (diagnostic.severity == Severity::error && !profile.profile->file.empty() &&
          diagnostic.file == profile.profile->file)
        wrong.insert(profile.profile->file);
  }
  for (const std::string& file : wrong)
    reason("errors", fmt::format("{} has errors: it cannot be loaded", text::printable(file)));
}

void Judge::take_notes() {
  std::size_t denied = 0, silent = 0, untrusted = 0;
  for (const auto& [subject, profile] : profiles_) {
    denied += profile.denied;
    silent += profile.silent_denies;
    untrusted += profile.untrusted;
    const std::string name = text::printable(subject.profile);
    const policy::Profile* stands = profile.profile;
    if (!is_root(profile) && stands != nullptr && stands->mode == policy::Mode::complain)
      out_.notes.push_back(fmt::format(
          "`{}` has flags=(complain) of its own: enforcing its parent leaves it so", name));
    if (stands != nullptr && stands->mode == policy::Mode::default_allow)
      out_.notes.push_back(fmt::format("`{}` allows what no rule mentions", name));
    if (!is_root(profile) && profile.accesses == 0)
      out_.notes.push_back(
          fmt::format("no record is of `{}`: it was not entered, or allows all of "
                      "it silently",
                      name));
    if (profile.runs.more)
      out_.notes.push_back(
          fmt::format("`{}` had too many processes to count its runs to the end", name));
  }
  for (const Subject& subject : elsewhere_)
    out_.notes.push_back(fmt::format("what `:{}:{}` did is not judged: it is in another name space",
                                     text::printable(subject.name_space),
                                     text::printable(subject.profile)));
  if (denied != 0)
    out_.notes.push_back(fmt::format("{} denied by rules of the profile, in complain mode as well",
                                     counted(denied, "access") + (denied == 1 ? " is" : " are")));
  if (silent != 0)
    out_.notes.push_back(fmt::format("{} `deny` without `audit`: what that refuses is in no log",
                                     counted(silent, "rule") + (silent == 1 ? " says" : " say")));
  if (untrusted != 0 && options_.untrusted == Untrusted::accept)
    out_.notes.push_back(
        fmt::format("{} told of by untrusted records only",
                    counted(untrusted, "access") + (untrusted == 1 ? " is" : " are")));
  if (!input_.losses.empty() && options_.accept_loss)
    out_.notes.push_back("the logs are not complete; that was accepted");
  if (options_.as_of_us != 0 && options_.as_of_us < out_.last_us)
    out_.notes.push_back("the last record is later than the time that was given as now");
}

Readiness Judge::run() {
  take_profiles();
  take_accesses();
  sum_up();
  judge_evidence();
  judge_blocked();
  judge_trust();
  judge_policy();
  judge_quiet();
  judge_runs();
  judge_owed();
  take_notes();
  for (auto& entry : profiles_) out_.profiles.push_back(std::move(entry.second));
  return std::move(out_);
}

}  // namespace

std::string_view mode_word(policy::Mode mode) {
  return grammar::profile_modes[static_cast<std::size_t>(mode)];
}

Readiness judge_readiness(const ReadyInput& input, const ReadyOptions& options) {
  Basis basis = basis_of(input, options);
  return Judge(input, options, basis).run();
}

std::map<std::string, Readiness> judge_readiness_each(const ReadyInput& input,
                                                      const ReadyOptions& options) {
  Basis basis = basis_of(input, options);
  std::map<std::string, Readiness> out;
  for (const std::string& root : input.profiles) {
    ReadyInput one = input;
    one.profiles = {root};
    for (const policy::Profile& profile : input.policy.profiles())
      if (profile.name.compare(0, root.size() + 2, root + "//") == 0)
        one.profiles.insert(profile.name);
    out.emplace(root, Judge(one, options, basis).run());
  }
  return out;
}

}  // namespace profgen::inline v0::suggest
