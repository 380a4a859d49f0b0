// The session over lines of JSON: every request, every mistake, and that mistakes change nothing.
#include "profgen/line_protocol.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LineProtocolTest : public ::testing::Test {
 protected:
  LineProtocolTest() { begin(); }
  void begin() {
    SessionOptions options = exact();
    options.grouped = true;
    protocol.reset();
    session.emplace(evidence, policy, options);
    LineCallbacks callbacks;
    callbacks.save = [this](const std::vector<FileChange>& changes) { return save(changes); };
    callbacks.answered = [this](const Session&) -> Status {
      ++kept;
      if (full) return Error{ErrorKind::system, "append to", "/state/j", "No space left"};
      return Unit{};
    };
    protocol.emplace(*session, callbacks);
  }
  Result<std::vector<std::string>> save(const std::vector<FileChange>& changes) {
    if (full) return Error{ErrorKind::system, "replace", "/policy/t", "No space left"};
    std::vector<std::string> names;
    for (const FileChange& change : changes) {
      EXPECT_EQ(change.before.value_or(""), disk[change.path]);
      disk[change.path] = change.after;
      names.push_back(change.path);
    }
    return names;
  }
  json ask(const std::string& request) {
    const std::string line = protocol->respond(request);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    for (const char c : line.substr(0, line.size() - 1)) EXPECT_TRUE(c >= ' ' && c < 0x7f) << line;
    json response = json::parse(line, nullptr, false);
    EXPECT_TRUE(response.is_object()) << line;
    return response;
  }
  // An error that changed nothing; gives its id.
  std::string refused(const std::string& request) {
    const std::string before = everything();
    const json response = ask(request);
    EXPECT_EQ(everything(), before) << request;
    EXPECT_TRUE(response.contains("error")) << request << response;
    if (!response.contains("error")) return {};
    EXPECT_TRUE(response["error"]["message"].is_string());
    return response["error"]["id"];
  }
  std::string everything() const {
    std::string text;
    for (const Open& open : session->open()) text += open.key + "\n";
    for (const Entry& entry : session->entries()) text += entry.key + entry.reason + "\n";
    for (const FileChange& change : session->outcome().changes) text += change.after;
    return text + std::to_string(kept);
  }
  std::string current() { return ask(R"({"do":"question"})")["question"]["id"]; }

  evidence::Evidence evidence = evidence_of(
      exec_record(1, "t", "/usr/bin/id") + file_record(2, "t//null-/usr/bin/id", "/srv/a", "r") +
      file_record(3, "t", "/srv/b", "r") + file_record(4, "t", "/var/a", "r") +
      file_record(5, "t", "/var/b", "w") +
      record(6, "capable", "t", "capability=1 capname=\"dac_override\""));
  policy::Policy policy = policy_of(plain);
  std::optional<Session> session;
  std::optional<LineProtocol> protocol;
  std::map<std::string, std::string> disk = {{"/policy/t", plain}};
  bool full = false;
  int kept = 0;
};

TEST_F(LineProtocolTest, HelloIsVersioned) {
  const json hello = json::parse(protocol->hello());
  EXPECT_EQ(hello["profgen-refine"], line_protocol_version);
  EXPECT_EQ(hello["open"], 1);
  EXPECT_EQ(hello["answered"], 0);
  EXPECT_THAT(std::string(hello["program"]), HasSubstr("profgen "));
}

TEST_F(LineProtocolTest, AnExecHasItsFacts) {
  const json question = ask(R"({"do":"question"})")["question"];
  EXPECT_EQ(question["kind"], "exec");
  EXPECT_EQ(question["profile"], "t");
  EXPECT_EQ(question["program"], "/usr/bin/id");
  EXPECT_EQ(question["child"]["accesses"], 1);
  EXPECT_EQ(question["child"]["labels"], json::array({"t//null-/usr/bin/id"}));
  EXPECT_EQ(question["evidence"][0]["verdicts"]["allowed"], 1);
  EXPECT_EQ(question["group"]["directory"], "/usr/bin/");
  ASSERT_GT(question["options"].size(), 1u);
  EXPECT_EQ(question["options"][0]["number"], 1);
  EXPECT_TRUE(question["options"][0]["reason"].is_string());
}

