#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "log/timestamp.hpp"
#include "profgen/redundant.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;

Json rule_json(const policy::ResolvedRule& rule) {
  return {{"rule", json_text(policy::to_text(rule.rule))},
          {"file", json_text(rule.where.file)},
          {"line", rule.where.at.line}};
}

Json rules_json(const std::vector<const policy::ResolvedRule*>& rules) {
  Json out = Json::array();
  for (const policy::ResolvedRule* rule : rules) out.push_back(rule_json(*rule));
  return out;
}

Json use_json(const suggest::RuleUse& use) {
  Json out = rule_json(*use.rule);
  out["severity"] = use.severity;
  out["cost"] = use.cost;
  out["accesses"] = use.accesses;
  out["count"] = use.count;
  if (use.last_us != 0) out["last"] = log::iso_time(use.last_us);
  if (use.names != 0) {
    out["names"] = use.names;
    for (const std::string& name : use.some) out["some"].push_back(json_text(name));
  }
  if (use.never_asked != 0) out["never_asked"] = file_perms_text(use.never_asked);
  if (use.only_owned) out["only_owned"] = true;
  if (!use.narrower.empty()) out["narrower"] = json_text(use.narrower);
  return out;
}

void add_redundant(Json& out, const suggest::ReplayedProfile& profile) {
  policy::Redundancy found;
  if (profile.profile != nullptr) found = policy::redundant_rules(*profile.profile);
  out["redundant"] = Json::array();
  for (const policy::Redundant& one : found.rules) {
    Json rule = rule_json(*one.rule);
    rule["overruled"] = one.overruled;
    rule["by"] = rules_json(one.by);
    out["redundant"].push_back(std::move(rule));
  }
  out["unsure"] = rules_json(found.unsure);
}

}  // namespace

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

Json unseen_json(const suggest::Unseen& unseen) {
  Json out;
  out["profile"] = json_text(unseen.subject.profile);
  out["namespace"] = json_text(unseen.subject.name_space);
  out["children"] = Json::array();
  for (const std::string& label : unseen.children) out["children"].push_back(json_text(label));
  out["more_children"] = unseen.crowd_of_children;
  out["unresolved"] = unseen.unresolved;
  if (unseen.unresolved != 0) out["example"] = json_text(describe(unseen.example));
  if (unseen.last_us != 0) out["last"] = log::iso_time(unseen.last_us);
  return out;
}

void print_verify_json(const Verified& verified) {
  Json out = Json::array();
  for (const suggest::ReplayedProfile& profile : verified.profiles) {
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
    add_redundant(one, profile);
    one["rules"] = Json::array();
    for (const suggest::RuleUse& use : rule_uses(profile)) one["rules"].push_back(use_json(use));
    const auto owed = std::find_if(
        verified.unseen.begin(), verified.unseen.end(),
        [&](const suggest::Unseen& unseen) { return unseen.subject == profile.subject; });
    one["second_pass"] = owed == verified.unseen.end() ? Json() : unseen_json(*owed);
    out.push_back(std::move(one));
  }
  std::cout << out.dump(2) << "\n";
}

}  // namespace profgen::tool
