#include "tools/profgen/guard_views.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/json_text.hpp"

namespace profgen::tool {
namespace {

using suggest::GuardAnswer;
using suggest::GuardExplanation;

const std::string& colour_of(GuardAnswer answer, const Style& style) {
  if (answer == GuardAnswer::accept) return style.green;
  return answer == GuardAnswer::ask ? style.yellow : style.red;
}

}  // namespace

std::string explanations_text(const std::vector<GuardExplanation>& explanations, bool verbose,
                              const Style& style) {
  std::string out;
  for (const GuardExplanation& one : explanations) {
    out += fmt::format("{}{}{}\n", style.bold, text::printable(one.rule), style.reset);
    out += fmt::format("  {}{}{}: {}\n", colour_of(one.judgement.answer, style),
                       name_of(one.judgement.answer), style.reset,
                       text::printable(one.judgement.reason));
    if (!one.judgement.advice.empty())
      out += fmt::format("  {}for another answer: {}{}\n", style.dim,
                         text::printable(one.judgement.advice), style.reset);
    if (!verbose) continue;
    for (const suggest::Guard::Step& step : one.looked_at)
      out += fmt::format("    {:<24} {}\n", text::printable(step.part), text::printable(step.said));
  }
  return out;
}

std::string explanations_json(const std::vector<GuardExplanation>& explanations) {
  using Json = nlohmann::ordered_json;
  Json all = Json::array();
  for (const GuardExplanation& one : explanations) {
    Json json;
    json["rule"] = json_text(one.rule);
    json["answer"] = name_of(one.judgement.answer);
    json["reason"] = json_text(one.judgement.reason);
    json["entry"] = json_text(one.judgement.entry);
    json["place"] = json_text(one.judgement.place);
    json["advice"] = json_text(one.judgement.advice);
    json["looked_at"] = Json::array();
    for (const suggest::Guard::Step& step : one.looked_at)
      json["looked_at"].push_back({{"part", json_text(step.part)}, {"said", json_text(step.said)}});
    all.push_back(std::move(json));
  }
  return all.dump(2) + "\n";
}

}  // namespace profgen::tool
