// suggest --format=decisions and apply, as a person and a pipe use them; diffs through patch(1).
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.hpp"
#include "cli/cli.hpp"
#include "profgen/version.hpp"
#include "support/cases.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* all_allowed =
    "built-in: false\nmaximum-severity: 10\naccept-untrusted: true\n";

std::vector<std::string> samples_with_policy() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(PROFGEN_SOURCE_DIR) / "samples"))
    if (entry.is_directory() && fs::exists(entry.path() / "apparmor.d"))
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  // Under the sanitizers each takes long.
  if (proof::share > 1) names.resize(std::min<std::size_t>(names.size(), 3));
  return names;
}

class Decisions : public CliTest {
 protected:
  // The command over logs and a policy directory.
  static Finished over(const std::string& policy, const std::vector<std::string>& logs,
                       std::vector<std::string> call) {
    call.insert(call.end(), {"-q", "--policy-dir", policy});
    call.insert(call.end(), logs.begin(), logs.end());
    return profgen(call);
  }

  // `suggest --format=decisions | apply` against `generate`, on two copies of a policy.
  void expect_same_as_generate(const fs::path& policy, const std::vector<std::string>& logs,
                               const std::vector<std::string>& more) {
    const std::string here = path("policy");
    const auto fresh = [&] {
      fs::remove_all(here);
      fs::copy(policy, here, fs::copy_options::recursive);
    };
    const auto call = [&](std::vector<std::string> words) {
      words.insert(words.end(), more.begin(), more.end());
      return words;
    };
    fresh();
    const Finished decided = over(here, logs, call({"suggest", "--format", "decisions"}));
    ASSERT_LE(decided.exit_code, 1) << decided.errors;
    write("d.yaml", decided.output);
    const Finished generated = over(here, logs, call({"generate", "-o", here}));
    ASSERT_LE(generated.exit_code, 1) << policy << generated.errors;
    const auto wanted = snapshot(here);
    fresh();
    const auto before = snapshot(here);
    const Finished dry =
        profgen({"apply", "-q", "--dry-run", "--policy-dir", here, path("d.yaml")});
    EXPECT_EQ(snapshot(here), before) << dry.errors;
    const Finished applied = profgen({"apply", "-q", "--policy-dir", here, path("d.yaml")});
    EXPECT_EQ(applied.exit_code, generated.exit_code) << policy << applied.errors;
    EXPECT_EQ(snapshot(here), wanted) << policy << applied.errors;
    if (wanted == before) return;
    const Finished again = profgen({"apply", "-q", "--policy-dir", here, path("d.yaml")});
    EXPECT_EQ(again.exit_code, 1) << policy;
    EXPECT_NE(again.errors.find("nothing was written"), std::string::npos) << again.errors;
    EXPECT_EQ(snapshot(here), wanted);
  }
};

TEST_F(Decisions, OverTheSamplesAreWhatGenerateDoes) {
  write("all.yaml", all_allowed);
  std::size_t count = 0;
  for (const std::string& name : samples_with_policy()) {
    const fs::path folder = fs::path(PROFGEN_SOURCE_DIR) / "samples" / name;
    // In turn by the strict guard, which leaves much for a person, and by one that leaves nothing.
    const bool strict = count++ % 2 == 0;
    expect_same_as_generate(folder / "apparmor.d", logs_of(folder),
                            strict ? std::vector<std::string>{}
                                   : std::vector<std::string>{"--config", path("all.yaml")});
  }
}

TEST_F(Decisions, OverRecordingsAreWhatGenerateDoes) {
  const char* shared = std::getenv("PROFGEN_SHARED");
  const fs::path run =
      fs::path(shared == nullptr ? "" : shared) / "captures" / "bookworm" / "complain-raw";
  if (shared == nullptr || !fs::exists(run)) GTEST_SKIP() << "no recordings at PROFGEN_SHARED";
  if (proof::share > 1) GTEST_SKIP() << "too long under the sanitizers; the samples are tried";
  expect_same_as_generate(run / "profiles", {(run / "audit.log.zst").string()}, {});
}

TEST_F(Decisions, ThoseOfASampleAreGolden) {
  const std::string folder = sample("nginx");
  Finished done = over(folder + "/apparmor.d", logs_of(folder),
                       {"suggest", "--exact", "--abi", "abi/3.0", "--format", "decisions"});
  const std::string made_by = std::string("profgen ") + version;
  const std::size_t at = done.output.find(made_by);
  ASSERT_NE(at, std::string::npos);
  done.output.replace(at, made_by.size(), "profgen VERSION");
  const std::string golden =
      std::string(PROFGEN_SOURCE_DIR) + "/tests/data/cli/nginx.decisions.yaml";
  if (std::getenv("PROFGEN_UPDATE_GOLDEN") != nullptr) {
    EXPECT_TRUE(real_files()->replace(golden, done.output));
  }
  EXPECT_EQ(done.output, read(golden));
}

TEST_F(Decisions, TheTextOfASampleIsGolden) {
  const std::string folder = sample("nginx");
  for (const bool all : {false, true}) {
    std::vector<std::string> call = {"suggest", "--exact", "--abi", "abi/3.0"};
    if (all) call.emplace_back("-v");
    Finished done = over(folder + "/apparmor.d", logs_of(folder), call);
    for (std::size_t at; (at = done.output.find(folder)) != std::string::npos;)
      done.output.replace(at, folder.size(), "samples/nginx");
    const std::string golden =
        std::string(PROFGEN_SOURCE_DIR) + "/tests/data/cli/nginx" + (all ? ".all" : "") + ".text";
    if (std::getenv("PROFGEN_UPDATE_GOLDEN") != nullptr) {
      EXPECT_TRUE(real_files()->replace(golden, done.output));
    }
    EXPECT_EQ(done.output, read(golden));
  }
}

