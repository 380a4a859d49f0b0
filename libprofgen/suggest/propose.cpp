// The driver: what the policy does not grant becomes asks, asks become proposals.
#include <algorithm>
#include <set>

#include "suggest/candidates.hpp"
#include "suggest/cover_problem.hpp"
#include "suggest/drafts.hpp"
#include "suggest/fold.hpp"
#include "suggest/hint_table.hpp"
#include "suggest/hints.hpp"
#include "suggest/labels.hpp"
#include "suggest/profile_file.hpp"
#include "suggest/proposal_id.hpp"
#include "suggest/transitions.hpp"

namespace profgen::inline v0::suggest {
namespace {

using evidence::Key;
using evidence::Seen;
using evidence::Subject;

constexpr FilePerms run_perms = file_perm::read | file_perm::map_exec;

class Proposer {
 public:
  Proposer(const policy::Policy& policy, const ExecChoices& choices, const Options& options)
      : policy_(policy),
        choices_(choices),
        options_(options),
        attachments_(policy),
        maker_(policy, options) {}

  Proposals run(const evidence::Evidence& folded);

 private:
  struct Work {
    ProfileProposals out;
    const policy::Profile* profile = nullptr;
    std::set<std::string> executed;            // programs that get an exec rule
    std::map<std::string, FilePerms> touched;  // what was asked of each path; for links_by_rule()
    std::map<std::string, Ask> asks;
    std::map<std::string, Ask> denied;
  };

  void take(Work& work, const evidence::Accesses& accesses);
  void take_one(Work& work, const Key& key, const Seen& seen);
  void take_exec(Work& work, const Key& key, const Seen& seen);
  void take_hat(Work& work, const std::string& hat);
  void ask(Work& work, const Key& key, const Seen& seen, Access needed);
  void finish(Work& work);
  [[nodiscard]] bool is_wanted_try(const Subject& subject, const Access& access,
                                   const Seen& seen) const {
    return options_.wants_tried && hint_of_unusable(access, seen) == "not-needed" &&
           options_.wants_tried(subject, access);
  }
  [[nodiscard]] bool links_by_rule(const Work& work, const Access& access, Generalise level) const;
  [[nodiscard]] const ExecChoice* choice_of(const Subject& subject,
                                            const std::string& program) const;
  [[nodiscard]] policy::Coverage coverage_of(const Work& work, const Access& access) const;
  [[nodiscard]] Generalise level_of(const Work& work, const Access& access) const {
    return options_.level_of ? options_.level_of(work.out.subject, access) : options_.generalise;
  }

