#include "suggest/drafts.hpp"

#include <algorithm>
#include <tuple>

#include "suggest/labels.hpp"
#include "suggest/profile_file.hpp"

namespace profgen::inline v0::suggest {

void Drafts::enter(const evidence::Subject& from, const std::string& program, const Transition& to,
                   bool by_standing_rule) {
  if (to.kind != Transition::Kind::profile || !to.is_new) return;
  Draft& draft = drafts_[{from.name_space, to.profile}];
  draft.from.insert(from.profile);
  if (to.target.empty() && draft.attachment.empty()) draft.attachment = program;
  draft.answered = draft.answered || !by_standing_rule;
}

void Drafts::change(const evidence::Subject& from, const ChangeProfileAccess& change) {
  std::string_view name = change.target;
  if (name.substr(0, 1) == "&") name.remove_prefix(1);
  // Of stacks and of other namespaces nothing is known here.
  if (name.empty() || name == "unconfined" || name.front() == ':' ||
      name.find("//&") != std::string_view::npos || name.find(null_mark) != std::string_view::npos)
    return;
  drafts_[{from.name_space, std::string(name)}].from.insert(from.profile);
}

void Drafts::finish(std::vector<ProfileProposals>& profiles, const policy::Policy& policy,
                    Hints& hints) const {
  const auto before = [](const ProfileProposals& one, const evidence::Subject& other) {
    return std::tie(one.subject.profile, one.subject.name_space) <
           std::tie(other.profile, other.name_space);
  };
  for (const auto& [subject, draft] : drafts_) {
    if (policy.find(subject.profile, subject.name_space) != nullptr) continue;
    auto at = std::lower_bound(profiles.begin(), profiles.end(), subject, before);
    if (at == profiles.end() || at->subject != subject) {
      if (!draft.answered) {
        for (const std::string& from : draft.from)
          hints.missing_target({subject.name_space, from}, subject.profile);
        continue;
      }
      ProfileProposals made;
      made.subject = subject;
      made.file = file_of(policy, subject, nullptr);
      at = profiles.insert(at, std::move(made));
      hints.empty_draft(subject, *draft.from.begin());
    }
    at->attachment = draft.attachment;
    at->entered_from = draft.from;
  }
}

}  // namespace profgen::inline v0::suggest
