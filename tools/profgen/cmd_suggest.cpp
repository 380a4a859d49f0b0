#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/inputs.hpp"
#include "tools/profgen/report.hpp"

namespace profgen::tool {
namespace {

using Json = nlohmann::ordered_json;
using refine::Recommendation;
using refine::Recommended;

std::string seen_text(const evidence::Seen& seen) {
  std::string out = fmt::format("{}×", seen.total());
  if (!seen.programs.empty()) out += " by " + text::printable(*seen.programs.begin(), 20);
  if (seen.programs.size() > 1) out += fmt::format(" and {} more", seen.programs.size() - 1);
  if (seen.first_us != 0) out += ", " + time_text(seen.first_us);
  if (seen.last_us / 1'000'000 != seen.first_us / 1'000'000)
    out += " to " + time_text(seen.last_us);
  if (!seen.trusted()) out += ", untrusted";
  return out;
}

void print_exec(const suggest::ExecQuestion& question, const refine::ExecAnswer& answer,
                const Style& style) {
  std::cout << fmt::format("\n  execute {} {}{}, {} below it{}\n",
                           text::printable(question.program), style.dim, seen_text(question.seen),
                           counted(question.child_accesses, "access"), style.reset);
  for (const suggest::ExecOption& option : question.options) {
    const bool chosen = answer.act == refine::Act::allow && option.qualifier == answer.qualifier &&
                        option.target == answer.target;
    std::cout << fmt::format(
        "  {} {:<4} {}{}{}{}\n", chosen ? "→" : " ", option.qualifier,
        option.target.empty() ? "" : "-> " + text::printable(option.target) + "  ", style.dim,
        text::printable(option.reason), style.reset);
  }
}

void print_proposal(const suggest::Proposal& proposal, const Style& style) {
  std::cout << "\n";
  for (const auto& [key, seen] : proposal.evidence)
    std::cout << fmt::format("  {} {}{}{}\n", describe(key.access), style.dim, seen_text(seen),
                             style.reset);
  for (std::size_t i = 0; i < proposal.candidates.size(); ++i) {
    const suggest::Candidate& candidate = proposal.candidates[i];
    bool first = true;
    for (const std::string_view line : text::split(candidate.text(), '\n')) {
      std::cout << fmt::format("  {} {}{}{}", i == 0 && first ? "→" : " ",
                               i == 0 ? style.green : "", text::printable(line),
                               i == 0 ? style.reset : "");
      if (first)
        std::cout << fmt::format("  {}{}; cost {:.1f}, severity {}; {}{}", style.dim,
                                 name_of(candidate.kind), candidate.cost, candidate.severity,
                                 text::printable(candidate.reason), style.reset);
      std::cout << "\n";
      first = false;
    }
  }
}

void print_text(const Recommendation& recommendation, const Style& style) {
  const evidence::Subject* last = nullptr;
  evidence::Subject shown;
  for (const Recommended& entry : recommendation.answers) {
    const evidence::Subject& subject = std::visit(
        [](const auto& about) -> const evidence::Subject& { return about.subject; }, entry.about);
    if (last == nullptr || shown != subject)
      std::cout << fmt::format("{}{}{}{}\n", last == nullptr ? "" : "\n", style.bold,
                               text::printable(subject.profile), style.reset);
    shown = subject;
    last = &shown;
    if (const auto* exec = std::get_if<suggest::ExecQuestion>(&entry.about))
      print_exec(*exec, std::get<refine::ExecAnswer>(entry.answer), style);
    else
      print_proposal(std::get<suggest::Proposal>(entry.about), style);
  }
  for (const refine::Left& explained : recommendation.outcome.explained)
    std::cout << fmt::format("\n{}{}: {} ({}){}\n", style.dim,
                             text::printable(explained.subject.profile),
                             text::printable(explained.what), explained.reason, style.reset);
  for (const suggest::Hint& hint : recommendation.outcome.hints)
    std::cout << fmt::format("\n{}hint{} {}: {}\n", style.cyan, style.reset,
                             text::printable(hint.subject.profile), text::printable(hint.message));
}

void print_rules(const Recommendation& recommendation) {
  std::map<evidence::Subject, std::string> by_profile;
  for (const refine::Decided& decided : recommendation.outcome.decided)
    for (const std::string_view line : text::split(decided.text, '\n'))
      by_profile[decided.subject] += "  " + text::printable(line) + "\n";
  for (const auto& [subject, lines] : by_profile)
    std::cout << text::printable(subject.profile) << "\n" << lines;
}

std::string json_text(std::string_view bytes) {
  return text::is_utf8(bytes) ? std::string(bytes) : text::printable(bytes);
}

Json seen_json(const evidence::Key& key, const evidence::Seen& seen) {
  Json out;
  out["access"] = json_text(describe(key.access));
  out["class"] = class_of(key.access);
  out["count"] = seen.total();
  out["first"] = time_text(seen.first_us);
  out["last"] = time_text(seen.last_us);
  out["trusted"] = seen.trusted();
  out["programs"] = Json::array();
  for (const std::string& program : seen.programs) out["programs"].push_back(json_text(program));
  out["hosts"] = Json::array();
  for (const std::string& host : seen.hosts) out["hosts"].push_back(json_text(host));
  return out;
}

Json proposal_json(const suggest::Proposal& proposal) {
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
                                 {"reason", json_text(candidate.reason)}});
  return out;
}

