#include <gtest/gtest.h>

#include "base/memory_files.hpp"
#include "fleet/rollout/run_journal.hpp"

namespace profgen::fleet {
namespace {

TEST(TellRun, NodesThatSayTheSameAreOneLine) {
  MemoryFiles files;
  const RunPlace place{files, "/state", "me@here"};
  RunJournal journal(place, "one");
  RunHead head;
  head.time_us = 1;
  head.run = "one";
  head.fleet = "web";
  head.who = "me@here";
  head.digest = "sha256:1";
  head.bundle = "b";
  head.nodes = {"n1", "n2", "n3"};
  head.waves = {{0}, {1, 2}};
  journal.add(head);
  journal.add(PhaseEntry{2, Phase::wave, 1, false});
  journal.add(AskedEntry{3, Step::final, {0, 1}});
  NodeEntry node;
  node.time_us = 4;
  node.news = News::done;
  node.step = Step::final;
  journal.add(node);
  node.node = 1;
  journal.add(node);
  node.node = 2;
  node.news = News::away;
  node.reason = "no route to it";
  journal.add(node);
  SeenEntry seen;
  seen.time_us = 5;
  journal.add(seen);  // nothing of interest
  seen.denied = {7, 8};
  seen.file = "n1.ev";
  journal.add(seen);
  journal.add(BreachEntry{6, "2 new denials, 0 are allowed", false});
  journal.add(EndEntry{7, RunState::rolled_back, ""});
  ASSERT_TRUE(journal.commit());

  const auto told = tell_run(place, "one");
  ASSERT_TRUE(told) << told.error().text();
  using Look = ToldEntry::Look;
  const std::vector<ToldEntry> expected{
      {1, "", "me@here begins to roll out b (sha256:1) to 3 nodes of web", Look::plain},
      {2, "", "wave 1", Look::plain},
      {3, "n[1-2]", "asked for: texts and modes of the bundle", Look::plain},
      {4, "n[1-2]", "texts and modes of the bundle: verified in the kernel", Look::good},
      {4, "n3", "away: no route to it", Look::warn},
      {5, "n1", "2 new denied accesses (n1.ev)", Look::bad},
      {6, "", "breach: 2 new denials, 0 are allowed", Look::bad},
      {7, "", "rolled-back", Look::bad},
  };
  ASSERT_EQ(told->size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ((*told)[i].where, expected[i].where);
    EXPECT_EQ((*told)[i].what, expected[i].what);
    EXPECT_EQ((*told)[i], expected[i]);
  }
  EXPECT_FALSE(tell_run(place, "none"));
}

}  // namespace
}  // namespace profgen::fleet
