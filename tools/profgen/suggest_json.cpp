#include <iostream>
#include <nlohmann/json.hpp>

#include "suggest/beyond.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/report.hpp"
#include "tools/profgen/suggest_views.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;
using refine::Recommendation;
using refine::Recommended;

Json seen_json(const evidence::Key& key, const evidence::Seen& seen) {
  Json out;
  out["access"] = json_text(describe(key.access));
  out["class"] = class_of(key.access);
  out["count"] = seen.total();
  out["first"] = time_text(seen.first_us);
  out["last"] = time_text(seen.last_us);
  out["trusted"] = seen.trusted();
  out["programs"] = names_json(seen.programs);
  out["hosts"] = names_json(seen.hosts);
  return out;
}

Json beyond_json(const suggest::Beyond& beyond) {
  Json out;
  out["examples"] = Json::array();
  for (const std::string& example : beyond.examples) out["examples"].push_back(json_text(example));
  out["more"] = beyond.more;
  return out;
}

Json proposal_json(const suggest::Proposal& proposal, suggest::BeyondFinder& beyond) {
  Json out;
  out["kind"] = "rule";
  out["profile"] = json_text(proposal.subject.profile);
  out["id"] = json_text(proposal.id);
  out["severity"] = proposal.severity;
  out["evidence"] = Json::array();
  for (const auto& [key, seen] : proposal.evidence) out["evidence"].push_back(seen_json(key, seen));
  out["candidates"] = Json::array();
  for (const suggest::Candidate& candidate : proposal.candidates)
    out["candidates"].push_back({{"kind", name_of(candidate.kind)},
                                 {"text", json_text(candidate.text())},
                                 {"cost", candidate.cost},
                                 {"severity", candidate.severity},
                                 {"reason", json_text(candidate.reason)},
                                 {"beyond", beyond_json(beyond.of(proposal, candidate))}});
  return out;
}

Json exec_json(const suggest::ExecQuestion& question, const refine::ExecAnswer& answer) {
  Json out;
  out["kind"] = "exec";
  out["profile"] = json_text(question.subject.profile);
  out["program"] = json_text(question.program);
  out["count"] = question.seen.total();
  out["first"] = time_text(question.seen.first_us);
  out["last"] = time_text(question.seen.last_us);
  out["trusted"] = question.seen.trusted();
  out["programs"] = names_json(question.seen.programs);
  out["hosts"] = names_json(question.seen.hosts);
  out["child_accesses"] = question.child_accesses;
  out["recommended"] = answer.act == refine::Act::allow  ? answer.qualifier
                       : answer.act == refine::Act::deny ? "deny"
                                                         : "ignore";
  out["options"] = Json::array();
  for (const suggest::ExecOption& option : question.options)
    out["options"].push_back({{"qualifier", option.qualifier},
                              {"target", json_text(option.target)},
                              {"reason", json_text(option.reason)}});
  return out;
}

}  // namespace

void print_json(const Recommendation& recommendation, const policy::Policy& policy) {
  suggest::BeyondFinder beyond(policy);
  Json out;
  out["proposals"] = Json::array();
  for (const Recommended& entry : recommendation.answers)
    out["proposals"].push_back(
        std::holds_alternative<suggest::ExecQuestion>(entry.about)
            ? exec_json(std::get<suggest::ExecQuestion>(entry.about),
                        std::get<refine::ExecAnswer>(entry.answer))
            : proposal_json(std::get<suggest::Proposal>(entry.about), beyond));
  out["outcome"] = Json::parse(outcome_json(recommendation.outcome));
  std::cout << out.dump(2) << "\n";
}

}  // namespace profgen::tool
