// How much a person types: a recorded dialogue of aa-logprof next to ours over the same log.
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/cli.hpp"
#include "cli/pty.hpp"
#include "support/recordings.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

struct Count {
  int questions = 0, keys = 0;
};

// What its text front end would have taken: a key a question (each of these dialogues takes the
// first offer, so none chooses a line).
Count of_aa_logprof(const fs::path& dialogue) {
  std::ifstream lines(dialogue);
  Count count;
  for (std::string line; std::getline(lines, line);) {
    const auto one = nlohmann::json::parse(line);
    if (!one["a"].is_object()) continue;
    ++count.questions;
    ++count.keys;
  }
  return count;
}

class RefineCount : public CliTest {};

// `*` for what is allowed by default; each of the others allowed by itself; saved.
Count of_refine(const std::string& log, const std::string& policy, std::string& shown) {
  Pty pty({PROFGEN_BINARY, "refine", log, "--policy-dir", policy});
  Count count;
  const auto press = [&](const std::string& key) {
    pty.send(key);
    ++count.keys;
  };
  bool more = pty.expect("(?)help", 60);
  for (bool defaults = false; more && count.keys < 500; defaults = true) {
    ++count.questions;
    press(defaults ? "A" : "*");
    // The next screen, or the last word.
    const std::size_t before = pty.shown().size();
    more = pty.expect_any({"(?)help", "(S)ave  (u)ndo"}, 60);
    if (pty.shown().find("to write: ", before) != std::string::npos) break;
  }
  ++count.questions;
  press("s");
  EXPECT_EQ(pty.wait(60), 0) << pty.shown();
  shown = pty.shown();
  return count;
}

TEST_F(RefineCount, AFifthOfTheKeysAndQuestionsOfAaLogprof) {
  const fs::path recording = recorded::captures() / "bookworm" / "complain-off";
  const fs::path session = recording / "logprof-kern.log-default-i" / "files";
  if (!fs::exists(session))
    GTEST_SKIP() << "no recordings: PROFGEN_SHARED is not set, or holds no captures";
  fs::path log = session / "log";
  if (!fs::exists(log)) log += ".zst";
  fs::copy(recording / "profiles", path("policy"), fs::copy_options::recursive);
  const Count theirs = of_aa_logprof(session / "dialogue.jsonl");
  std::string shown;
  const Count ours = of_refine(log, path("policy"), shown);
  RecordProperty("keys", ours.keys);
  std::cout << "  aa-logprof: " << theirs.questions << " questions, " << theirs.keys
            << " keys; refine: " << ours.questions << " questions, " << ours.keys << " keys\n";
  EXPECT_LE(ours.keys * 5, theirs.keys) << shown;
  EXPECT_LE(ours.questions * 5, theirs.questions);
  // Nothing of it is asked again.
  const Finished again = profgen({"suggest", log, "--policy-dir", path("policy")});
  EXPECT_EQ(again.exit_code, 0) << again.output;
}

}  // namespace
}  // namespace profgen::test
