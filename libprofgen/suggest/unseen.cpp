#include "suggest/unseen.hpp"

#include <algorithm>
#include <map>

#include "suggest/hint_table.hpp"
#include "suggest/labels.hpp"

namespace profgen::inline v0::suggest {

bool has_no_name(const evidence::Key& key, const evidence::Seen& seen) {
  constexpr std::string_view ids[] = {"attach-disconnected", "attach-disconnected-ipc",
                                      "deleted-file", "name-too-long", "unresolved-path"};
  if (!key.unusable || key.crowd != evidence::Crowd::none) return false;
  const std::string_view id = hint_of_unusable(key.access, seen);
  return std::find(std::begin(ids), std::end(ids), id) != std::end(ids);
}

std::vector<Unseen> unseen(const evidence::Evidence& evidence, bool attested_only) {
  std::map<evidence::Subject, Unseen> found;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    if (subject.profile.empty() || subject.profile == "unconfined") continue;
    const Label label = split_label(subject.profile);
    const evidence::Subject base{subject.name_space, std::string(label.base)};
    for (const auto& [key, seen] : accesses) {
      const bool nameless = has_no_name(key, seen);
      const bool child = !label.chain.empty() || key.crowd == evidence::Crowd::children;
      if ((!nameless && !child) || (attested_only && !attested(seen))) continue;
      Unseen& one = found[base];
      one.subject = base;
      one.last_us = std::max(one.last_us, seen.last_us);
      if (child && !label.chain.empty()) one.children.insert(subject.profile);
      one.crowd_of_children = one.crowd_of_children || key.crowd == evidence::Crowd::children;
      if (nameless) {
        if (one.unresolved++ == 0) one.example = key.access;
      }
    }
  }
  std::vector<Unseen> out;
  out.reserve(found.size());
  for (auto& entry : found) out.push_back(std::move(entry.second));
  return out;
}

}  // namespace profgen::inline v0::suggest
