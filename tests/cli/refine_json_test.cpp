// A program before refine: the transcript of the manual, and whole sessions over pipes.
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/talk.hpp"
#include "profgen/version.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

class RefineJson : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    folder_ = sample("curl");
    ::setenv("PROFGEN_STATE_DIR", path("state").c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("PROFGEN_STATE_DIR");
    CliTest::TearDown();
  }
  [[nodiscard]] std::vector<std::string> call(const std::vector<std::string>& more) const {
    std::vector<std::string> words = {
        "refine", "-q", "--exact", "--abi", "abi/3.0", "--policy-dir", folder_ + "/apparmor.d"};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(folder_ + "/audit.log");
    return words;
  }
  [[nodiscard]] Finished session(const std::string& requests,
                                 std::vector<std::string> more = {}) const {
    more.insert(more.begin(), "--json");
    return profgen(call(more), requests);
  }
  [[nodiscard]] static std::vector<OrderedJson> lines_of(const Finished& done) {
    std::vector<OrderedJson> lines;
    for (const std::string_view line : text::split(text::trim(done.output), '\n')) {
      lines.push_back(OrderedJson::parse(line, nullptr, false));
      EXPECT_TRUE(lines.back().is_object()) << line;
    }
    return lines;
  }
  [[nodiscard]] std::string profile() const { return read(folder_ + "/apparmor.d/usr.bin.curl"); }
  [[nodiscard]] std::size_t journals() const {
    std::error_code none;
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(path("state/sessions"), none)) {
      (void)entry;
      ++count;
    }
    return count;
  }

  std::string folder_;
};

// The requests of the manual's transcript, and what stands behind each of them.
struct Transcript {
  std::string before, after;                               // of the manual
  std::vector<std::pair<std::string, std::string>> turns;  // the first request is empty: hello
};

Transcript transcript_in(const std::string& manual) {
  Transcript out;
  const std::string begin = "```session\n";
  const std::size_t from = manual.find(begin) + begin.size();
  const std::size_t to = manual.find("```", from);
  out.before = manual.substr(0, from);
  out.after = manual.substr(to);
  out.turns.emplace_back();
  for (const std::string_view line :
       text::split(std::string_view(manual).substr(from, to - from), '\n')) {
    if (line.substr(0, 2) == "> ")
      out.turns.emplace_back(line.substr(2), "");
    else
      out.turns.back().second += std::string(line) + "\n";
  }
  return out;
}

TEST_F(RefineJson, TheManualsTranscriptIsWhatHappens) {
  const std::string file = std::string(PROFGEN_SOURCE_DIR) + "/docs/refine-json.md";
  const Transcript manual = transcript_in(read(file));
  std::string requests;
  for (const auto& turn : manual.turns)
    if (!turn.first.empty()) requests += turn.first + "\n";
  Finished done = session(requests);
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  for (std::size_t at; (at = done.output.find(folder_)) != std::string::npos;)
    done.output.replace(at, folder_.size(), "/samples/curl");
  std::vector<OrderedJson> responses = lines_of(done);
  ASSERT_EQ(responses.size(), manual.turns.size()) << done.output << done.errors;
  responses[0]["program"] = "profgen VERSION";
  if (std::getenv("PROFGEN_UPDATE_GOLDEN") != nullptr) {
    std::string text = manual.before;
    for (std::size_t i = 0; i < responses.size(); ++i) {
      if (i != 0) text += "> " + manual.turns[i].first + "\n";
      text += responses[i].dump(1) + "\n";
    }
    EXPECT_TRUE(real_files()->replace(file, text + manual.after));
    return;
  }
  for (std::size_t i = 0; i < responses.size(); ++i)
    EXPECT_EQ(OrderedJson::parse(manual.turns[i].second, nullptr, false), responses[i])
        << manual.turns[i].first;
}

TEST_F(RefineJson, OnlyTheProtocolGoesToStandardOutput) {
  const Finished done = session(
      "{\"do\":\"answer-all\",\"like\":\"profile\",\"answer\":\"allow\"}\n"
      "{\"do\":\"save\"}\n");
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_EQ(lines_of(done).size(), 3u) << done.output;
  EXPECT_TRUE(has(done.errors, "apparmor_parser")) << done.errors;
  EXPECT_EQ(journals(), 0u) << "all is done: nothing is to be kept";
}

