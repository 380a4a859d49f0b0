#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "base/text.hpp"
#include "reading.hpp"

namespace profgen::log {
namespace {

std::string file(const std::string& name) {
  std::ifstream in(std::string(PROFGEN_SOURCE_DIR) + "/tests/data/log/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// tests/data/log/events.log → events.jsonl, byte for byte. PROFGEN_UPDATE_GOLDEN=1 writes it anew.
TEST(Json, Golden) {
  const Read read = read_all(file("events.log"), "events.log");
  std::string out;
  for (const auto& [record, event] : read.events) out += to_json(record, event) + "\n";
  if (std::getenv("PROFGEN_UPDATE_GOLDEN"))
    std::ofstream(std::string(PROFGEN_SOURCE_DIR) + "/tests/data/log/events.jsonl",
                  std::ios::binary)
        << out;
  EXPECT_EQ(out, file("events.jsonl"));
  EXPECT_GE(read.events.size(), 20u);
}

Record record_with(std::initializer_list<Field> fields) {
  Record record;
  record.source = "s";
  record.fields = fields;
  return record;
}

TEST(Json, RepeatedKeysBecomeAnArray) {
  const std::string json = to_json(record_with({{"class", "a"}, {"x", "1"}, {"class", "b"}}), {});
  EXPECT_EQ(json, R"({"event":"ERROR","source":"s","trusted":false,"class":["a","b"],"x":"1"})");
}

TEST(Json, WhatIsSaidTwiceAlikeIsSaidOnce) {
  const std::string json = to_json(record_with({{"name", "/a"}, {"x", "1"}, {"name", "/a"}}), {});
  EXPECT_EQ(json, R"({"event":"ERROR","source":"s","trusted":false,"name":"/a","x":"1"})");
}

// The pid of a D-Bus record is that of the task, not of the daemon; none of its fields is lost.
TEST(Json, TheSenderOfARecordStandsApart) {
  const auto json = nlohmann::json::parse(to_json(
      record_with({{"pid", "363"}, {"uid", "102"}, {"apparmor", "DENIED"}, {"pid", "2859"}}), {}));
  EXPECT_EQ(json["pid"], "2859");
  EXPECT_EQ(json["sender"], nlohmann::json::parse(R"({"pid":"363","uid":"102"})"));
  // No record can say who sent it.
  EXPECT_EQ(nlohmann::json::parse(to_json(record_with({{"sender", "x"}}), {}))["field_sender"],
            "x");
}

TEST(Json, BytesThatAreNoUtf8AreRepeatedInHex) {
  const auto json = nlohmann::json::parse(
      to_json(record_with({{"name", "/caf\xe9"}, {"a", "ok"}, {"a", "\xff"}}), {}));
  EXPECT_EQ(json["name"], "/caf\xc3\xa9");
  EXPECT_EQ(json["name_hex"], "2F636166E9");
  EXPECT_EQ(json["a_hex"], nlohmann::json::parse(R"(["6F6B","FF"])"));
  EXPECT_EQ(
      nlohmann::json::parse(to_json(record_with({{"name", "/caf\xc3\xa9"}}), {})).count("name_hex"),
      0u);
}

TEST(Json, NoRecordMaySayThatItIsTrusted) {
  const auto json = nlohmann::json::parse(to_json(
      record_with({{"trusted", "true"}, {"event", "x"}, {"name_hex", "00"}, {"field_x", "y"}}),
      {}));
  EXPECT_EQ(json["trusted"], false);
  EXPECT_EQ(json["field_trusted"], "true");
  EXPECT_EQ(json["event"], "ERROR");
  EXPECT_EQ(json["field_name_hex"], "00");
  EXPECT_EQ(json["field_field_x"], "y");
}

TEST(Json, IsValidAndLosslessWhateverTheBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes(random() % 12, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::string text = to_json(record_with({{"k", bytes}}), {});
    ASSERT_TRUE(text::is_utf8(text));
    const auto json = nlohmann::json::parse(text);
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(json.count("k_hex") ? *text::from_hex(json["k_hex"].get<std::string>())
                                  : json["k"].get<std::string>(),
              bytes);
  }
}

TEST(Json, TimesHaveMicroseconds) {
  Record record = record_with({});
  for (const auto& [time, text] :
       {std::pair<std::int64_t, std::string>{1795457558621000, "2026-11-23T18:12:38.621000Z"},
        {1, "1970-01-01T00:00:00.000001Z"},
        {951782400000000, "2000-02-29T00:00:00.000000Z"}}) {
    record.time_us = time;
    EXPECT_EQ(nlohmann::json::parse(to_json(record, {}))["time"], text);
  }
  record.time_us = 0;
  EXPECT_EQ(nlohmann::json::parse(to_json(record, {})).count("time"), 0u);
}

}  // namespace
}  // namespace profgen::log
