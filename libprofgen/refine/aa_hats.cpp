#include "refine/aa_hats.hpp"

#include <algorithm>
#include <set>

#include "refine/answers.hpp"
#include "suggest/labels.hpp"

namespace profgen::inline v0::refine {
namespace {

using evidence::Evidence;
using evidence::Subject;

// What stands behind "P//hat" or "P//null-hat" in a name; nullptr: it is not in the hat.
const char* behind_hat(const Subject& subject, const AaHat& hat) {
  if (subject.name_space != hat.subject.name_space) return nullptr;
  for (const std::string& mark : {std::string("//"), std::string(suggest::null_mark)}) {
    const std::string name = hat.subject.profile + mark + hat.hat;
    if (subject.profile.rfind(name, 0) != 0) continue;
    const char* rest = subject.profile.c_str() + name.size();
    if (*rest == '\0' || std::string_view(rest).substr(0, 2) == "//") return rest;
  }
  return nullptr;
}

bool asks_for(const Subject& subject, const Access& access, const AaHat& hat) {
  const auto* change = std::get_if<ChangeHatAccess>(&access);
  return change != nullptr && subject == hat.subject && change->hat == hat.hat;
}

}  // namespace

std::vector<AaHat> aa_missing_hats(const Evidence& evidence, const policy::Policy& policy,
                                   const SessionOptions& options) {
  std::set<AaHat> hats;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    if (!wanted(options, subject) ||
        subject.profile.find(suggest::null_mark) != std::string::npos ||
        policy.find(subject.profile, subject.name_space) == nullptr)
      continue;
    for (const auto& [key, seen] : accesses) {
      const auto* change = std::get_if<ChangeHatAccess>(&key.access);
      if (change == nullptr || key.unusable || change->hat.empty()) continue;
      if (policy.find(subject.profile + "//" + change->hat, subject.name_space) == nullptr)
        hats.insert({subject, change->hat, seen.complain()});
    }
  }
  return {hats.begin(), hats.end()};
}

Evidence with_hat(Evidence evidence, const AaHat& hat) {
  // An access that names nothing asks for no rule.
  evidence.add({hat.subject.name_space, hat.subject.profile + "//" + hat.hat}, {}, {});
  return evidence;
}

Evidence with_other_hat(const Evidence& evidence, const AaHat& hat, const std::string& other) {
  Evidence out;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    Subject to = subject;
    if (const char* rest = behind_hat(subject, hat))
      to.profile = hat.subject.profile + "//" + other + rest;
    for (const auto& [key, seen] : accesses) {
      evidence::Key as = key;
      if (asks_for(subject, key.access, hat)) as.access = ChangeHatAccess{other};
      out.add(to, as, seen);
    }
  }
  return with_hat(std::move(out), {hat.subject, other, hat.complain});
}

Evidence without_hat(const Evidence& evidence, const AaHat& hat) {
  Evidence out;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    if (behind_hat(subject, hat) != nullptr) continue;
    for (const auto& [key, seen] : accesses)
      if (!asks_for(subject, key.access, hat)) out.add(subject, key, seen);
  }
  return out;
}

}  // namespace profgen::inline v0::refine
