#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "unit/capi/demo.hpp"

namespace profgen::test {
namespace {

struct SeenInC {
  std::vector<std::string> lines;
  std::size_t most = 100;
};

int see_in_c(const profgen_event* event, void* context) {
  auto& seen = *static_cast<SeenInC*>(context);
  std::size_t size = 0;
  const char* profile = profgen_event_profile(event, &size);
  EXPECT_EQ(std::strlen(profile), size);
  seen.lines.push_back(std::to_string(profgen_event_verdict(event)) + " " + profile + " " +
                       profgen_event_access(event));
  return seen.lines.size() == seen.most ? 1 : 0;
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class CapiFile : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  void SetUp() override {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  void TearDown() override { std::filesystem::remove_all(path_); }

 private:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("profgen-capi-" + std::to_string(getpid()));
};

TEST(CapiEvents, AreHandedOnFromMemory) {
  SeenInC seen;
  profgen_counts counts;
  ASSERT_EQ(
      profgen_read_memory(demo_log.data(), demo_log.size(), "x", see_in_c, &seen, &counts, nullptr),
      PROFGEN_OK);
  EXPECT_THAT(seen.lines,
              testing::ElementsAre("1 demo r /etc/demo.conf", "2 demo capability net_admin",
                                   testing::HasSubstr("1 demo r /var/a b")));
  EXPECT_EQ(counts.lines, 3u);
  EXPECT_EQ(counts.records, 3u);
  EXPECT_EQ(counts.events, 3u);
  EXPECT_EQ(counts.failures, 0u);
}

TEST(CapiEvents, GiveTheirFieldsWithAnyBytes) {
  int calls = 0;
  const auto look = [](const profgen_event* event, void* context) {
    ++*static_cast<int*>(context);
    if (profgen_event_line(event) == 1) {
      EXPECT_EQ(profgen_event_pid(event), 7);
      EXPECT_EQ(profgen_event_time_us(event), 1'700'000'001'100'000);
      EXPECT_EQ(profgen_event_trusted(event), 1);
      EXPECT_STREQ(profgen_event_operation(event, nullptr), "open");
      EXPECT_STREQ(profgen_event_comm(event, nullptr), "demo");
      EXPECT_STREQ(profgen_event_source(event, nullptr), "demo.log");
      EXPECT_STREQ(profgen_event_namespace(event, nullptr), "");
      const char* name = profgen_event_field(event, "name", nullptr);
      EXPECT_EQ(profgen_event_field(event, "nosuch", nullptr), nullptr);
      EXPECT_THAT(profgen_event_json(event), testing::HasSubstr(R"("event":"ALLOWED")"));
      EXPECT_STREQ(name, "/etc/demo.conf") << "what was made later must not move it";
    }
    if (profgen_event_line(event) == 3) {
      std::size_t size = 0;
      const char* name = profgen_event_field(event, "name", &size);
      EXPECT_EQ(std::string(name, size), std::string("/var/a b\0", 9));
    }
    return 0;
  };
  EXPECT_EQ(profgen_read_memory(demo_log.data(), demo_log.size(), "demo.log", look, &calls, nullptr,
                                nullptr),
            PROFGEN_OK);
  EXPECT_EQ(calls, 3);
}

TEST(CapiEvents, EndWhereTheCallbackSaysSo) {
  std::string many;
  for (int i = 0; i < 5000; ++i) many += demo_log;
  SeenInC seen;
  seen.most = 2;
  profgen_counts counts;
  profgen_error* error = nullptr;
  EXPECT_EQ(profgen_read_memory(many.data(), many.size(), "x", see_in_c, &seen, &counts, &error),
            PROFGEN_STOPPED);
  EXPECT_EQ(error, nullptr);
  EXPECT_EQ(seen.lines.size(), 2u);
  EXPECT_EQ(counts.events, 2u);
  EXPECT_LT(counts.lines, 15'000u) << "the rest is not read";
}

TEST_F(CapiFile, ASourceThatCannotBeReadDoesNotKeepTheOthersFromIt) {
  const std::string log = file("audit.log"), none = file("none");
  FILE* out = fopen(log.c_str(), "w");
  ASSERT_NE(out, nullptr);
  fputs(demo_log.c_str(), out);
  fclose(out);
  const char* sources[] = {none.c_str(), log.c_str()};
  SeenInC seen;
  profgen_counts counts;
  profgen_error* error = nullptr;
  EXPECT_EQ(profgen_read_files(sources, 2, see_in_c, &seen, &counts, &error), PROFGEN_INPUT);
  const ErrorHandle held(error);
  EXPECT_EQ(seen.lines.size(), 3u);
  EXPECT_EQ(counts.failures, 1u);
  EXPECT_EQ(profgen_error_file(error), none);
  EXPECT_THAT(profgen_error_message(error), testing::HasSubstr(none));
}

TEST_F(CapiFile, EvidenceIsSavedLoadedAndMergedOnce) {
  const EvidenceHandle evidence = demo_evidence();
  ASSERT_EQ(profgen_evidence_size(evidence.get()), 3u);
  for (const char* name : {"demo.evidence", "demo.evidence.zst"}) {
    const std::string path = file(name);
    ASSERT_EQ(profgen_evidence_save(evidence.get(), path.c_str(), nullptr), PROFGEN_OK);
    profgen_evidence* loaded = nullptr;
    profgen_error* error = nullptr;
    const profgen_code code = profgen_evidence_load(path.c_str(), &loaded, &error);
    const ErrorHandle failure(error);
    ASSERT_EQ(code, PROFGEN_OK) << profgen_error_message(error);
    const EvidenceHandle held(loaded);
    EXPECT_EQ(profgen_evidence_size(loaded), 3u);
    // The same log twice is no more: the file is the same.
    ASSERT_EQ(profgen_evidence_merge(loaded, evidence.get(), nullptr), PROFGEN_OK);
    const std::string again = file("again");
    ASSERT_EQ(profgen_evidence_save(loaded, again.c_str(), nullptr), PROFGEN_OK);
    ASSERT_EQ(profgen_evidence_save(evidence.get(), path.c_str(), nullptr), PROFGEN_OK);
    if (path.find(".zst") != std::string::npos) continue;
    EXPECT_EQ(bytes_of(again), bytes_of(path));
  }
}

TEST_F(CapiFile, DamagedEvidenceIsAnErrorWithItsLine) {
  const std::string path = file("bad.evidence");
  ASSERT_EQ(profgen_evidence_save(demo_evidence().get(), path.c_str(), nullptr), PROFGEN_OK);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 10);
  profgen_evidence* loaded = nullptr;
  profgen_error* error = nullptr;
  EXPECT_EQ(profgen_evidence_load(path.c_str(), &loaded, &error), PROFGEN_INPUT);
  const ErrorHandle held(error);
  EXPECT_EQ(loaded, nullptr);
  EXPECT_EQ(profgen_error_code(error), PROFGEN_INPUT);
  EXPECT_EQ(profgen_error_file(error), path);
  EXPECT_GT(profgen_error_line(error), 0u);
}

TEST(CapiEvents, MayBeAddedOneByOne) {
  profgen_evidence* evidence = nullptr;
  ASSERT_EQ(profgen_evidence_new(&evidence, nullptr), PROFGEN_OK);
  const EvidenceHandle held(evidence);
  const auto add_files_only = [](const profgen_event* event, void* context) {
    if (profgen_event_field(event, "name", nullptr) == nullptr) return 0;
    EXPECT_EQ(profgen_evidence_add(static_cast<profgen_evidence*>(context), event, nullptr),
              PROFGEN_OK);
    return 0;
  };
  ASSERT_EQ(profgen_read_memory(demo_log.data(), demo_log.size(), "x", add_files_only, evidence,
                                nullptr, nullptr),
            PROFGEN_OK);
  EXPECT_EQ(profgen_evidence_size(evidence), 2u);
}

}  // namespace
}  // namespace profgen::test
