// `collect`: evidence that merges, as a user drives it.
#include <algorithm>
#include <filesystem>
#include <random>
#include <sstream>

#include "cli/cli.hpp"
#include "cli/evidence_lines.hpp"
#include "support/cases.hpp"

namespace profgen::test {
namespace {

namespace fs = std::filesystem;

class Collect : public CliTest {
 protected:
  // The evidence of these inputs, as text.
  [[nodiscard]] std::string collect(std::vector<std::string> inputs, int expected = 0) const {
    const std::string out = path("out" + std::to_string(++runs_));
    inputs.insert(inputs.begin(), "collect");
    inputs.insert(inputs.end(), {"-q", "-o", out});
    const Finished done = profgen(inputs);
    EXPECT_EQ(done.exit_code, expected) << done.errors;
    return fs::exists(out) ? read(out) : "";
  }
  // The same, kept as a file.
  [[nodiscard]] std::string kept(const std::string& name, const std::vector<std::string>& inputs) {
    write(name, collect(inputs));
    return path(name);
  }
  [[nodiscard]] static std::string sample_log(const std::string& name) {
    return (fs::path(PROFGEN_SOURCE_DIR) / "samples" / name / "audit.log").string();
  }

  mutable int runs_ = 0;
};

TEST_F(Collect, EveryOrderAndTreeGivesTheSameBytes) {
  const std::vector<std::string> logs = {sample_log("nginx"), sample_log("execs"),
                                         sample_log("mount"), sample_log("curl")};
  const std::string all = collect(logs);
  std::vector<std::string> one;
  for (const std::string& log : logs)
    one.push_back(kept("one" + std::to_string(one.size()), {log}));
  std::vector<std::size_t> order = {0, 1, 2, 3};
  do {
    EXPECT_EQ(collect({one[order[0]], one[order[1]], one[order[2]], one[order[3]]}), all);
  } while (std::next_permutation(order.begin(), order.end()) && order[0] == 0);
  const std::string left = kept("left", {one[0], one[1]}), right = kept("right", {one[2], one[3]});
  EXPECT_EQ(collect({left, right}), all) << "a tree";
  EXPECT_EQ(collect({kept("deep", {left, one[2]}), one[3]}), all) << "a chain";
  EXPECT_EQ(collect({logs[2], left, logs[3]}), all) << "logs among evidence";
  EXPECT_EQ(collect({logs[3], logs[1], logs[0], logs[2]}), all) << "logs in another order";
}

TEST_F(Collect, CorrelatedProgramsAreNamedByTheirPath) {
  const std::string log =
      (fs::path(PROFGEN_SOURCE_DIR) / "tests/data/log/formats/correlate.log").string();
  EXPECT_EQ(collect({log}).find("/usr/bin/web"), std::string::npos);
  EXPECT_NE(collect({"--correlate", log}).find(R"("programs":["/usr/bin/web"])"),
            std::string::npos);
}

TEST_F(Collect, WhatWasCountedCountsOnce) {
  const std::string a = sample_log("nginx"), b = sample_log("execs"), c = sample_log("mount");
  const std::string all = collect({a, b, c});
  const std::string ab = kept("ab", {a, b}), bc = kept("bc", {b, c}), again = kept("again", {a, b});
  EXPECT_EQ(collect({ab, again}), read(ab)) << "the same evidence";
  EXPECT_EQ(collect({ab, bc}), all) << "partly the same";
  EXPECT_EQ(collect({ab, bc, b, kept("all", {ab, bc}), again}), all);
  fs::copy_file(a, path("copy.log"));
  EXPECT_EQ(counts_of(collect({ab, kept("copied", {path("copy.log")})})), counts_of(read(ab)));
}

TEST_F(Collect, AnOlderStateOfALogAddsNothing) {
  std::string text;
  std::vector<std::string> states;
  for (int i = 0; i < 30; ++i) {
    text += audit_line(i, "/f" + std::to_string(i % 4), i % 3 == 0 ? "ALLOWED" : "DENIED");
    write("audit.log", text);
    if (i % 10 == 9) states.push_back(kept("state" + std::to_string(i), {path("audit.log")}));
  }
  EXPECT_EQ(collect(states), read(states.back()));
  std::reverse(states.begin(), states.end());
  EXPECT_EQ(collect(states), read(states.front()));
}

TEST_F(Collect, ItsFileIsForPeopleAndForOtherTools) {
  write("a.log", audit_line(2, "/b", "ALLOWED") + audit_line(1, "/a") + audit_line(3, "/a"));
  const std::string text = collect({path("a.log"), "--host", "web1"});
  const auto lines = evidence_lines(text);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0]["profgen_evidence"], 1);
  EXPECT_EQ(lines[1]["name"], path("a.log"));
  EXPECT_EQ(lines[1]["host"], "web1");
  EXPECT_EQ(lines[1]["records"], 3);
  EXPECT_EQ(lines[2]["profile"], "p");
  EXPECT_EQ(lines[2]["class"], "file");
  EXPECT_EQ(lines[2]["name"], "/a");
  EXPECT_EQ(lines[2]["mask"], "r");
  EXPECT_EQ(lines[2]["counts"]["denied"], 2);
  EXPECT_EQ(lines[2]["hosts"], nlohmann::json::array({"web1"}));
  EXPECT_EQ(lines[2]["first"], "2026-11-23T18:03:20.000000Z");
  EXPECT_EQ(lines[3]["name"], "/b");
  EXPECT_EQ(lines[3]["counts"]["allowed"], 1);
  EXPECT_EQ(lines[4]["end"], true);
  EXPECT_EQ(lines[4]["lines"], 4);
  EXPECT_EQ(text, sealed(text));
}

