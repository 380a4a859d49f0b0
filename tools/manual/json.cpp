// The whole manual as JSON, for programs and for the tests that hold the other outputs against it.
#include <nlohmann/json.hpp>

#include "tools/manual/book.hpp"
#include "tools/manual/completes.hpp"

namespace profgen::manual {
namespace {

using Json = nlohmann::ordered_json;

Json options_json(const std::vector<Option>& options) {
  Json out = Json::array();
  for (const Option& option : options) {
    Json one = {{"name", option.name}, {"text", option.text}};
    if (!option.letter.empty()) one["letter"] = option.letter;
    if (!option.value.empty()) {
      one["value"] = option.value;
      one["completes"] = script_word(value_of(option));
    }
    if (!option.by_default.empty()) one["default"] = option.by_default;
    out.push_back(std::move(one));
  }
  return out;
}

Json command_json(const Command& command) {
  Json out = {{"name", command.name},
              {"arguments", command.arguments},
              {"summary", command.summary},
              {"details", command.details}};
  if (!command.commands.empty()) {
    out["commands"] = Json::array();
    for (const Command& sub : command.commands) out["commands"].push_back(command_json(sub));
    return out;
  }
  out["options"] = options_json(command.options);
  out["examples"] = Json::array();
  for (const Example& example : command.examples)
    out["examples"].push_back({{"text", example.text}, {"command", example.command}});
  return out;
}

}  // namespace

std::string as_json(const Book& book) {
  Json out = {{"program", book.program}, {"version", book.version}, {"summary", book.summary}};
  out["options"] = options_json(book.common);
  out["commands"] = Json::array();
  for (const Command& command : book.commands) out["commands"].push_back(command_json(command));
  out["exit_codes"] = Json::array();
  for (const ExitCode& exit : book.exit_codes)
    out["exit_codes"].push_back({{"code", exit.code}, {"text", exit.text}});
  return out.dump(2) + "\n";
}

}  // namespace profgen::manual