Json exec_json(const suggest::ExecQuestion& question, const refine::ExecAnswer& answer) {
  Json out;
  out["kind"] = "exec";
  out["profile"] = json_text(question.subject.profile);
  out["program"] = json_text(question.program);
  out["count"] = question.seen.total();
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

void print_json(const Recommendation& recommendation) {
  Json out;
  out["proposals"] = Json::array();
  for (const Recommended& entry : recommendation.answers)
    out["proposals"].push_back(std::holds_alternative<suggest::ExecQuestion>(entry.about)
                                   ? exec_json(std::get<suggest::ExecQuestion>(entry.about),
                                               std::get<refine::ExecAnswer>(entry.answer))
                                   : proposal_json(std::get<suggest::Proposal>(entry.about)));
  out["outcome"] = Json::parse(outcome_json(recommendation.outcome));
  std::cout << out.dump(2) << "\n";
}

}  // namespace

int run_suggest(const Call& call) {
  const std::string format = call.common.json ? "json" : call.options["format"].as<std::string>();
  static constexpr std::string_view formats[] = {"text", "rules", "profile", "diff", "json"};
  if (std::find(std::begin(formats), std::end(formats), format) == std::end(formats)) {
    std::cerr << "profgen: there is no format `" << text::printable(format)
              << "`\n  hint: text, rules, profile, diff or json\n";
    return exit_usage;
  }
  int code = exit_done;
  std::optional<Inputs> inputs = load_inputs(call, code);
  if (!inputs) return code;
  const Recommendation recommendation =
      refine::recommend(inputs->evidence, inputs->policy, inputs->guard, inputs->session);
  print_diagnostics(recommendation.outcome.problems);
  const Style style = style_for(call.common, 1);
  if (format == "text") print_text(recommendation, style);
  if (format == "rules") print_rules(recommendation);
  if (format == "json") print_json(recommendation);
  if (format == "diff") {
    // A pipe gets the bytes that patch(1) needs; a terminal never gets a control character.
    const std::string diff = outcome_diff(recommendation.outcome);
    std::cout << (style.reset.empty() ? diff : coloured_diff(diff, style));
  }
  if (format == "profile")
    for (const FileChange& change : recommendation.outcome.changes) std::cout << change.after;
  if (inputs->code != exit_done) return inputs->code;
  return recommendation.answers.empty() ? exit_done : exit_findings;
}

}  // namespace profgen::tool