  const policy::Policy& policy_;
  const ExecChoices& choices_;
  const Options& options_;
  Attachments attachments_;
  CandidateMaker maker_;
  Hints hints_;
  Drafts drafts_;
};

// Accesses come sorted, and so do most of their groups: a new one stands behind all others.
Ask& ask_of(std::map<std::string, Ask>& asks, std::string&& group) {
  if (asks.empty() || asks.rbegin()->first < group)
    return asks.emplace_hint(asks.end(), std::move(group), Ask{})->second;
  return asks[std::move(group)];
}

const ExecChoice* Proposer::choice_of(const Subject& subject, const std::string& program) const {
  const auto found = choices_.find({subject, program});
  return found == choices_.end() ? nullptr : &found->second;
}

policy::Coverage Proposer::coverage_of(const Work& work, const Access& access) const {
  if (work.profile != nullptr && work.profile->matcher != nullptr)
    return policy::covers(*work.profile->matcher, access);
  policy::Coverage none;
  if (const auto* file = std::get_if<FileAccess>(&access)) none.missing = file->perms;
  return none;
}

Proposals Proposer::run(const evidence::Evidence& folded) {
  std::map<std::pair<std::string, std::string>, Work> works;  // by name, then namespace
  for (const auto& [subject, accesses] : folded.subjects()) {
    if (subject.profile.find(null_mark) != std::string::npos) {
      hints_.undecided(subject, accesses.size());
      continue;
    }
    if (subject.profile == "unconfined" || subject.profile.empty()) {
      hints_.unconfined(subject, accesses.size());
      continue;
    }
    Work work;
    work.out.subject = subject;
    work.profile = policy_.find(subject.profile, subject.name_space);
    work.out.exists = work.profile != nullptr;
    work.out.file = file_of(policy_, subject, work.profile);
    take(work, accesses);
    works.emplace(std::make_pair(subject.profile, subject.name_space), std::move(work));
  }
  Proposals proposals;
  for (auto& entry : works) {
    finish(entry.second);
    if (!entry.second.out.subject.name_space.empty())
      hints_.other_namespace(entry.second.out.subject, entry.second.out.proposals.size());
    proposals.profiles.push_back(std::move(entry.second.out));
  }
  drafts_.finish(proposals.profiles, policy_, hints_);
  // A profile that is entered by change_hat() and does not stand is a hat of its parent.
  for (const auto& entry : folded.subjects())
    for (const auto& seen : entry.second)
      if (const auto* change = std::get_if<ChangeHatAccess>(&seen.first.access))
        for (ProfileProposals& profile : proposals.profiles)
          if (!profile.exists && profile.subject.name_space == entry.first.name_space &&
              profile.subject.profile == entry.first.profile + "//" + change->hat)
            profile.hat = true;
  proposals.hints = hints_.take();
  return proposals;
}

void Proposer::take(Work& work, const evidence::Accesses& accesses) {
  const bool links = std::any_of(accesses.begin(), accesses.end(), [&](const auto& entry) {
    return std::holds_alternative<LinkAccess>(entry.first.access) &&
           level_of(work, entry.first.access) == Generalise::exact;
  });
  for (const auto& [key, seen] : accesses) {
    const auto* file = std::get_if<FileAccess>(&key.access);
    if (links && file != nullptr) work.touched[file->path] |= file->perms;
    const auto* exec = std::get_if<ExecAccess>(&key.access);
    if (exec == nullptr || key.unusable) continue;
    const ExecChoice* choice = choice_of(work.out.subject, exec->path);
    if (choice != nullptr && choice->qualifier != "deny" && choice->qualifier != "ignore")
      work.executed.insert(exec->path);
  }
  for (const auto& [key, seen] : accesses) take_one(work, key, seen);
}

void Proposer::take_one(Work& work, const Key& key, const Seen& seen) {
  if (key.crowd != evidence::Crowd::none) return hints_.crowd(work.out.subject, key, seen);
  if (key.unusable && !is_wanted_try(work.out.subject, key.access, seen))
    return hints_.unusable(work.out.subject, key.access, seen);
  if (!seen.info.empty()) hints_.beside_rule(work.out.subject, key.access, seen);
  if (std::holds_alternative<std::monostate>(key.access)) return;
  if (std::holds_alternative<ExecAccess>(key.access)) return take_exec(work, key, seen);
  if (const auto* hat = std::get_if<ChangeHatAccess>(&key.access)) return take_hat(work, hat->hat);
  if (const auto* change = std::get_if<ChangeProfileAccess>(&key.access))
    drafts_.change(work.out.subject, *change);
  const policy::Coverage coverage = coverage_of(work, key.access);
  if (coverage.answer == policy::Answer::allowed) {
    ++work.out.covered;
    return;
  }
  if (coverage.answer == policy::Answer::denied) {
    work.denied[group_key(key.access, level_of(work, key.access))].evidence.emplace_back(key, seen);
    return;
  }
  Access needed = key.access;
  if (auto* file = std::get_if<FileAccess>(&needed)) {
    if (coverage.missing != 0) file->perms &= coverage.missing;
    file->owned = file->owned && options_.owner;
  }
  if (auto* link = std::get_if<LinkAccess>(&needed)) link->owned = link->owned && options_.owner;
  ask(work, key, seen, std::move(needed));
}

void Proposer::take_exec(Work& work, const Key& key, const Seen& seen) {
  const auto& exec = std::get<ExecAccess>(key.access);
  // Only implied by its child (fold()): the log does not say so.
  const Generalise level = level_of(work, key.access);
  if (seen.total() == 0 && level == Generalise::exact) return;
  const policy::Coverage coverage = coverage_of(work, key.access);
  if (coverage.answer == policy::Answer::allowed) {
    ++work.out.covered;
    if (const auto standing = standing_choice(policy_, work.out.subject, exec.path))
      drafts_.enter(work.out.subject, exec.path,
                    follow(work.out.subject, exec.path, *standing, policy_, attachments_, choices_),
                    true);
    return;
  }
  const std::string group = group_key(key.access, level);
  if (coverage.answer == policy::Answer::denied) {
    work.denied[group].evidence.emplace_back(key, seen);
    return;
  }
  const ExecChoice* choice = choice_of(work.out.subject, exec.path);
  if (choice == nullptr) return hints_.undecided_program(work.out.subject, exec.path);
  if (choice->qualifier == "ignore") return;
  Ask& ask = work.asks[group];
  ask.generalise = level;
  if (!ask.exec) {
    const Transition to =
        follow(work.out.subject, exec.path, *choice, policy_, attachments_, choices_);
    drafts_.enter(work.out.subject, exec.path, to, false);
    ask.exec = *choice;
    ask.exec_target = to.target;
    ask.needed.emplace_back(ExecAccess{exec.path, false, {}});
  }
  ask.evidence.emplace_back(key, seen);
}

void Proposer::take_hat(Work& work, const std::string& hat) {
  const std::string name = work.out.subject.profile + "//" + hat;
  if (policy_.find(name, work.out.subject.name_space) == nullptr)
    hints_.missing_hat(work.out.subject, hat);
  else
    ++work.out.covered;
}

void Proposer::ask(Work& work, const Key& key, const Seen& seen, Access needed) {
  const Generalise level = level_of(work, needed);
  const bool by_rule = links_by_rule(work, needed, level);
  std::string group = group_key(needed, level, by_rule);
  auto* file = std::get_if<FileAccess>(&needed);
  if (file != nullptr && work.executed.count(file->path) != 0) {
    // The answer to the exec question covers that the program is read and mapped, no more.
    const auto more = static_cast<FilePerms>(file->perms & ~run_perms);
    if (more != 0) {
      FileAccess rest = *file;
      rest.perms = more;
      Ask& other = work.asks[group + "more"];
      other.generalise = level;
      other.evidence.emplace_back(key, seen);
      other.needed.emplace_back(std::move(rest));
    }
    file->perms &= run_perms;
    if (file->perms == 0) return;
  }
  Ask& ask = ask_of(work.asks, std::move(group));
  ask.generalise = level;
  ask.link_rule = by_rule;
  ask.evidence.emplace_back(key, seen);
  ask.needed.push_back(std::move(needed));
}

// The letter `l` allows a link only to what the profile may touch in every way in which it may
// touch the link; `link A -> B,` allows just this one. The letter is what upstream's tools write.
bool Proposer::links_by_rule(const Work& work, const Access& access, Generalise level) const {
  const auto* link = std::get_if<LinkAccess>(&access);
  if (link == nullptr || link->target.empty()) return false;
  if (level != Generalise::exact) return true;
  const auto perms = [&](const std::string& path) {
    const auto found = work.touched.find(path);
    return found == work.touched.end() ? FilePerms{0} : found->second;
  };
  return (perms(link->link) & ~perms(link->target)) != 0;
}

void Proposer::finish(Work& work) {
  ProfileView view = view_of(work.out.subject.profile, work.profile);
  for (auto& entry : work.asks) maker_.survey(entry.second, view);
  maker_.weigh(view);
  std::vector<std::vector<Offer>> offers;
  offers.reserve(work.asks.size());
  for (auto& entry : work.asks) offers.push_back(maker_.make(entry.second, view));
  put_chosen_first(offers, maker_);
  work.out.proposals.reserve(work.asks.size() + work.denied.size());
  auto of_ask = offers.begin();
  for (auto& [key, ask] : work.asks) {
    std::vector<Offer>& offered = *of_ask++;
    if (offered.empty()) {
      hints_.no_rule(work.out.subject, ask.needed.front());
      continue;
    }
    Proposal proposal;
    proposal.candidates.reserve(offered.size());
    for (Offer& offer : offered) proposal.candidates.push_back(std::move(offer.candidate));
    proposal.id = proposal_id(work.out.subject, key);
    proposal.subject = work.out.subject;
    proposal.severity = ask.severity;
    proposal.evidence = std::move(ask.evidence);
    work.out.proposals.push_back(std::move(proposal));
  }
  for (auto& [key, ask] : work.denied) {
    Proposal proposal;
    proposal.id = proposal_id(work.out.subject, key + "denied");
    proposal.subject = work.out.subject;
    proposal.denied_by_rule = true;
    proposal.evidence = std::move(ask.evidence);
    work.out.proposals.push_back(std::move(proposal));
  }
  std::stable_sort(work.out.proposals.begin(), work.out.proposals.end(),
                   [](const Proposal& a, const Proposal& b) { return a.severity < b.severity; });
}

}  // namespace

Proposals propose(const evidence::Evidence& folded, const policy::Policy& policy,
                  const ExecChoices& choices, const Options& options) {
  return Proposer(policy, choices, options).run(folded);
}

}  // namespace profgen::inline v0::suggest
