#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/overloaded.hpp"
#include "fleet/rollout/entry.hpp"
#include "fleet/rollout/strategy_json.hpp"

namespace profgen::inline v0::fleet {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> phase_words = {"preflight", "plan", "complain", "wave",
                                                         "rollback"};
constexpr std::array<std::string_view, 4> step_words = {"complain", "final", "relax", "rollback"};
constexpr std::array<std::string_view, 8> news_words = {"fit",     "planned", "done",     "away",
                                                        "blocked", "bad",     "left-out", "note"};

template <typename Enum, std::size_t Size>
std::string word_of(const std::array<std::string_view, Size>& words, Enum value) {
  return std::string(words[static_cast<std::size_t>(value)]);
}

// All that can be wrong with a line, caught in entry_of().
struct NoEntry {
  std::string why;
};

template <typename Enum, std::size_t Size>
Enum value_of(const std::array<std::string_view, Size>& words, const json& word) {
  const auto& text = word.get_ref<const std::string&>();
  for (std::size_t i = 0; i < Size; ++i)
    if (words[i] == text) return static_cast<Enum>(i);
  throw NoEntry{"unknown word '" + text + "'"};
}

RunState run_state_of(const json& word) {
  const auto& text = word.get_ref<const std::string&>();
  for (const RunState state :
       {RunState::running, RunState::done, RunState::stopped, RunState::rolled_back,
        RunState::half_rolled_back, RunState::aborted})
    if (name_of(state) == text) return state;
  throw NoEntry{"unknown state '" + text + "'"};
}

json json_of(const RunHead& head) {
  return {{"profgen-run", run_journal_version},
          {"t", head.time_us},
          {"run", head.run},
          {"fleet", head.fleet},
          {"who", head.who},
          {"digest", head.digest},
          {"bundle", head.bundle},
          {"profiles", head.profiles},
          {"adopt", head.adopt},
          {"leave_blocked", head.leave_blocked},
          {"strategy", strategy_json(head.strategy)},
          {"nodes", head.nodes},
          {"waves", head.waves}};
}

RunHead head_of(const json& value) {
  if (value.at("profgen-run") != run_journal_version)
    throw NoEntry{fmt::format("its version is {}, this profgen reads {}; use a newer one",
                              value.at("profgen-run").dump(), run_journal_version)};
  RunHead head;
  value.at("t").get_to(head.time_us);
  value.at("run").get_to(head.run);
  value.at("fleet").get_to(head.fleet);
  value.at("who").get_to(head.who);
  value.at("digest").get_to(head.digest);
  value.at("bundle").get_to(head.bundle);
  value.at("profiles").get_to(head.profiles);
  value.at("adopt").get_to(head.adopt);
  value.at("leave_blocked").get_to(head.leave_blocked);
  head.strategy = strategy_of(value.at("strategy"));
  value.at("nodes").get_to(head.nodes);
  value.at("waves").get_to(head.waves);
  for (const auto& wave : head.waves)
    for (const std::size_t node : wave)
      if (node >= head.nodes.size()) throw NoEntry{"a wave names a node that there is not"};
  return head;
}

json json_of(const PhaseEntry& entry) {
  return {{"t", entry.time_us},
          {"phase", word_of(phase_words, entry.phase)},
          {"wave", entry.wave},
          {"baking", entry.baking}};
}

json json_of(const AskedEntry& entry) {
  return {{"t", entry.time_us}, {"ask", word_of(step_words, entry.step)}, {"nodes", entry.nodes}};
}

json json_of(const NodeEntry& entry) {
  json value = {
      {"t", entry.time_us}, {"node", entry.node}, {"news", word_of(news_words, entry.news)}};
  if (entry.news == News::done) value["step"] = word_of(step_words, entry.step);
  if (!entry.reason.empty()) value["reason"] = entry.reason;
  if (!entry.remedy.empty()) value["remedy"] = entry.remedy;
  if (!entry.boot_id.empty()) value["boot_id"] = entry.boot_id;
  if (!entry.denying.empty()) value["denying"] = entry.denying;
  return value;
}

NodeEntry node_entry_of(const json& value) {
  NodeEntry entry;
  value.at("node").get_to(entry.node);
  entry.news = value_of<News>(news_words, value.at("news"));
  if (entry.news == News::done) entry.step = value_of<Step>(step_words, value.at("step"));
  entry.reason = value.value("reason", "");
  entry.remedy = value.value("remedy", "");
  entry.boot_id = value.value("boot_id", "");
  if (value.contains("denying")) value.at("denying").get_to(entry.denying);
  return entry;
}

json json_of(const SeenEntry& entry) {
  json value = {{"t", entry.time_us}, {"node", entry.node}, {"cursor", entry.cursor}};
  if (entry.new_on_node != 0) value["new"] = entry.new_on_node;
  if (!entry.known.empty()) value["known"] = entry.known;
  if (!entry.allowed.empty()) value["allowed"] = entry.allowed;
  if (!entry.denied.empty()) value["denied"] = entry.denied;
  if (!entry.file.empty()) value["file"] = entry.file;
  return value;
}

SeenEntry seen_entry_of(const json& value) {
  SeenEntry entry;
  value.at("node").get_to(entry.node);
  value.at("cursor").get_to(entry.cursor);
  entry.new_on_node = value.value("new", std::uint64_t{0});
  if (value.contains("known")) value.at("known").get_to(entry.known);
  if (value.contains("allowed")) value.at("allowed").get_to(entry.allowed);
  if (value.contains("denied")) value.at("denied").get_to(entry.denied);
  entry.file = value.value("file", "");
  return entry;
}

json json_of(const StartsEntry& entry) {
  json starts = json::array();
  for (const auto& start : entry.starts)
    starts.push_back({start.profile, start.pid, start.started});
  return {{"t", entry.time_us}, {"node", entry.node}, {"starts", std::move(starts)}};
}

StartsEntry starts_entry_of(const json& value) {
  StartsEntry entry;
  value.at("node").get_to(entry.node);
  for (const json& start : value.at("starts"))
    entry.starts.push_back({start.at(0).get<std::size_t>(), start.at(1).get<std::uint32_t>(),
                            start.at(2).get<std::uint64_t>()});
  return entry;
}

json json_of(const BreachEntry& entry) {
  return {{"t", entry.time_us}, {"breach", entry.why}, {"by_hand", entry.by_hand}};
}

json json_of(const ResumedEntry& entry) { return {{"t", entry.time_us}, {"resumed", entry.who}}; }

json json_of(const EndEntry& entry) {
  return {{"t", entry.time_us}, {"end", std::string(name_of(entry.state))}, {"why", entry.why}};
}

// By the key that only one kind has.
Entry entry_from(const json& value) {
  if (value.contains("profgen-run")) return head_of(value);
  const std::int64_t time = value.at("t").get<std::int64_t>();
  const auto at = [&](auto entry) -> Entry {
    entry.time_us = time;
    return entry;
  };
  if (value.contains("phase"))
    return PhaseEntry{time, value_of<Phase>(phase_words, value.at("phase")),
                      value.at("wave").get<std::size_t>(), value.at("baking").get<bool>()};
  if (value.contains("ask"))
    return AskedEntry{time, value_of<Step>(step_words, value.at("ask")),
                      value.at("nodes").get<std::vector<std::size_t>>()};
  if (value.contains("news")) return at(node_entry_of(value));
  if (value.contains("cursor")) return at(seen_entry_of(value));
  if (value.contains("starts")) return at(starts_entry_of(value));
  if (value.contains("breach"))
    return BreachEntry{time, value.at("breach").get<std::string>(),
                       value.at("by_hand").get<bool>()};
  if (value.contains("resumed")) return ResumedEntry{time, value.at("resumed").get<std::string>()};
  if (value.contains("end"))
    return EndEntry{time, run_state_of(value.at("end")), value.at("why").get<std::string>()};
  throw NoEntry{"it is none that this profgen knows"};
}

}  // namespace

std::string to_line(const Entry& entry) {
  return std::visit([](const auto& one) { return json_of(one); }, entry)
             .dump(-1, ' ', false, json::error_handler_t::replace) +
         "\n";
}

Result<Entry> entry_of(std::string_view line) {
  const auto wrong = [](std::string why) {
    return Error{ErrorKind::input, "read an entry", "journal", std::move(why)};
  };
  try {
    return entry_from(json::parse(line));
  } catch (const json::exception& thrown) {
    return wrong(thrown.what());
  } catch (const NoEntry& thrown) {
    return wrong(thrown.why);
  }
}

}  // namespace profgen::inline v0::fleet
