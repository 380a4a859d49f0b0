#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "profgen/learn.hpp"
#include "refine/answer_json.hpp"

namespace profgen::inline v0::refine {
namespace {

using nlohmann::json;

constexpr int learn_state_version = 1;
constexpr std::string_view phase_words[] = {"exercise", "refine", "enforce", "done"};

Error not_a_state(const std::string& name, std::string reason) {
  return {ErrorKind::input, "go on with", name,
          std::move(reason) + "; `profgen learn --new` begins again"};
}

}  // namespace

std::string learn_state_path(const std::string& state_dir, const std::string& policy_dir,
                             const std::string& program) {
  return state_dir + "/learn/" + hash128_hex(policy_dir + '\0' + program) + ".json";
}

std::string learn_state_text(const LearnState& state) {
  json drafted = json::array();
  for (const std::string& file : state.drafted) drafted.push_back(bytes_json(file));
  const json out{{"profgen-learn", learn_state_version},
                 {"program", bytes_json(state.program)},
                 {"profile", bytes_json(state.profile)},
                 {"file", bytes_json(state.file)},
                 {"phase", phase_words[static_cast<std::size_t>(state.phase)]},
                 {"pass", state.pass},
                 {"started_us", state.started_us},
                 {"mark_us", state.mark_us},
                 {"drafted", std::move(drafted)},
                 {"wrote", state.wrote},
                 {"rate_limit", state.rate_limit}};
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<LearnState> read_learn_state(const std::string& name, std::string_view text) {
  const json in = json::parse(text, nullptr, false);
  if (!in.is_object() || !in.contains("profgen-learn"))
    return not_a_state(name, "is no such state");
  if (in["profgen-learn"] != learn_state_version)
    return not_a_state(name, "is of another version of profgen");
  LearnState state;
  try {
    const auto bytes = [&in](const char* key) {
      return bytes_of(in.at(key)).value_or(std::string());
    };
    state.program = bytes("program");
    state.profile = bytes("profile");
    state.file = bytes("file");
    const auto word = in.at("phase").get<std::string>();
    std::size_t phase = 0;
    while (phase < std::size(phase_words) && phase_words[phase] != word) ++phase;
    if (phase == std::size(phase_words))
      return not_a_state(name, "names the phase `" + text::printable(word) + "`");
    state.phase = static_cast<LearnPhase>(phase);
    state.pass = in.at("pass").get<unsigned>();
    state.started_us = in.at("started_us").get<std::int64_t>();
    state.mark_us = in.at("mark_us").get<std::int64_t>();
    for (const json& file : in.at("drafted"))
      state.drafted.push_back(bytes_of(file).value_or(std::string()));
    state.wrote = in.at("wrote").get<bool>();
    state.rate_limit = in.at("rate_limit").get<std::string>();
  } catch (const json::exception&) {
    return not_a_state(name, "lacks something, or it is of another kind");
  }
  if (state.program.empty() || state.profile.empty() || state.file.empty())
    return not_a_state(name, "names no program");
  return state;
}

}  // namespace profgen::inline v0::refine