TEST_F(LineProtocolTest, ARuleHasItsFacts) {
  const json question = ask(R"({"do":"answer","answer":"allow","qualifier":"ix"})")["question"];
  EXPECT_EQ(question["kind"], "rule");
  EXPECT_EQ(question["profile"], "t");
  EXPECT_EQ(question["evidence_more"], 0);
  const json& seen = question["evidence"][0];
  EXPECT_EQ(seen["count"], 1);
  EXPECT_EQ(seen["programs"], json::array({"t"}));
  EXPECT_EQ(seen["trusted"], true);
  EXPECT_EQ(seen["first"], "2026-11-23 18:10:04");
  EXPECT_THAT(std::string(seen["sample"]), HasSubstr("apparmor=\"ALLOWED\""));
  EXPECT_EQ(seen["path"], question["group"]["directory"].get<std::string>() +
                              seen["path"].get<std::string>().substr(5));
  const json& candidate = question["candidates"][0];
  EXPECT_EQ(candidate["kind"], "literal");
  EXPECT_EQ(candidate["text"], seen["path"].get<std::string>() + " r,");
  EXPECT_EQ(question["default"].is_object(), candidate["default"].get<bool>());
}

TEST_F(LineProtocolTest, AnswersComeToTheFiles) {
  ask(R"({"do":"answer","answer":"allow","option":1})");
  EXPECT_EQ(kept, 1);
  json state = ask(R"({"do":"answer-all","like":"directory","answer":"allow"})");
  EXPECT_EQ(state["count"], 2);
  while (!state["question"].is_null()) state = ask(R"({"do":"answer","answer":"deny"})");
  EXPECT_EQ(state["open"], 0);
  EXPECT_EQ(refused(R"({"do":"answer","answer":"allow"})"), "nothing-open");
  const json diff = ask(R"({"do":"diff"})");
  ASSERT_EQ(diff["files"].size(), 1u);
  EXPECT_THAT(std::string(diff["files"][0]["diff"]), HasSubstr("+  deny capability dac_override,"));
  EXPECT_FALSE(protocol->all_done());
  const json saved = ask(R"({"do":"save"})");
  EXPECT_EQ(saved["saved"], json::array({"/policy/t"}));
  EXPECT_EQ(disk["/policy/t"], session->outcome().changes[0].after);
  EXPECT_TRUE(protocol->all_done());
  EXPECT_THAT(ask(R"({"do":"diff"})")["files"], IsEmpty());
}

TEST_F(LineProtocolTest, AQuestionOutOfTurnLeavesTheCurrentOne) {
  ask(R"({"do":"answer","answer":"ignore"})");
  const std::string first = current();
  const json list = ask(R"({"do":"list"})")["questions"];
  ASSERT_GT(list.size(), 2u);
  EXPECT_EQ(list[0]["id"], first);
  const std::string third = list[2]["id"];
  EXPECT_EQ(ask(R"({"do":"question","id":")" + third + "\"}")["question"]["id"], third);
  EXPECT_EQ(current(), first);
  const json state = ask(R"({"do":"answer","answer":"later","why":"hm","id":")" + third + "\"}");
  EXPECT_EQ(state["id"], third);
  EXPECT_EQ(state["question"]["id"], first);
  EXPECT_EQ(session->entries().back().key, third);
  EXPECT_EQ(std::get<Skipped>(session->entries().back().answer).why, "hm");
}

TEST_F(LineProtocolTest, NextAndGoToAskOthers) {
  ask(R"({"do":"answer","answer":"ignore"})");
  const json list = ask(R"({"do":"list"})")["questions"];
  EXPECT_EQ(ask(R"({"do":"next"})")["question"]["id"], list[1]["id"]);
  const std::string first = list[0]["id"];
  EXPECT_EQ(ask(R"({"do":"go-to","id":")" + first + "\"}")["question"]["id"], first);
  EXPECT_EQ(refused(R"({"do":"go-to","id":"rule-0"})"), "not-open");
  EXPECT_EQ(refused(R"({"do":"go-to"})"), "request");
  EXPECT_THAT(ask(R"({"do":"list","like":"directory"})")["questions"], SizeIs(2));
}