TEST_F(Collect, BytesOfALogStayBytes) {
  write("a.log",
        "type=AVC msg=audit(1.000:1): apparmor=\"DENIED\" operation=\"open\" profile=\"p\" "
        "name=2FFF1B5B306D0A7FC29B31E280AE comm=00FF denied_mask=\"r\" requested_mask=\"r\"\n");
  const std::string text = collect({path("a.log")});
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << text;
  EXPECT_NE(text.find("\"name_hex\":\"2FFF1B5B306D0A7FC29B31E280AE\""), std::string::npos) << text;
  write("a.ev", text);
  EXPECT_EQ(collect({path("a.ev")}), text);
}

TEST_F(Collect, CompressesByNameAndReadsByContent) {
  const std::string log = sample_log("nginx");
  const std::string plain = collect({log});
  EXPECT_EQ(profgen({"collect", "-q", log, "-o", path("a.zst")}).exit_code, 0);
  EXPECT_EQ(read(path("a.zst")).substr(0, 4), "\x28\xb5\x2f\xfd");
  EXPECT_LT(fs::file_size(path("a.zst")), plain.size() / 4);
  fs::rename(path("a.zst"), path("any.name"));
  EXPECT_EQ(collect({path("any.name")}), plain);
  const Finished piped = profgen({"collect", "-q", "-", "-o", "-"}, read(path("any.name")));
  EXPECT_EQ(piped.output, plain) << piped.errors;
  EXPECT_EQ(profgen({"collect", "-q", "-", "-o", "-"}, plain).output, plain);
}

TEST_F(Collect, StandsWhereALogStands) {
  const std::string log = sample_log("execs");
  const std::string evidence = kept("e/execs.ev", {log});
  write("policy/tunables/global", "");
  const std::vector<std::string> options = {"-q", "--format=rules", "--policy-dir", path("policy")};
  const auto suggest = [&options](const std::string& input) {
    std::vector<std::string> words = {"suggest", input};
    words.insert(words.end(), options.begin(), options.end());
    return profgen(words);
  };
  const Finished from_log = suggest(log);
  EXPECT_EQ(from_log.exit_code, 1) << from_log.errors;
  EXPECT_EQ(suggest(evidence).output, from_log.output);
  EXPECT_EQ(suggest(path("e")).output, from_log.output) << "in a folder";
  const Finished events = profgen({"events", evidence});
  EXPECT_EQ(events.exit_code, 3);
  EXPECT_NE(events.errors.find("keeps no single events"), std::string::npos) << events.errors;
}

TEST_F(Collect, OneRecordInSeveralLogsOfAHostCountsOnce) {
  std::string audit, kernel, journal;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "/f" + std::to_string(i % 3);
    if (i < 15) audit += audit_line(i, name);
    if (i >= 5) kernel += kernel_line(i, name);
    journal += journal_line(i, name, "kernel") + journal_line(i, name, "audit");
  }
  write("audit.log", audit);
  write("kern.log", kernel);
  write("journal.json", journal);
  const std::map<std::string, std::uint64_t> expected = {{"/f0", 7}, {"/f1", 7}, {"/f2", 6}};
  EXPECT_EQ(counts_of(collect({path("audit.log"), path("kern.log"), path("journal.json")})),
            expected);
  EXPECT_EQ(counts_of(collect({path("journal.json"), path("kern.log"), path("audit.log")})),
            expected);
  EXPECT_EQ(counts_of(collect({path("audit.log"), path("kern.log")})), expected);
}

