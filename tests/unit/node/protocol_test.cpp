#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "node/state.hpp"
#include "profgen/node.hpp"
#include "unit/node/sent.hpp"

namespace profgen::node {
namespace {

const std::string raw_bytes = std::string("/srv/\xff\x1b[2J\n\0x", 13);

TEST(NodeProtocol, EveryRequestComesBackAsItWas) {
  for (const Request& request : test::every_request(raw_bytes)) {
    const std::string line = to_line(request);
    const Result<Request> read = request_of(line);
    ASSERT_TRUE(read) << line << "\n" << read.error().text();
    EXPECT_EQ(read->index(), request.index());
    EXPECT_EQ(to_line(*read), line);
  }
}

TEST(NodeProtocol, EveryReplyComesBackAsItWas) {
  for (const Reply& reply : test::every_reply(raw_bytes)) {
    const std::string line = to_line(reply);
    const Result<Reply> read = reply_of(line);
    ASSERT_TRUE(read) << line << "\n" << read.error().text();
    EXPECT_EQ(read->index(), reply.index());
    EXPECT_EQ(to_line(*read), line);
  }
}

TEST(NodeProtocol, RawBytesSurviveAndNoControlCharacterIsSent) {
  const std::string line = to_line(Request(Usage{{raw_bytes, "plain"}}));
  for (const char c : line) EXPECT_TRUE(c >= ' ' && c < '\x7f') << line;
  EXPECT_NE(line.find("base64"), std::string::npos);
  const auto read = request_of(line);
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<Usage>(*read).profiles, (std::vector<std::string>{raw_bytes, "plain"}));

  UsageReply reply;
  reply.users[raw_bytes] = {{7, 99, "/bin/\xfe", false}};
  const auto back = reply_of(to_line(Reply(reply)));
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<UsageReply>(*back).users, reply.users);
}

struct WrongLine {
  const char* line;
  const char* because;
};

TEST(NodeProtocol, WhatIsNotExactlyARequestIsRefusedWithItsPlace) {
  const WrongLine lines[] = {
      {"", "no JSON"},
      {"[]", "no object"},
      {R"({"request":"status"})", "profgen-node"},
      {R"({"profgen-node":2,"request":"status"})", "version 2"},
      {R"({"profgen-node":1,"request":"reboot"})", "no `reboot`"},
      {R"({"profgen-node":1,"request":"status","force":true})", "`force` is no key"},
      {R"({"profgen-node":1,"request":"relax"})", "`run` is missing"},
      {R"({"profgen-node":1,"request":"relax","run":1})", "`run` is neither a string"},
      {R"({"profgen-node":1,"request":"relax","run":"a","run":"b"})", "`run` is there twice"},
      {R"({"profgen-node":1,"request":"relax","run":{"base64":"YQ=="}})", "`run` is neither"},
      {R"({"profgen-node":1,"request":"relax","run":{"base64":"/x"}})", "`run` is neither"},
      {R"({"profgen-node":1,"request":"usage","profiles":["a",{}]})", "`profiles[1]`"},
      {R"({"profgen-node":1,"request":"rollback","run":"","revision":-1})", "`revision`"},
      {R"({"profgen-node":1,"request":"rollback","run":"","revision":1.0})", "`revision`"},
      {R"({"profgen-node":1,"request":"status"} {})", "no JSON"},
      {"{\"profgen-node\":1,\"request\":\"relax\",\"run\":\"\xff\"}", "no JSON"},
      {R"({"profgen-node":1,"request":"drift","stage":"final","package":{"digest":"","bytes":"",)"
       R"("signature":"","signature_kind":"gpg"}})",
       "`package.signature_kind` is none of \"none\", \"ssh\", \"minisign\""},
  };
  for (const WrongLine& wrong : lines) {
    const auto read = request_of(wrong.line);
    ASSERT_FALSE(read) << wrong.line;
    EXPECT_EQ(read.error().kind, ErrorKind::input);
    EXPECT_NE(read.error().text().find(wrong.because), std::string::npos) << wrong.line << "\n"
                                                                          << read.error().text();
  }
  EXPECT_FALSE(request_of(std::string(100'000, '[')));
}

TEST(NodeProtocol, TheBookShowsEveryRequestAndReply) {
  std::ifstream file(std::string(PROFGEN_SOURCE_DIR) + "/docs/node-protocol.md");
  ASSERT_TRUE(file);
  std::set<std::size_t> requests, replies;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("{\"profgen-node\":")) continue;
    if (line.find("\"request\":") != std::string::npos) {
      const auto read = request_of(line);
      ASSERT_TRUE(read) << line << "\n" << read.error().text();
      requests.insert(read->index());
    } else {
      const auto read = reply_of(line);
      ASSERT_TRUE(read) << line << "\n" << read.error().text();
      replies.insert(read->index());
    }
  }
  EXPECT_EQ(requests.size(), std::variant_size_v<Request>);
  EXPECT_EQ(replies.size(), std::variant_size_v<Reply>);
}

}  // namespace
}  // namespace profgen::node
