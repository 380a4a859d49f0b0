// The dialogue with its host in memory, for the tests that speak it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "refine/aa_dialogue.hpp"

namespace profgen::refine::test {

using Json = nlohmann::json;

struct FakeAaHost : AaHost {
  std::vector<FileChange> written;
  std::vector<std::string> shown_texts;
  std::vector<std::string> refusals;  // of the next saves, one each
  bool shows = false;                 // a file is with the front end

  Saved save(const std::vector<FileChange>& changes) override {
    if (!refusals.empty()) {
      const std::string why = refusals.front();
      refusals.erase(refusals.begin());
      return {false, {why}};
    }
    written.insert(written.end(), changes.begin(), changes.end());
    return {true, {}};
  }
  Result<std::string> show(const std::string& text) override {
    shown_texts.push_back(text);
    shows = true;
    return std::string("/tmp/changes");
  }
  void shown() override { shows = false; }
};

inline std::string aa_answer(const std::string& key, std::size_t selected = 0) {
  return Json{{"dialog", "promptuser"}, {"response_key", key}, {"selected", selected}}.dump();
}
inline std::string aa_yesno(bool yes) {
  return Json{{"dialog", "yesno"}, {"response_key", yes ? "y" : "n"}}.dump();
}
inline std::string aa_string(const std::string& text) {
  return Json{{"dialog", "getstring"}, {"response", text}}.dump();
}

// Speaks for a front end: keeps every line, and the question that waits.
class AaTalk {
 public:
  AaTalk(evidence::Evidence evidence, const policy::Policy& policy, SessionOptions options = {},
         AaSettings settings = {})
      : dialogue_(std::move(evidence), policy, std::move(options), std::move(settings), host) {
    hear(dialogue_.begin({"test.log"}));
  }
  AaTalk(const AaTalk&) = delete;
  AaTalk& operator=(const AaTalk&) = delete;

  void say(const std::string& line) { hear(dialogue_.take(line)); }
  void hang_up() { dialogue_.end_of_input(); }
  [[nodiscard]] AaDialogue::State state() const { return dialogue_.state(); }
  [[nodiscard]] bool failed() const { return dialogue_.failed(); }
  [[nodiscard]] bool open() const { return state() == AaDialogue::State::open; }
  // The last line that was no `info` and no `important`.
  [[nodiscard]] const Json& asked() const { return asked_; }
  [[nodiscard]] std::vector<std::string> options() const {
    return asked_.at("options").is_null() ? std::vector<std::string>{}
                                          : asked_.at("options").get<std::vector<std::string>>();
  }
  // The text of the last line of a kind; "" if there was none.
  [[nodiscard]] std::string last(const std::string& dialog) const {
    for (auto line = all.rbegin(); line != all.rend(); ++line)
      if (line->at("dialog") == dialog) return line->at("data");
    return {};
  }

  FakeAaHost host;
  std::vector<Json> all;

 private:
  void hear(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      if (line.empty()) continue;
      all.push_back(Json::parse(line));
      const std::string dialog = all.back().at("dialog");
      if (dialog != "info" && dialog != "important" && dialog != "apparmor-json-version")
        asked_ = all.back();
    }
  }

  AaDialogue dialogue_;
  Json asked_;
};

}  // namespace profgen::refine::test