TEST_F(Collect, TheKernelsHeldQueueCountsOnce) {
  std::string held, text;
  for (int i = 0; i < 10; ++i) held += audit_line(i, "/f");
  text = held + audit_line(11, "/g") + audit_line(11, "/g") + held + audit_line(12, "/g");
  write("audit.log", text);
  const std::map<std::string, std::uint64_t> expected = {{"/f", 10}, {"/g", 3}};
  EXPECT_EQ(counts_of(collect({path("audit.log")})), expected);
}

TEST_F(Collect, SaysWhatIsWrongWithAFile) {
  const std::string good = collect({sample_log("nginx")});
  std::mt19937 random(5);
  const auto refused = [this](const std::string& text, const std::string& why) {
    write("bad.ev", text);
    const Finished done = profgen({"collect", path("bad.ev"), "-o", path("never")});
    EXPECT_EQ(done.exit_code, 3) << why;
    EXPECT_FALSE(fs::exists(path("never"))) << why;
    EXPECT_NE(done.errors.find("bad.ev:"), std::string::npos) << why << done.errors;
    return done.errors;
  };
  for (std::size_t i = 0; i < proof::cases(80); ++i) {
    std::string text = good;
    // The first bytes too, which tell evidence from a log.
    const std::size_t at = i < 40 ? i : random() % text.size();
    text[at] = static_cast<char>(text[at] ^ (1 << random() % 7));
    (void)refused(text, "one bit at " + std::to_string(at));
    (void)refused(good.substr(0, 21 + random() % (good.size() - 21)), "cut off");
  }
  // Its first line is lost, and more.
  for (const std::size_t lost : {std::size_t{60}, good.find('\n') + 10, std::size_t{400}})
    (void)refused(std::string(lost, 'x') + good.substr(lost), "without its beginning");
  write("good.ev", good);
  ASSERT_EQ(profgen({"collect", "-q", path("good.ev"), "-o", path("good.zst")}).exit_code, 0);
  for (std::size_t i = 0; i < proof::cases(40); ++i) {
    std::string text = read(path("good.zst"));
    const std::size_t at = i < 10 ? i : random() % text.size();
    text[at] = static_cast<char>(text[at] ^ (1 << random() % 7));
    write("bad.zst", text);
    const Finished done = profgen({"collect", path("bad.zst"), "-o", path("never")});
    // Some bits of a frame's header mean nothing: then it is the same text.
    if (done.exit_code == 0) {
      EXPECT_EQ(read(path("never")), good) << "byte " << at;
    } else {
      EXPECT_EQ(done.exit_code, 3) << "byte " << at << done.errors;
    }
    fs::remove(path("never"));
  }
  std::string newer = good;
  newer.replace(newer.find(":1,"), 3, ":2,");
  EXPECT_NE(refused(sealed(newer), "newer").find("use a newer one"), std::string::npos);
  EXPECT_NE(refused(good + good, "two").find("behind the end"), std::string::npos);
  // The checksum of these fits.
  std::vector<std::string> lines;
  std::istringstream all(good);
  for (std::string line; std::getline(all, line);) lines.push_back(line + "\n");
  std::string twice, swapped;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    twice += i == 5 ? lines[i] + lines[i] : lines[i];
    swapped += i == 5 ? lines[6] : i == 6 ? lines[5] : lines[i];
  }
  EXPECT_NE(refused(sealed(twice), "twice").find("twice"), std::string::npos);
  EXPECT_NE(refused(sealed(swapped), "swapped").find("not sorted"), std::string::npos);
  std::string other = good;
  other.replace(other.find("\"class\":\"file\""), 14, "\"class\":\"wish\"");
  EXPECT_NE(refused(sealed(other), "class").find("no class `wish`"), std::string::npos);
  other = good;
  other.replace(other.find("\"source\":0,\"first\""), 18, "\"source\":9,\"first\"");
  EXPECT_NE(refused(sealed(other), "source").find("source 9"), std::string::npos);
  EXPECT_EQ(sealed(good), good);
}