TEST_F(RefineJson, WhatWasLeftGoesOnAndWhatWasAbortedDoesNot) {
  const std::string before = profile();
  const std::string one = "{\"do\":\"answer\",\"answer\":\"allow\"}\n";
  Finished done = session(one);
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(lines_of(done)[0]["answered"], 0);
  EXPECT_EQ(journals(), 1u);
  done = session(one + "{\"do\":\"quit\"}\n" + one);
  const auto lines = lines_of(done);
  EXPECT_EQ(lines[0]["answered"], 1);
  EXPECT_EQ(lines.back()["over"], "quit") << "what comes behind it is not read";
  done = session("{\"do\":\"diff\"}\n{\"do\":\"abort\"}\n");
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(lines_of(done)[0]["answered"], 2);
  EXPECT_EQ(lines_of(done)[0]["open"], 0);
  EXPECT_EQ(journals(), 0u);
  EXPECT_EQ(lines_of(session(""))[0]["answered"], 0);
  EXPECT_EQ(profile(), before);
}

TEST_F(RefineJson, AnUnwritableStateIsTold) {
  write("state/sessions", "a file, not a directory\n");
  const Finished done = session(
      "{\"do\":\"answer\",\"answer\":\"allow\"}\n"
      "{\"do\":\"answer\",\"answer\":\"allow\"}\n{\"do\":\"save\"}\n");
  const auto lines = lines_of(done);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_TRUE(lines[1].contains("warning")) << lines[1];
  EXPECT_FALSE(lines[2].contains("warning")) << "once is enough";
  EXPECT_EQ(lines[3]["saved"].size(), 1u) << lines[3];
}

TEST_F(RefineJson, OneAtATimeIsAtTheSameAnswers) {
  Finished second;
  {
    std::vector<std::string> command = call({"--json"});
    command.insert(command.begin(), PROFGEN_BINARY);
    Talk first(command);
    ASSERT_TRUE(first.hear());
    second = session("{\"do\":\"answer\",\"answer\":\"allow\"}\n");
    EXPECT_EQ(second.exit_code, 4);
    EXPECT_EQ(second.output, "");
    EXPECT_TRUE(has(second.errors, "another `profgen refine`")) << second.errors;
    // Of another log it is another session.
    write("empty.log", "");
    EXPECT_EQ(
        profgen({"refine", "--json", "--policy-dir", folder_ + "/apparmor.d", path("empty.log")},
                "")
            .exit_code,
        0);
    first.say("{\"do\":\"answer\",\"answer\":\"allow\"}");
    ASSERT_TRUE(first.hear());
    first.close_input();
    EXPECT_EQ(first.wait(), 1);
  }
  second = session("");
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_EQ(lines_of(second)[0]["answered"], 1);
}

TEST_F(RefineJson, StandardInputIsNotALogToo) {
  EXPECT_EQ(profgen({"refine", "--json", "-"}, "").exit_code, 2);
  EXPECT_EQ(profgen({"refine", "--answers", "-", "-"}, "").exit_code, 2);
}

TEST_F(RefineJson, AJournalAnswersAnotherSession) {
  // A session that is left keeps its journal, which answers on a copy of the policy.
  const std::string before = profile();
  (void)session(
      "{\"do\":\"answer\",\"answer\":\"allow\",\"audit\":true}\n"
      "{\"do\":\"answer\",\"answer\":\"deny\"}\n{\"do\":\"undo\"}\n"
      "{\"do\":\"answer\",\"answer\":\"allow\"}\n");
  std::string journal;
  for (const auto& entry : fs::directory_iterator(path("state/sessions")))
    journal = read(entry.path().string());
  write("j.jsonl", journal);
  const Finished dry = profgen(call({"--answers", path("j.jsonl"), "--dry-run"}));
  EXPECT_EQ(dry.exit_code, 0) << dry.errors << dry.output;
  EXPECT_TRUE(has(dry.output, "\n+  audit ")) << dry.output;
  EXPECT_EQ(profile(), before);
  const Finished done = profgen(call({"--answers", "-"}), journal);
  EXPECT_EQ(done.exit_code, 0) << done.errors << done.output;
  const std::string answered = profile();
  EXPECT_NE(answered, before);
  // The session itself comes to the same.
  fs::remove_all(folder_);
  (void)sample("curl");
  EXPECT_EQ(session("{\"do\":\"save\"}\n").exit_code, 0);
  EXPECT_EQ(profile(), answered);
}

TEST_F(RefineJson, AnswersThatAreNotWholeAreTold) {
  write("j.jsonl",
        "{\"profgen-journal\":1}\n{\"step\":1,\"id\":\"rule-0\",\"about\":\"r /x\","
        "\"given\":{\"answer\":\"allow\"}}\n");
  const Finished done = profgen(call({"--answers", path("j.jsonl")}));
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_TRUE(has(done.errors, "j.jsonl:2:1: warning: nothing asks this any more: r /x"))
      << done.errors;
  EXPECT_TRUE(has(done.output, "not answered")) << done.output;
  write("j.jsonl", "no journal\n");
  EXPECT_EQ(profgen(call({"--answers", path("j.jsonl")})).exit_code, 3);
  EXPECT_EQ(profgen(call({"--answers", path("none")})).exit_code, 3);
}

}  // namespace
}  // namespace profgen::test