TEST_F(LineProtocolTest, UndoTakesBackAStepButNothingSaved) {
  EXPECT_EQ(refused(R"({"do":"undo"})"), "undo");
  ask(R"({"do":"answer","answer":"ignore"})");
  const std::string before = current();
  ask(R"({"do":"answer-all","like":"profile","answer":"allow"})");
  EXPECT_EQ(ask(R"({"do":"undo"})")["question"]["id"], before);
  ask(R"({"do":"answer","answer":"allow"})");
  ask(R"({"do":"save"})");
  EXPECT_EQ(refused(R"({"do":"undo"})"), "undo");
  ask(R"({"do":"answer","answer":"allow"})");
  EXPECT_FALSE(ask(R"({"do":"undo"})").contains("error"));
  EXPECT_EQ(refused(R"({"do":"undo"})"), "undo");
}

TEST_F(LineProtocolTest, SavedTwiceIsSavedOnce) {
  ask(R"({"do":"answer","answer":"allow","qualifier":"ix"})");
  while (!ask(R"({"do":"answer","answer":"allow"})")["question"].is_null()) ask(R"({"do":"save"})");
  ask(R"({"do":"save"})");
  const std::string in_parts = disk["/policy/t"];
  EXPECT_EQ(in_parts, session->outcome().changes[0].after);
  EXPECT_EQ(ask(R"({"do":"save"})")["saved"], json::array());
}

TEST_F(LineProtocolTest, AFailedSaveIsAnErrorAndTheSessionGoesOn) {
  ask(R"({"do":"answer","answer":"ignore"})");
  ask(R"({"do":"answer","answer":"allow"})");
  full = true;
  EXPECT_EQ(refused(R"({"do":"save"})"), "save");
  EXPECT_THAT(std::string(ask(R"({"do":"answer","answer":"allow"})")["warning"]),
              HasSubstr("No space left"));
  full = false;
  EXPECT_EQ(ask(R"({"do":"save"})")["saved"], json::array({"/policy/t"}));
}

