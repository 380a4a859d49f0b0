#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

// Bytes of a log in JSON: what is not UTF-8 is made visible.
std::string json_text(std::string_view bytes) {
  return text::is_utf8(bytes) ? std::string(bytes) : text::printable(bytes);
}

Json rules_json(const std::vector<const policy::ResolvedRule*>& rules) {
  Json out = Json::array();
  for (const policy::ResolvedRule* rule : rules)
    out.push_back({{"rule", json_text(policy::to_text(rule->rule))},
                   {"file", json_text(rule->where.file)},
                   {"line", rule->where.at.line}});
  return out;
}

Json access_json(const suggest::Replayed& replayed) {
  Json out;
  out["outcome"] = name_of(replayed.outcome);
  out["class"] = class_of(replayed.key.access);
  out["access"] = json_text(describe(replayed.key.access));
  out["count"] = replayed.seen.total();
  out["trusted"] = replayed.seen.trusted();
  if (replayed.missing != 0) out["missing"] = file_perms_text(replayed.missing);
  if (!replayed.exec.empty()) out["exec"] = replayed.exec;
  if (!replayed.reason.empty()) out["reason"] = json_text(replayed.reason);
  out["by"] = rules_json(replayed.by);
  return out;
}

}  // namespace

void print_verify_json(const std::vector<suggest::ReplayedProfile>& profiles) {
  Json out = Json::array();
  for (const suggest::ReplayedProfile& profile : profiles) {
    Json one;
    one["profile"] = json_text(profile.subject.profile);
    one["namespace"] = json_text(profile.subject.name_space);
    one["exists"] = profile.profile != nullptr;
    for (const suggest::Outcome outcome : {suggest::Outcome::allowed, suggest::Outcome::denied,
                                           suggest::Outcome::absent, suggest::Outcome::unknown})
      one["counts"][std::string(name_of(outcome))] = profile.count(outcome);
    one["accesses"] = Json::array();
    for (const suggest::Replayed& replayed : profile.accesses)
      one["accesses"].push_back(access_json(replayed));
    one["unused"] = rules_json(profile.unused);
    out.push_back(std::move(one));
  }
  std::cout << out.dump(2) << "\n";
}

}  // namespace profgen::tool