TEST_F(Decisions, AMistakeHasItsPlaceAndNothingIsWritten) {
  const std::string folder = sample("curl");
  const std::string policy = folder + "/apparmor.d";
  Finished decided = over(policy, logs_of(folder), {"suggest", "--format", "decisions"});
  const std::size_t at = decided.output.find("answer: allow", decided.output.find("profiles:"));
  ASSERT_NE(at, std::string::npos);
  decided.output.replace(at, 13, "answer: alow ");
  write("d.yaml", decided.output);
  const auto line = std::count(decided.output.begin(),
                               decided.output.begin() + static_cast<std::ptrdiff_t>(at), '\n') +
                    1;
  const auto before = snapshot(policy);
  const Finished done = profgen({"apply", "--policy-dir", policy, path("d.yaml")});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_NE(done.errors.find("d.yaml:" + std::to_string(line) + ":17: error: expected one of"),
            std::string::npos)
      << done.errors;
  EXPECT_NE(done.errors.find("did you mean `allow`?"), std::string::npos);
  EXPECT_EQ(snapshot(policy), before);
}

std::string open_record(int serial, const std::string& profile, const std::string& name) {
  return "type=AVC msg=audit(1795457404.512:" + std::to_string(serial) +
         "): apparmor=\"ALLOWED\" operation=\"open\" profile=" + text::to_hex(profile) +
         " name=" + text::to_hex(name) +
         " pid=7 comm=\"t\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=1\n";
}

TEST_F(Decisions, OfAnotherRootFindTheirFiles) {
  const std::string profile = "profile t /usr/bin/t {\n  /etc/a r,\n}\n";
  write("here/usr.bin.t", profile);
  write("root/etc/apparmor.d/usr.bin.t", profile);
  write("log", open_record(1, "t", "/usr/share/t/b"));
  write("d.yaml",
        over(path("here"), {path("log")}, {"suggest", "--exact", "--format", "decisions"}).output);
  const Finished done = profgen({"apply", "--root", path("root"), path("d.yaml")});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_NE(read(path("root/etc/apparmor.d/usr.bin.t")).find("/usr/share/t/b r,"),
            std::string::npos)
      << done.output << done.errors;
  EXPECT_EQ(read(path("here/usr.bin.t")), profile);
}

// The diff of suggest, through patch(1), is what apply of the same answers writes.
class Patching : public Decisions {
 protected:
  void SetUp() override {
    Decisions::SetUp();
    if (real_processes()->find("patch").empty())
      GTEST_SKIP() << "patch(1) is not installed: diffs are not applied";
  }
  void expect_patched(const std::string& root, const std::vector<std::string>& logs,
                      std::vector<std::string> where) {
    write("all.yaml", all_allowed);
    fs::copy(root, path("wanted"), fs::copy_options::recursive);
    const auto call = [&](const std::string& top, std::vector<std::string> words) {
      for (std::string word : where) {
        if (const std::size_t at = word.find("ROOT"); at != std::string::npos)
          word.replace(at, 4, top);
        words.push_back(word);
      }
      words.insert(words.end(), {"-q", "--config", path("all.yaml")});
      return words;
    };
    std::vector<std::string> suggest =
        call(root, {"suggest", "--exact", "--format", "diff", "--abi", "none"});
    suggest.insert(suggest.end(), logs.begin(), logs.end());
    const Finished diff = profgen(suggest);
    ASSERT_EQ(diff.exit_code, 1) << diff.errors;
    const std::string directory = where.front() == "--root" ? root : "/";
    const auto patched = real_processes()->run(
        {{"patch", "-p1", "-s", "-F0", "-d", directory}, diff.output, {}, 60});
    ASSERT_TRUE(patched);
    ASSERT_EQ(patched->exit_code, 0) << patched->output << patched->errors << diff.output;
    std::vector<std::string> decide =
        call(path("wanted"), {"suggest", "--exact", "--format", "decisions", "--abi", "none"});
    decide.insert(decide.end(), logs.begin(), logs.end());
    write("d.yaml", profgen(decide).output);
    const Finished applied = profgen(call(path("wanted"), {"apply", path("d.yaml")}));
    ASSERT_LE(applied.exit_code, 1) << applied.errors;
    auto got = snapshot(root), want = snapshot(path("wanted"));
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i].second, want[i].second);
  }
};

TEST_F(Patching, StandingFilesAndNewOnesBelowARoot) {
  write("root/etc/apparmor.d/tunables/global", "# new profiles include it\n");
  write("root/etc/apparmor.d/usr.bin.t", "profile t /usr/bin/t {\n  /etc/a r,\n}\n");
  write("root/etc/apparmor.d/odd \"name\\ here", "profile odd {\n  /etc/a r,\n}");
  write("log", open_record(1, "t", "/srv/b") + open_record(2, "odd", "/srv/c") +
                   open_record(3, "/opt/new one", "/srv/d") +
                   open_record(4, "t", "/srv/\xff\n\x1b#"));
  expect_patched(path("root"), {path("log")}, {"--root", "ROOT"});
  EXPECT_NE(read(path("root/etc/apparmor.d/odd \"name\\ here")).find("/srv/c r,"),
            std::string::npos);
}

TEST_F(Patching, APolicyDirectoryBelowTheWorkingDirectoryOrAbove) {
  write("root/deep/policy/t", "profile t /usr/bin/t {\n  /etc/a r,\n}\n");
  write("log", open_record(1, "t", "/srv/b"));
  expect_patched(path("root"), {path("log")}, {"--policy-dir", "ROOT/deep/../deep/policy"});
}

}  // namespace
}  // namespace profgen::test
