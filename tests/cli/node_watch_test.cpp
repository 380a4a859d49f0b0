// `profgen-node watch`, which is a program of its own beside profgen-node.
#include <filesystem>

#include "cli/cli.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

class NodeWatch : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    fs::copy_file(built("profgen-node"), path("profgen-node"));
  }
  [[nodiscard]] static fs::path built(const std::string& program) {
    return fs::path(PROFGEN_BINARY).parent_path() / program;
  }
  [[nodiscard]] Finished node(const std::vector<std::string>& words) const {
    std::vector<std::string> call = {path("profgen-node"), "watch"};
    call.insert(call.end(), words.begin(), words.end());
    const auto done = real_processes()->run({call, "", {{"NODE_NAME", ""}}, 60});
    EXPECT_TRUE(done);
    return done ? *done : Finished{};
  }
};

TEST_F(NodeWatch, SaysWhatIsMissing) {
  const Finished done = node({"--help"});
  EXPECT_EQ(done.exit_code, 4);
  EXPECT_TRUE(has(done.errors, path("profgen-node-watch"))) << done.errors;
  EXPECT_TRUE(has(done.errors, "deploy/Containerfile")) << done.errors;
}

TEST_F(NodeWatch, StartsTheProgramBesideIt) {
  fs::copy_file(built("profgen-node-watch"), path("profgen-node-watch"));
  const Finished help = node({"--help"});
  EXPECT_EQ(help.exit_code, 0) << help.errors;
  EXPECT_TRUE(has(help.output, "usage: profgen-node watch")) << help.output;
  const Finished version = node({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_TRUE(has(version.output, "profgen-node-watch ")) << version.output;
  const Finished nameless = node({});
  EXPECT_EQ(nameless.exit_code, 2);
  EXPECT_TRUE(has(nameless.errors, "--node NAME, or $NODE_NAME")) << nameless.errors;
  const Finished wrong = node({"--node", "n", "--corect"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_TRUE(has(wrong.errors, "did you mean `--correct`?")) << wrong.errors;
}

TEST_F(NodeWatch, WithoutAServerEndsAndSaysSo) {
  fs::copy_file(built("profgen-node-watch"), path("profgen-node-watch"));
  const Finished no_pod = node({"--node", "n", "--root", directory_});
  EXPECT_EQ(no_pod.exit_code, 3);
  EXPECT_TRUE(has(no_pod.errors, "this is no pod")) << no_pod.errors;
  write("account/token", "t");
  const Finished nobody = node({"--node", "n", "--root", directory_, "--once", "--server",
                                "https://127.0.0.1:9", "--account", path("account")});
  EXPECT_EQ(nobody.exit_code, 4);
  EXPECT_TRUE(has(nobody.errors, "ask the API server")) << nobody.errors;
}

}  // namespace
}  // namespace profgen::test
