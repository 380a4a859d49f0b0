// The tree of executables over `//null-` labels and hats.
#include "evidence/exec_tree.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "profgen/event.hpp"

namespace profgen::evidence {
namespace {

namespace fs = std::filesystem;

Evidence evidence_of(const std::vector<std::string>& labels) {
  Evidence evidence;
  Seen seen;
  seen.counts[1] = 1;
  for (const std::string& label : labels)
    evidence.add({"", label}, {FileAccess{"/etc/x", file_perm::read, false}}, seen);
  return evidence;
}

const ExecNode* find(const ExecTree& tree, const std::string& label) {
  for (const ExecNode& node : tree.nodes)
    if (node.subject.profile == label) return &node;
  return nullptr;
}

TEST(ExecTree, ChainsAreRebuiltWhereTheLogLacksALink) {
  const ExecTree tree = exec_tree(evidence_of(
      {"P//null-/bin/a//null-/bin/b", "P//hat//null-/bin/c", "P//null-1f", "Q//&P//null-/x"}));
  ASSERT_EQ(tree.roots.size(), 2u);
  const ExecNode* a = find(tree, "P//null-/bin/a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->accesses, 0u);
  EXPECT_EQ(a->entered, Entered::program);
  EXPECT_EQ(a->piece, "/bin/a");
  ASSERT_EQ(a->children.size(), 1u);
  EXPECT_EQ(tree.nodes[a->children[0]].piece, "/bin/b");
  EXPECT_EQ(tree.nodes[a->children[0]].accesses, 1u);
  EXPECT_EQ(find(tree, "P//hat")->entered, Entered::hat);
  EXPECT_EQ(find(tree, "P//null-1f")->entered, Entered::program);
  EXPECT_EQ(find(tree, "P")->children.size(), 3u);
  EXPECT_EQ(find(tree, "Q//&P//null-/x")->entered, Entered::root) << "a stack stays whole";
}

TEST(ExecTree, CirclesStayEdges) {
  Evidence evidence;
  evidence.add({"", "A"}, {ExecAccess{"/b", false, "B"}}, {});
  evidence.add({"", "B"}, {ExecAccess{"/a", false, "A"}}, {});
  evidence.add({"", "B"}, {ChangeProfileAccess{"B", false, false}}, {});
  const ExecTree tree = exec_tree(evidence);
  EXPECT_EQ(tree.nodes.size(), 2u);
  EXPECT_EQ(find(tree, "A")->goes_to.count("B"), 1u);
  EXPECT_EQ(find(tree, "B")->goes_to.size(), 2u);
}

TEST(ExecTree, DepthIsBounded) {
  std::string label = "P";
  for (int i = 0; i < 5000; ++i) label += "//null-/bin/a";
  const ExecTree tree = exec_tree(evidence_of({label}));
  EXPECT_EQ(tree.nodes.size(), ExecTree::most_levels);
  EXPECT_EQ(tree.nodes.front().subject.profile, "P");
  std::size_t accesses = 0;
  for (const ExecNode& node : tree.nodes) accesses += node.accesses;
  EXPECT_EQ(accesses, 1u) << "and nothing is lost";
}

// In the recorded runs every null profile hangs on the program whose exec it came from.
TEST(ExecTree, OfTheRecordedRuns) {
  const char* shared = std::getenv("PROFGEN_SHARED");
  const fs::path folder =
      (shared ? fs::path(shared) : fs::path(PROFGEN_SOURCE_DIR).parent_path() / "shared") /
      "captures";
  if (!fs::exists(folder)) GTEST_SKIP() << "no recorded logs at " << folder;
  for (const char* const run : {"bookworm/complain-enriched", "trixie/complain-enriched"}) {
    Evidence evidence;
    for (const auto& entry : fs::directory_iterator(folder / run))
      if (entry.path().filename().string().rfind("audit.log", 0) == 0)
        (void)log::read_logs({entry.path().string()},
                             [&](const Record& r, const Event& event) { evidence.add(r, event); });
    const ExecTree tree = exec_tree(evidence);
    std::size_t accesses = 0, subjects = 0, distinct = 0, children = 0, lost = 0, deepest = 0;
    for (const auto& [subject, of] : evidence.subjects()) {
      ++subjects;
      distinct += of.size();
    }
    for (const ExecNode& node : tree.nodes) {
      accesses += node.accesses;
      std::size_t depth = 0;
      for (std::string_view label = node.subject.profile; !label.empty(); ++depth)
        label = parent_label(label);
      deepest = std::max(deepest, depth);
      for (const std::size_t child : node.children) {
        const ExecNode& below = tree.nodes[child];
        if (below.entered != Entered::program) continue;
        ++children;
        if (node.goes_to.count(below.subject.profile) == 0) ++lost;
      }
    }
    std::cout << run << ": " << tree.roots.size() << " roots, " << tree.nodes.size()
              << " nodes for " << subjects << " labels, " << deepest << " deep, " << children
              << " programs, " << lost << " without the record of their exec\n";
    EXPECT_EQ(accesses, distinct);
    EXPECT_GT(children, 20u);
    EXPECT_GE(deepest, 4u);
    EXPECT_LE(lost * 20, children);
  }
}

}  // namespace
}  // namespace profgen::evidence
