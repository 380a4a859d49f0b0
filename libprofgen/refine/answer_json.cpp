#include "refine/answer_json.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "refine/answers.hpp"
#include "refine/decisions_words.hpp"

namespace profgen::inline v0::refine {
namespace {

using nlohmann::json;

// Known keys only: a misspelt one would change what is answered without a word.
bool only_known(const json& value, std::string& error) {
  static constexpr std::array<std::string_view, 12> known = {
      "answer", "candidate", "line",   "rule", "audit",  "owner",
      "option", "qualifier", "target", "why",  "reason", "id"};
  for (const auto& [key, member] : value.items())
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      error = "`" + text::printable(key) + "` is no key of an answer";
      return false;
    }
  return true;
}

// A number from 1 to `count`, as an index; nullopt: there is none, or a wrong one (told).
std::optional<std::size_t> index_in(const json& value, const char* key, std::size_t count,
                                    std::string& error) {
  const auto found = value.find(key);
  if (found == value.end()) return std::nullopt;
  if (found->is_number_unsigned() && found->get<std::uint64_t>() >= 1 &&
      found->get<std::uint64_t>() <= count)
    return static_cast<std::size_t>(found->get<std::uint64_t>() - 1);
  error = std::string("`") + key + "` is a number from 1 to " + std::to_string(count);
  return std::nullopt;
}

bool flag_of(const json& value, const char* key, std::optional<bool>& flag, std::string& error) {
  const auto found = value.find(key);
  if (found == value.end()) return true;
  if (!found->is_boolean()) {
    error = std::string("`") + key + "` is true or false";
    return false;
  }
  flag = found->get<bool>();
  return true;
}

std::optional<std::string> text_of(const json& value, const char* key, std::string& error) {
  const auto found = value.find(key);
  if (found == value.end()) return std::nullopt;
  std::optional<std::string> bytes = bytes_of(*found);
  if (!bytes) error = std::string("`") + key + "` is a string, or {\"hex\": \"…\"}";
  return bytes;
}

std::optional<ExecAnswer> exec_answer(const json& value, Act act,
                                      const suggest::ExecQuestion& question, std::string& error) {
  if (act != Act::allow) return ExecAnswer{act, "", ""};
  const auto& options = question.options;
  if (const auto index = index_in(value, "option", options.size(), error))
    return answer_of(options[*index]);
  const auto qualifier = text_of(value, "qualifier", error);
  const auto target = text_of(value, "target", error);
  if (!error.empty()) return std::nullopt;
  if (!qualifier) {
    if (!options.empty()) return answer_of(options.front());
    error = "nothing is offered for this exec";
    return std::nullopt;
  }
  const ExecAnswer wanted{Act::allow, *qualifier, target.value_or("")};
  if (option_index(options, wanted)) return wanted;
  error = "`" + text::printable(*qualifier) + "` with this target is not among the options";
  return std::nullopt;
}

std::optional<RuleAnswer> rule_answer(const json& value, Act act, const suggest::Proposal& proposal,
                                      std::string& error) {
  RuleAnswer answer;
  answer.act = act;
  std::optional<bool> audit;
  if (!flag_of(value, "audit", audit, error) || !flag_of(value, "owner", answer.owner, error))
    return std::nullopt;
  answer.audit = audit.value_or(false);
  const auto& candidates = proposal.candidates;
  if (const auto index = index_in(value, "candidate", candidates.size(), error))
    answer.candidate = *index;
  const auto rule = text_of(value, "rule", error);
  const auto line = text_of(value, "line", error);
  if (!error.empty()) return std::nullopt;
  if (rule) {
    answer.custom = policy::rule_from_text(*rule);
    if (!answer.custom) error = "`rule` is not one rule: " + text::printable(*rule);
  } else if (line) {
    const auto found = std::find_if(candidates.begin(), candidates.end(),
                                    [&](const auto& one) { return one.text() == *line; });
    if (found == candidates.end())
      error = "this line is not proposed: " + text::printable(*line);
    else
      answer.candidate = static_cast<std::size_t>(found - candidates.begin());
  }
  if (!error.empty()) return std::nullopt;
  return answer;
}

}  // namespace

json bytes_json(std::string_view bytes) {
  if (text::is_utf8(bytes)) return json(bytes);
  return {{"hex", text::to_hex(bytes)}};
}

std::optional<std::string> bytes_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object() || value.size() != 1) return std::nullopt;
  const auto hex = value.find("hex");
  if (hex == value.end() || !hex->is_string()) return std::nullopt;
  return text::from_hex(hex->get_ref<const std::string&>());
}

json answer_json(const Entry& entry) {
  json out = json::object();
  if (const auto* skipped = std::get_if<Skipped>(&entry.answer)) {
    out["answer"] = "later";
    out["why"] = bytes_json(skipped->why);
    return out;
  }
  if (const auto* exec = std::get_if<ExecAnswer>(&entry.answer)) {
    out["answer"] = name_of(exec->act);
    if (exec->act != Act::allow) return out;
    out["qualifier"] = bytes_json(exec->qualifier);
    if (!exec->target.empty()) out["target"] = bytes_json(exec->target);
    return out;
  }
  const auto& rule = std::get<RuleAnswer>(entry.answer);
  out["answer"] = name_of(rule.act);
  if (rule.custom)
    out["rule"] = bytes_json(policy::to_text(*rule.custom));
  else if (rule.act != Act::ignore)
    out["line"] = bytes_json(entry.chosen);
  if (rule.audit) out["audit"] = true;
  if (rule.owner) out["owner"] = *rule.owner;
  return out;
}

std::optional<Entry> answer_from(const json& value, const Question& question, std::string& error) {
  error.clear();
  if (!value.is_object() || !only_known(value, error)) {
    if (error.empty()) error = "an answer is an object";
    return std::nullopt;
  }
  const auto word = value.find("answer");
  const auto at = word == value.end() || !word->is_string()
                      ? answer_words.end()
                      : std::find(answer_words.begin(), answer_words.end(),
                                  word->get_ref<const std::string&>());
  if (at == answer_words.end()) {
    error = "`answer` is allow, deny, ignore or later";
    return std::nullopt;
  }
  const std::string reason = text_of(value, "reason", error).value_or("answered");
  if (!error.empty()) return std::nullopt;
  if (*at == "later") {
    const auto why = text_of(value, "why", error);
    if (!error.empty()) return std::nullopt;
    return entry_of(question, Skipped{why.value_or("later")}, reason);
  }
  const auto act = static_cast<Act>(at - answer_words.begin());
  if (const auto* exec = std::get_if<suggest::ExecQuestion>(&question.about)) {
    const auto answer = exec_answer(value, act, *exec, error);
    if (!answer) return std::nullopt;
    return entry_of(question, *answer, reason);
  }
  const auto answer = rule_answer(value, act, std::get<suggest::Proposal>(question.about), error);
  if (!answer) return std::nullopt;
  return entry_of(question, *answer, reason);
}

}  // namespace profgen::inline v0::refine
