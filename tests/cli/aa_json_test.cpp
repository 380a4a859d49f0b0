// A front end of aa-logprof before `refine --aa-json`: the built program over pipes.
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"
#include "cli/talk.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class AaJson : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    folder_ = sample("curl");
    before_ = snapshot(folder_);
  }
  [[nodiscard]] std::vector<std::string> call() const {
    return {
        PROFGEN_BINARY,         "refine", "--aa-json", "-q", folder_ + "/audit.log", "--policy-dir",
        folder_ + "/apparmor.d"};
  }
  // The next question; null at the end. Every other line is a JSON object too, or empty.
  // What was important on the way is added to `told`.
  static Json question(Talk& talk, std::string* told = nullptr) {
    while (const auto line = talk.hear()) {
      if (line->empty()) continue;
      const Json said = Json::parse(*line, nullptr, false);
      if (!said.is_object()) {
        ADD_FAILURE() << "not JSON: " << *line;
        return nullptr;
      }
      const std::string dialog = said.at("dialog");
      if (dialog == "important" && told != nullptr) *told += said.at("data").get<std::string>();
      if (dialog != "info" && dialog != "important" && dialog != "apparmor-json-version")
        return said;
    }
    return nullptr;
  }
  static void answer(Talk& talk, const std::string& key, std::size_t selected = 0) {
    talk.say(Json{{"dialog", "promptuser"}, {"response_key", key}, {"selected", selected}}.dump());
  }
  static bool is_about_saving(const Json& asked) { return asked.at("title").is_string(); }
  // Allows each rule as it was logged: the last option that is no include.
  static Json allow_all(Talk& talk) {
    Json asked = question(talk);
    while (!asked.is_null() && !is_about_saving(asked)) {
      const std::vector<std::string> options = asked.at("options");
      std::size_t chosen = 0;
      for (std::size_t i = 0; i < options.size(); ++i)
        if (options[i].rfind("include", 0) != 0) chosen = i;
      answer(talk, "a", chosen);
      asked = question(talk);
    }
    return asked;
  }

  std::string folder_;
  std::vector<std::pair<std::string, std::string>> before_;
};

TEST_F(AaJson, AWholeDialogueSavesTheProfile) {
  Talk talk(call());
  EXPECT_EQ(Json::parse(*talk.hear()),
            (Json{{"dialog", "apparmor-json-version"}, {"data", "2.12"}}));
  const Json save = allow_all(talk);
  ASSERT_TRUE(save.is_object());
  EXPECT_EQ(save.at("options"), Json::array({"/usr/bin/curl"}));
  answer(talk, "s");
  EXPECT_TRUE(question(talk).is_null());
  EXPECT_EQ(talk.wait(), 0);
  const std::string profile = read(folder_ + "/apparmor.d/usr.bin.curl");
  EXPECT_TRUE(has(profile, "/etc/ssl/openssl.cnf r,")) << profile;
  EXPECT_TRUE(has(profile, "network inet dgram,")) << profile;
  if (has_parser()) {
    EXPECT_EQ(parser_complaint(folder_ + "/apparmor.d/usr.bin.curl"), "");
  }
}

TEST_F(AaJson, ChangesStandInAFileThatIsOnlyOurs) {
  Talk talk(call());
  ASSERT_TRUE(allow_all(talk).is_object());
  answer(talk, "v");
  const Json changes = question(talk);
  ASSERT_EQ(changes.at("dialog"), "changes");
  const std::string file = changes.at("filename");
  EXPECT_TRUE(has(read(file), "+  /etc/ssl/openssl.cnf r,")) << read(file);
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
  talk.say(R"({"dialog":"changes","response":""})");
  EXPECT_TRUE(is_about_saving(question(talk)));
  EXPECT_FALSE(fs::exists(file));

  // Nor does it stay where the front end goes away in between.
  answer(talk, "c");
  const std::string other = question(talk).at("filename");
  EXPECT_TRUE(fs::exists(other));
  EXPECT_EQ(talk.wait(), 1);
  EXPECT_FALSE(fs::exists(other));
  EXPECT_EQ(snapshot(folder_), before_);
}

TEST_F(AaJson, AbortChangesNothing) {
  Talk talk(call());
  ASSERT_TRUE(question(talk).is_object());
  answer(talk, "r");
  EXPECT_EQ(question(talk).at("dialog"), "yesno");
  talk.say(R"({"dialog":"yesno","response_key":"y","response":"y"})");
  EXPECT_TRUE(question(talk).is_null());
  EXPECT_EQ(talk.wait(), 0);
  EXPECT_EQ(snapshot(folder_), before_);
}

TEST_F(AaJson, HangingUpChangesNothing) {
  for (int way = 0; way < 3; ++way) {
    Talk talk(call());
    ASSERT_TRUE(question(talk).is_object());
    if (way == 1) answer(talk, "a");
    if (way == 2) {
      talk.close_output();
      answer(talk, "a");
      answer(talk, "a");
      answer(talk, "s");
    }
    EXPECT_EQ(talk.wait(), way == 2 ? 4 : 1);  // 4: the output could not be written
    EXPECT_EQ(snapshot(folder_), before_);
  }
}

// A file that somebody else changed in between is not overwritten; the front end is told.
TEST_F(AaJson, ARefusedSaveIsTold) {
  Talk talk(call());
  ASSERT_TRUE(allow_all(talk).is_object());
  const std::string profile = "curl/apparmor.d/usr.bin.curl";
  write(profile, read(path(profile)) + "# later\n");
  answer(talk, "s");
  std::string told;
  EXPECT_TRUE(is_about_saving(question(talk, &told)));
  EXPECT_TRUE(has(told, "usr.bin.curl")) << told;
  EXPECT_NE(talk.wait(), 0);
  EXPECT_TRUE(has(read(path(profile)), "# later\n"));
  EXPECT_FALSE(has(read(path(profile)), "openssl.cnf"));
}

}  // namespace
}  // namespace profgen::test