TEST_F(Collect, DoesWhatItCanAndTellsTheRest) {
  const std::string good = kept("good.ev", {sample_log("nginx")});
  write("bad.ev", read(good) + "x");
  EXPECT_EQ(collect({good, path("bad.ev")}, 3), read(good));
  EXPECT_EQ(collect({good, path("missing.log")}, 3), read(good));
  // Nothing at all could be read: what stands is not replaced by nothing.
  write("stands", read(good));
  EXPECT_EQ(profgen({"collect", path("bad.ev"), "-o", path("stands")}).exit_code, 3);
  EXPECT_EQ(read(path("stands")), read(good));
  EXPECT_EQ(profgen({"collect", good}).exit_code, 2) << "no -o";
  EXPECT_EQ(profgen({"collect", good, "-o", "-", "--since-last"}).exit_code, 2);
  EXPECT_EQ(profgen({"collect", good, "-o", path("no/such/folder/e")}).exit_code, 4);
  EXPECT_EQ(profgen({"collect", "-q", good, "-o", good}).exit_code, 0) << "into itself";
}

TEST_F(Collect, LossesOfALogAreToldAgain) {
  write("kern.log", kernel_line(1, "/f") +
                        "2026-11-23T18:12:39.655752+00:00 h kernel: audit: audit_lost=7 "
                        "audit_rate_limit=0 audit_backlog_limit=64\n");
  write("policy/tunables/global", "");
  const std::string evidence = kept("e.ev", {path("kern.log")});
  const std::string merged = kept("m.ev", {evidence, kept("n.ev", {sample_log("nginx")})});
  const Finished done = profgen({"suggest", "-q", merged, "--policy-dir", path("policy")});
  EXPECT_NE(done.errors.find("not complete"), std::string::npos) << done.errors;
}

TEST_F(Collect, LossesAreKeptWithoutAnyRecord) {
  write("kern.log",
        "2026-11-23T18:12:39.655752+00:00 h kernel: audit: audit_lost=7 audit_rate_limit=0 "
        "audit_backlog_limit=64\n");
  const std::string evidence = kept("e.ev", {path("kern.log")});
  const Finished done = profgen({"collect", "-q", evidence, "-o", "/dev/null"});
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_NE(done.errors.find("not complete"), std::string::npos) << done.errors;
}

TEST_F(Collect, EndlessNamesBecomeCrowds) {
  constexpr int names = 3000;
  std::string text, reversed;
  for (int i = 0; i < names; ++i) {
    const std::string line = audit_line(i, "/tmp/n" + std::to_string(i));
    text += line;
    reversed.insert(0, line);
  }
  write("a.log", text);
  write("b.log", reversed);
  const Finished done = profgen({"collect", path("a.log"), "-o", path("a.ev")});
  EXPECT_NE(done.errors.find("too many names"), std::string::npos) << done.errors;
  const auto counts = counts_of(read(path("a.ev")));
  EXPECT_EQ(counts, (std::map<std::string, std::uint64_t>{{"/tmp/", names}}));
  const auto line = evidence_lines(read(path("a.ev")))[2];
  EXPECT_EQ(line["crowd"], "names");
  EXPECT_EQ(line["more_than"], 1000);
  EXPECT_EQ(line["owner_mask"], "r");
  EXPECT_EQ(line["some"].size(), 8u);
  EXPECT_EQ(counts_of(collect({path("b.log")})), counts);
  // In parts that are not too many each.
  std::vector<std::string> parts;
  for (int part = 0; part < 4; ++part) {
    std::string some;
    for (int i = part * 750; i < (part + 1) * 750; ++i)
      some += audit_line(i, "/tmp/n" + std::to_string(i));
    write("part.log", some);
    parts.push_back(kept("part" + std::to_string(part), {path("part.log")}));
  }
  const std::string all = collect(parts);
  EXPECT_EQ(counts_of(all), counts);
  EXPECT_EQ(collect({kept("left", {parts[0], parts[3]}), kept("right", {parts[1], parts[2]})}),
            all);
  write("policy/tunables/global", "");
  const Finished hint = profgen({"suggest", "-q", path("a.ev"), "--policy-dir", path("policy")});
  // The text is broken into lines between words.
  std::istringstream words(hint.output + hint.errors);
  std::string flat;
  for (std::string word; words >> word;) flat += word + ' ';
  EXPECT_NE(flat.find("owner /tmp/* r,"), std::string::npos) << hint.output;
}

}  // namespace
}  // namespace profgen::test