TEST_F(LineProtocolTest, ARuleIsTriedBeforeItIsGiven) {
  EXPECT_EQ(refused(R"({"do":"try","rule":"/srv/* r,"})"), "nothing-open");
  ask(R"({"do":"answer","answer":"ignore"})");
  while (ask(R"({"do":"question"})")["question"]["group"]["directory"] != "/var/")
    ask(R"({"do":"next"})");
  json tried = ask(R"({"do":"try","rule":"/var/* rw"})");
  EXPECT_EQ(tried["rule"], "/var/* rw,");
  EXPECT_EQ(tried["settles"], 1);
  EXPECT_THAT(tried["not_covered"], IsEmpty());
  tried = ask(R"({"do":"try","rule":"/opt/* rw,"})");
  EXPECT_THAT(tried["not_covered"], SizeIs(1));
  tried = ask(R"({"do":"try","rule":"/opt/* zz,"})");
  EXPECT_TRUE(tried["rule"].is_null());
  EXPECT_EQ(tried["diagnostics"][0]["line"], 1);
  EXPECT_EQ(refused(R"({"do":"answer","answer":"allow","rule":"/opt/* zz,"})"), "answer");
  const std::size_t open = session->open().size();
  ask(R"({"do":"answer","answer":"allow","rule":"/var/* rw,","audit":true})");
  EXPECT_EQ(session->open().size(), open - 2);
  EXPECT_THAT(std::string(ask(R"({"do":"diff"})")["files"][0]["diff"]),
              HasSubstr("+  audit /var/* rw,"));
}

TEST_F(LineProtocolTest, WhyTellsOfEveryState) {
  const std::string exec = current();
  EXPECT_EQ(ask(R"({"do":"why"})")["state"], "open");
  ask(R"({"do":"answer","answer":"ignore","reason":"no need"})");
  const json why = ask(R"({"do":"why","id":")" + exec + "\"}");
  EXPECT_EQ(why["state"], "answered");
  EXPECT_EQ(why["given"]["answer"], "ignore");
  EXPECT_EQ(why["reason"], "no need");
  while (ask(R"({"do":"question"})")["question"]["group"]["directory"] != "/var/")
    ask(R"({"do":"next"})");
  const std::string other = ask(R"({"do":"list","like":"directory"})")["questions"][1]["id"];
  EXPECT_EQ(ask(R"({"do":"why"})")["question"]["evidence"].size(), 1u);
  ask(R"({"do":"answer","answer":"allow","rule":"/var/* rw,"})");
  EXPECT_EQ(ask(R"({"do":"why","id":")" + other + "\"}")["state"], "not-asked");
  EXPECT_EQ(refused(R"({"do":"why","id":"rule-0"})"), "unknown");
}

TEST_F(LineProtocolTest, OutcomeSaysWhatIsLeft) {
  ask(R"({"do":"answer","answer":"ignore"})");
  ask(R"({"do":"answer","answer":"ignore"})");
  ask(R"({"do":"answer","answer":"allow"})");
  const json outcome = ask(R"({"do":"outcome"})");
  EXPECT_EQ(outcome["outcome"]["left"][0]["reason"], "ignored");
  EXPECT_EQ(outcome["outcome"]["decided"].size(), 1u);
  EXPECT_EQ(outcome["unsaved"][0]["file"], "/policy/t");
  EXPECT_FALSE(protocol->all_done());
}

TEST_F(LineProtocolTest, SeqComesBack) {
  EXPECT_EQ(ask(R"({"do":"question","seq":7})")["seq"], 7);
  EXPECT_EQ(ask(R"({"do":"nonsense","seq":"x"})")["seq"], "x");
  EXPECT_EQ(ask(R"({"seq":-1})")["seq"], -1);
  EXPECT_FALSE(ask(R"({"do":"question"})").contains("seq"));
  EXPECT_EQ(refused(R"({"do":"question","seq":[1]})"), "request");
  EXPECT_EQ(refused(R"({"do":"question","seq":null})"), "request");
}

TEST_F(LineProtocolTest, WhatIsNoRequestChangesNothing) {
  const std::string deep(200'000, '[');
  for (const std::string& line :
       {std::string(), std::string("x"), std::string("[]"), std::string("{}"), std::string("null"),
        std::string("{\"do\":7}"), std::string("{\"do\":\"question\"} x"),
        std::string("{\"do\":\"question\",\"do\":\"quit\"}"),
        std::string("{\"do\":\"answer\",\"answer\":\"allow\",\"answer\":\"deny\"}"),
        std::string("{\"do\":\"\xff\"}"), deep, "{\"do\":\"answer\",\"answer\":" + deep,
        "{\"do\":\"answer\",\"answer\":\"allow\",\"rule\":" + deep + std::string(200'000, ']') +
            "}",
        std::string(longest_request + 1, ' ')})
    EXPECT_EQ(refused(line), "request") << line.substr(0, 80);
  for (const char* line : {R"({"do":"answer"})", R"({"do":"answer","answer":"perhaps"})",
                           R"({"do":"answer","answer":"allow","option":0})",
                           R"({"do":"answer","answer":"allow","option":99})",
                           R"({"do":"answer","answer":"allow","qualifier":"zx"})",
                           R"({"do":"answer","answer":"allow","qualifier":{"hex":"f"}})",
                           R"({"do":"answer-all","like":"profile"})",
                           R"({"do":"answer-all","like":"profile","answer":"later"})",
                           R"({"do":"answer-all","like":"profile","answer":"allow","reason":1})"})
    EXPECT_EQ(refused(line), "answer") << line;
  EXPECT_EQ(refused(R"({"do":"answer","answer":"allow","qualifer":"ix"})"), "unknown-key");
  EXPECT_EQ(refused(R"({"do":"question","ID":"x"})"), "unknown-key");
  EXPECT_EQ(refused(R"({"do":"answer","answer":"allow","id":"rule-0"})"), "not-open");
  EXPECT_EQ(refused(R"({"do":"answer","answer":"allow","id":7})"), "request");
  EXPECT_EQ(refused(R"({"do":"answer-all","ids":["rule-0"],"answer":"allow"})"), "not-open");
  EXPECT_EQ(refused(R"({"do":"answer-all","ids":"x","answer":"allow"})"), "request");
  EXPECT_EQ(refused(R"({"do":"answer-all","answer":"allow"})"), "request");
  EXPECT_EQ(refused(R"({"do":"answer-all","ids":[],"like":"profile","answer":"allow"})"),
            "request");
  EXPECT_EQ(refused(R"({"do":"list","like":"colour"})"), "request");
  const json near = ask(R"({"do":"unndo"})");
  EXPECT_EQ(near["error"]["id"], "unknown-request");
  EXPECT_THAT(std::string(near["error"]["hint"]), HasSubstr("`undo`"));
}

TEST_F(LineProtocolTest, HelpNamesEveryRequest) {
  const json help = ask(R"({"do":"help"})");
  EXPECT_THAT(help["requests"], SizeIs(15));
  for (const json& one : help["requests"]) {
    EXPECT_FALSE(one["summary"].get<std::string>().empty());
    if (one["do"] == "quit" || one["do"] == "abort") continue;
    const json response = ask(json{{"do", one["do"]}}.dump());
    if (response.contains("error")) {
      EXPECT_NE(response["error"]["id"], "unknown-request") << one;
    }
  }
}

TEST_F(LineProtocolTest, AfterItsEndEverythingIsRefused) {
  EXPECT_EQ(ask(R"({"do":"quit"})")["over"], "quit");
  EXPECT_EQ(protocol->state(), LineProtocol::State::quit);
  EXPECT_EQ(refused(R"({"do":"answer","answer":"allow"})"), "over");
  begin();
  EXPECT_EQ(ask(R"({"do":"abort"})")["over"], "abort");
  EXPECT_EQ(protocol->state(), LineProtocol::State::aborted);
  EXPECT_EQ(refused(R"({"do":"save"})"), "over");
}

TEST_F(LineProtocolTest, NamesMayHoldAnyBytes) {
  evidence = evidence_of(record(1, "open", "t",
                                "name=2F7372762FFF1B5B324A22E280AE requested_mask=\"r\" "
                                "denied_mask=\"r\" fsuid=0 ouid=1"));
  begin();
  const json question = ask(R"({"do":"question"})")["question"];
  EXPECT_EQ(question["evidence"][0]["path"]["hex"], "2F7372762FFF1B5B324A22E280AE");
  json answer = {{"do", "answer"}, {"answer", "allow"}};
  answer["line"] = question["candidates"][0]["text"];
  EXPECT_TRUE(ask(answer.dump())["question"].is_null());
  EXPECT_EQ(ask(R"({"do":"save"})")["saved"].size(), 1u);
  policy::Policy now = policy_of(disk["/policy/t"]);
  SessionOptions options = exact();
  EXPECT_EQ(Session(evidence, now, options).current(), nullptr) << disk["/policy/t"];
}

TEST_F(LineProtocolTest, MuchEvidenceIsShownInPartAndInWhole) {
  std::string log;
  for (int i = 0; i < 60; ++i)
    log += file_record(i + 1, "t", "/srv/x/" + std::to_string(100 + i), "r");
  evidence = evidence_of(log);
  const SessionOptions options = exact();
  suggest::Proposals proposals = suggest::propose(evidence, policy, {}, options.suggest);
  auto& all = proposals.profiles.at(0).proposals;
  ASSERT_EQ(all.size(), 60u);
  for (std::size_t i = 1; i < all.size(); ++i) all[0].evidence.push_back(all[i].evidence.at(0));
  all.resize(1);
  protocol.reset();
  session.emplace(std::move(proposals), policy, options);
  protocol.emplace(*session, LineCallbacks{});
  const json question = ask(R"({"do":"question"})")["question"];
  EXPECT_EQ(question["evidence"].size(), 20u);
  EXPECT_EQ(question["evidence_more"], 40);
  EXPECT_EQ(ask(R"({"do":"why"})")["question"]["evidence"].size(), 60u);
  ask(R"({"do":"answer","answer":"allow"})");
  EXPECT_EQ(ask(R"({"do":"save"})")["error"]["id"], "save") << "nobody writes here";
}

}  // namespace
}  // namespace profgen::refine::test
