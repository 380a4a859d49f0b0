#include "kube/agent/mailbox.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kube/agent/marks.hpp"
#include "kube/agent/publish.hpp"

namespace profgen::kube {
namespace {

class MailboxTest : public ::testing::Test {
 protected:
  // A reply of some parts; it is another one each time.
  AgentMailbox make() {
    return AgentMailbox([this](const Request&) -> std::optional<std::string> {
      if (!ready_) return std::nullopt;
      ++done_;
      return std::string(2 * largest_part, static_cast<char>('a' + done_)) + "end";
    });
  }
  int done_ = 0;
  bool ready_ = true;
};

// What the leader of a rollout does: part after part, from the beginning where part 0 comes anew.
std::string read_all(AgentMailbox& mailbox, Request request, PartialReply& published) {
  std::string whole;
  for (std::int64_t seconds = 0; seconds < 20; ++seconds) {
    if (auto due = mailbox.due(request, published, seconds * 1'000'000)) published = *due;
    if (published.id != request.id) continue;
    if (published.part == 0) whole.clear();
    if (published.part == 0 || published.part == request.part) whole += published.text;
    request.part = published.part + 1;
    if (request.part == published.parts) return whole;
  }
  return "never whole";
}

TEST_F(MailboxTest, GivesAReplyInParts) {
  AgentMailbox mailbox = make();
  PartialReply published;
  const std::string whole = read_all(mailbox, {"w-1", "line", "", 0}, published);
  EXPECT_EQ(whole, std::string(2 * largest_part, 'b') + "end");
  EXPECT_EQ(published.parts, 3u);
  EXPECT_EQ(done_, 1);
}

TEST_F(MailboxTest, NothingIsDueWhereNothingIsAsked) {
  AgentMailbox mailbox = make();
  EXPECT_FALSE(mailbox.due({}, {}, 0));
  ready_ = false;
  EXPECT_FALSE(mailbox.due({"w-1", "line", "", 0}, {}, 0));
  EXPECT_EQ(done_, 0);
}

TEST_F(MailboxTest, AnAgentThatStartedAnewBeginsAnew) {
  for (std::size_t stopped_at = 0; stopped_at < 3; ++stopped_at) {
    AgentMailbox first = make();
    PartialReply published;
    for (std::size_t part = 0; part <= stopped_at; ++part)
      if (auto due = first.due({"w-1", "line", "", part}, published, 0)) published = *due;
    done_ = 5;
    // Whoever asks has gone on meanwhile.
    AgentMailbox second = make();
    EXPECT_FALSE(second.due({"w-1", "line", "", stopped_at}, published, 0));
    EXPECT_EQ(done_, 5);
    const Request next{"w-1", "line", "", stopped_at + 1};
    if (stopped_at == 2) break;
    const auto due = second.due(next, published, 0);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->part, 0u);
    published = *due;
    // It stays so until something else is asked for.
    EXPECT_FALSE(second.due(next, published, 0));
    EXPECT_EQ(done_, 6);
    const std::string whole = read_all(second, {"w-1", "line", "", stopped_at + 1}, published);
    EXPECT_EQ(whole, std::string(2 * largest_part, 'g') + "end") << stopped_at;
    EXPECT_EQ(done_, 6);
  }
}

TEST(AgentDifference, IsWhatMakesOneTheOther) {
  const Json before = {{"a", 1}, {"b", {{"c", "x"}, {"d", "y"}}}, {"l", {1, 2}}};
  const std::vector<Json> afters = {
      before,
      {{"a", 1}},
      {{"a", 2}, {"b", {{"c", "x"}, {"d", nullptr}}}, {"l", Json::array()}},
      {{"b", "flat"}, {"n", {{"m", 1}}}},
      {{"a", nullptr}}};
  for (const Json& after : afters) {
    const Json patch = difference(before, after);
    Json got = before, wanted = before;
    got.merge_patch(patch);
    wanted.merge_patch(after);
    EXPECT_EQ(got, wanted) << after;
  }
  EXPECT_TRUE(difference(before, before).empty());
  EXPECT_TRUE(difference(before, {{"nowhere", nullptr}}).empty());
  EXPECT_EQ(difference(before, {{"b", {{"c", "z"}, {"d", "y"}}}}), (Json{{"b", {{"c", "z"}}}}));
}

TEST(AgentMarks, AreValuesThatALabelMayHave) {
  EXPECT_EQ(node_label_value("n1"), "n1");
  const std::string longest = std::string(63, 'a');
  EXPECT_EQ(node_label_value(longest), longest);
  EXPECT_LE(node_label_value(longest + "b").size(), 63u);
  EXPECT_NE(node_label_value(longest + "b"), node_label_value(longest + "c"));
  EXPECT_EQ(short_digest("sha256:0123456789abcdef"), "0123456789ab");
  EXPECT_EQ(short_digest(""), "");
}

}  // namespace
}  // namespace profgen::kube
