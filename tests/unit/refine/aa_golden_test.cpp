// Whole dialogues in tests/data/aa-json: "> " is what we send, "< " what a front end answers.
// PROFGEN_UPDATE_GOLDEN=1 writes our lines anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/memory_files.hpp"
#include "base/text.hpp"
#include "unit/refine/aa_fixture.hpp"
#include "unit/refine/fixture.hpp"

namespace profgen::refine::test {
namespace {

namespace fs = std::filesystem;

std::string text_of_file(const fs::path& path) {
  const auto text = real_files()->read(path.string());
  return text ? text.value() : std::string();
}

policy::Policy policy_in(const fs::path& folder, MemoryFiles& files) {
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files.content["/etc/apparmor.d/" + fs::relative(entry.path(), folder).string()] =
          text_of_file(entry.path());
  policy::LoadOptions options;
  options.policy_dir = "/etc/apparmor.d";
  return policy::Policy::load(files, options);
}

std::string transcript(AaDialogue& dialogue, const std::string& golden) {
  std::string out;
  const auto sent = [&](const std::vector<std::string>& lines) {
    for (const std::string& line : lines)
      if (!line.empty()) {
        EXPECT_TRUE(Json::accept(line)) << line;
        out += "> " + line + "\n";
      }
  };
  sent(dialogue.begin({"audit.log"}));
  for (const std::string_view line : text::split(golden, '\n'))
    if (line.substr(0, 2) == "< ") {
      out += std::string(line) + "\n";
      sent(dialogue.take(line.substr(2)));
    }
  return out;
}

// What was saved and shown, as comments of the transcript.
std::string result_of(const FakeAaHost& host, const AaDialogue& dialogue) {
  std::string out;
  for (const std::string& text : host.shown_texts) out += "# shown\n" + text;
  for (const FileChange& change : host.written)
    out += "# saved " + change.path + "\n" + change.after;
  static constexpr const char* states[] = {"open", "done", "aborted", "cut off"};
  return out + "# " + states[static_cast<std::size_t>(dialogue.state())] + "\n";
}

TEST(AaGolden, DialoguesGoAsTheyAreWritten) {
  std::size_t cases = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(PROFGEN_SOURCE_DIR) / "tests/data/aa-json")) {
    const fs::path folder = entry.path();
    MemoryFiles files;
    const policy::Policy policy = policy_in(folder / "policy", files);
    FakeAaHost host;
    AaDialogue dialogue(evidence_of(text_of_file(folder / "audit.log")), policy, SessionOptions{},
                        read_aa_settings(text_of_file(folder / "logprof.conf")), host);
    const std::string golden = text_of_file(folder / "dialogue");
    std::string now = transcript(dialogue, golden);
    if (dialogue.state() == AaDialogue::State::open) dialogue.end_of_input();
    now += result_of(host, dialogue);
    if (std::getenv("PROFGEN_UPDATE_GOLDEN") != nullptr)
      std::ofstream(folder / "dialogue", std::ios::binary) << now;
    EXPECT_EQ(now, golden) << folder;
    ++cases;
  }
  EXPECT_GE(cases, 6u);
}

}  // namespace
}  // namespace profgen::refine::test
