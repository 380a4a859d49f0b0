// docs/inventory.md is kept true: its examples are read as they stand there, and it tells every
// key.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "unit/fleet/inventory_files.hpp"

namespace profgen::fleet {
namespace {

std::string file_of_source(const std::string& name) {
  std::ifstream in(std::string(PROFGEN_SOURCE_DIR) + "/" + name);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

std::vector<std::string> yaml_blocks(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; (at = text.find("```yaml\n", at)) != std::string::npos;) {
    const std::size_t end = text.find("```", at + 8);
    found.push_back(text.substr(at + 8, end - at - 8));
    at = end + 3;
  }
  return found;
}

TEST(InventoryDocs, ExamplesAreInventories) {
  const auto blocks = yaml_blocks(file_of_source("docs/inventory.md"));
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_EQ(blocks[0], file_of_source("samples/fleet/fleet.yaml"));
  test::Ground ground;
  ground.files.content["f/inventory.ini"] = file_of_source("samples/fleet/inventory.ini");
  const ReadInventory web = ground.read(blocks[0]);
  ASSERT_TRUE(web.inventory) << test::told(web.diagnostics);
  EXPECT_EQ(test::told(web.inventory->warnings), "");
  EXPECT_EQ(web.inventory->nodes.size(), 25u);
  EXPECT_EQ(test::shown(web.inventory->nodes.back()),
            "db04.example.org ops@192.0.2.44:2202 via ops@gate.example.org [data db ] {env=prod "
            "tier=data zone=b }\n");
  ground.processes.programs["kubectl"] = [](const Command&) {
    return Finished{0,
                    R"({"items": [{"metadata": {"name": "a"}, "status": {"addresses":
                    [{"type": "InternalIP", "address": "10.0.0.1"}]}}]})",
                    ""};
  };
  EXPECT_EQ(test::shown(ground.read(blocks[1])), "a core@10.0.0.1:0 via  [] {}\n");
  ground.processes.programs["kubectl"] = [](const Command&) {
    return Finished{0, R"({"items": [{"metadata": {"name": "a", "labels": {"canary": "true"}}}]})",
                    ""};
  };
  EXPECT_EQ(test::shown(ground.read(blocks[2])), "a @a:0 via  [] {canary=true }\n");
}

// The keys that the reader knows, as it tells them itself.
TEST(InventoryDocs, EveryKeyIsTold) {
  const std::string text = file_of_source("docs/inventory.md");
  const std::string head = "fleet: x\nnodes: [{host: a}]\n";
  const struct {
    std::string file;
    const char* before;  // of the key in the table
  } cases[] = {
      {"zzzzzzzzzz: 1\n" + head, ""},
      {"fleet: x\nnodes: [{host: a, zzzzzzzzzz: 1}]\n", ""},
      {"fleet: x\nnodes: [{kubectl: {zzzzzzzzzz: 1}}]\n", ""},
      {head + "rollout: {zzzzzzzzzz: 1}\n", "rollout."},
      {head + "rollout: {enforce: {zzzzzzzzzz: 1}}\n", ""},
      {head + "ssh: {zzzzzzzzzz: 1}\n", "ssh."},
      {head + "transport: kubernetes\nkubernetes: {zzzzzzzzzz: 1}\n", ""},
  };
  for (const auto& one : cases) {
    test::Ground ground;
    const ReadInventory read = ground.read(one.file);
    ASSERT_EQ(read.diagnostics.size(), 1u) << test::told(read.diagnostics);
    const std::string& hint = read.diagnostics[0].hint;
    ASSERT_EQ(hint.rfind("known: ", 0), 0u) << hint;
    std::istringstream words(hint.substr(7));
    std::size_t count = 0;
    for (std::string word; words >> word; ++count) {
      if (word.back() == ',') word.pop_back();
      if (word == "rollout" || word == "ssh") continue;  // by what stands in them
      EXPECT_NE(text.find("`" + (one.before + word) + "`"), std::string::npos) << word;
    }
    EXPECT_GE(count, 5u) << hint;
  }
}

}  // namespace
}  // namespace profgen::fleet
