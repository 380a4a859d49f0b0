// From a record's text to its fields.
#include "profgen/record.hpp"

#include <gtest/gtest.h>

#include "log/record_parse.hpp"
#include "reading.hpp"

namespace profgen::log {
namespace {

Parsed parse_alone(std::string_view text, Record& record) {
  KeyGuesses guesses;
  return parse_record(text, record, guesses);
}
Record parse(std::string_view text) {
  Record record;
  (void)parse_alone(text, record);
  return record;
}

TEST(RecordText, HeadAndFields) {
  const Record record =
      parse(R"(type=AVC msg=audit(1795457176.476:90): apparmor="DENIED" name="/a b" pid=12 x=)");
  EXPECT_EQ(record.type, "AVC");
  EXPECT_TRUE(record.has_stamp);
  EXPECT_EQ(record.time_us, 1795457176476000);
  EXPECT_EQ(record.serial, 90u);
  const FieldList expected = {{"apparmor", "DENIED"}, {"name", "/a b"}, {"pid", "12"}, {"x", ""}};
  EXPECT_TRUE(record.fields == expected);
}

TEST(RecordText, EveryFormOfTheHead) {
  for (const char* head :
       {"type=1400 audit(1.250:7): ", "audit: type=1400 audit(1.250:7): ",
        "audit(1.250:7): type=1400 ", "msg=audit(1.250:7): ", "type=AVC msg=audit(1.25:7): ",
        "type=UNKNOWN[1400] msg=audit(1.250000:7):  "}) {
    const Record record = parse(std::string(head) + "apparmor=\"DENIED\"");
    EXPECT_EQ(record.time_us, 1250000) << head;
    EXPECT_EQ(record.serial, 7u) << head;
    EXPECT_EQ(record.get("apparmor"), "DENIED") << head;
    if (std::string_view(head).find("type") != std::string_view::npos) {
      EXPECT_EQ(record.type, "AVC") << head;
    }
  }
}

TEST(RecordText, HexOnlyWhereAStringMayStand) {
  const Record record = parse(
      R"(apparmor="DENIED" name=2F61 comm=6162 pid=1234 capability=12 info="2F61" target=2f61 srcname=2F612062 profile=ABC)");
  EXPECT_EQ(record.get("name"), "/a");
  EXPECT_EQ(record.get("comm"), "ab");
  EXPECT_EQ(record.get("pid"), "1234");
  EXPECT_EQ(record.get("capability"), "12");
  EXPECT_EQ(record.get("info"), "2F61") << "quoted is literal";
  EXPECT_EQ(record.get("target"), "2f61") << "the kernel writes upper case";
  EXPECT_EQ(record.get("srcname"), "/a b");
  EXPECT_EQ(record.get("profile"), "ABC") << "an odd number of digits is no hex";
}

TEST(RecordText, EnrichmentIsKeptApart) {
  const Record record = parse(
      "apparmor=\"DENIED\" ouid=0\x1d"
      "FSUID=\"root\" OUID=\"root\"");
  EXPECT_EQ(record.get("ouid"), "0");
  const FieldList expected = {{"FSUID", "root"}, {"OUID", "root"}};
  EXPECT_TRUE(record.enrichment == expected);
  EXPECT_EQ(record.find("FSUID"), std::nullopt);
}

TEST(RecordText, EscapedQuotesBelongToTheValue) {
  const struct {
    const char* text;
    const char* value;
  } cases[] = {
      {R"(name="a\"b" pid=1)", "a\"b"},
      {R"(name="\"a\"\"b" pid=1)", "\"a\"\"b"},
      {R"(name="a\\"b" pid=1)", "a\\\"b"},
      // The kernel writes a backslash as it is, also a name's last one.
      {R"(name="/a\" pid=1)", "/a\\"},
      {R"(name="/a\b" pid=1)", "/a\\b"},
      {R"(msg='name="/a\"' pid=1)", "/a\\"},
      {"name=\"/a\\\"\x1dOUID=\"root\"", "/a\\"},
  };
  for (const auto& given : cases) {
    Record record;
    EXPECT_EQ(parse_alone(given.text, record), Parsed::whole) << given.text;
    EXPECT_EQ(record.get("name"), given.value) << given.text;
  }
}

TEST(RecordText, NestedMessage) {
  const Record record = parse(
      R"(type=USER_AVC msg=audit(1.0:1): pid=3 msg='apparmor="DENIED" name="it's" terminal=?' tail=1)");
  const FieldList expected = {
      {"pid", "3"}, {"apparmor", "DENIED"}, {"name", "it's"}, {"terminal", "?"}, {"tail", "1"}};
  EXPECT_TRUE(record.fields == expected);
}

TEST(RecordText, ALaterStampDoesNotCount) {
  const Record record = parse(
      R"(type=AVC msg=audit(1.000:1): apparmor="DENIED" x msg=audit(9.000:9): audit(8.000:8): type=SYSCALL)");
  EXPECT_EQ(record.time_us, 1000000);
  EXPECT_EQ(record.serial, 1u);
  EXPECT_EQ(record.type, "AVC");
}

TEST(RecordText, CutOffIsTold) {
  Record record;
  EXPECT_EQ(parse_alone(R"(apparmor="DENIED" name="/etc/pas)", record), Parsed::cut);
  record = {};
  EXPECT_EQ(parse_alone(R"(apparmor="DENIED" name="/etc/pas")", record), Parsed::whole);
  std::string crowd = "apparmor=\"DENIED\"";
  for (std::size_t i = 0; i < most_fields; ++i) crowd += " a=b";
  record = {};
  EXPECT_EQ(parse_alone(crowd, record), Parsed::crowded);
  EXPECT_EQ(record.fields.size(), most_fields);
}

TEST(RecordText, NumbersThatDoNotFit) {
  const Record record = parse("audit(999999999999.999999:99999999999999999999): apparmor=x");
  EXPECT_EQ(record.serial, 18446744073709551615u);
  EXPECT_EQ(record.time_us, 999999999999999999);
}

// The stamp of nearly every record is read eight digits at once, any other one byte by byte.
TEST(RecordText, StampsBesideTheUsualForm) {
  const struct {
    const char* stamp;
    std::int64_t time_us;  // 0: it is none
    std::uint64_t serial;
  } cases[] = {
      {"1795457176.476:90):", 1795457176476000, 90},
      {"0000000000.001:0):", 1000, 0},
      {"9999999999.999:9999999999999999999):", 9999999999999000, 9999999999999999999u},
      {"1795457176.476:18446744073709551615):", 1795457176476000, 18446744073709551615u},
      {"1795457176.476:90)", 1795457176476000, 90},
      {"179545717.476:90):", 179545717476000, 90},
      {"17954571760.476:90):", 17954571760476000, 90},
      {"1795457176.47:90):", 1795457176470000, 90},
      {"1795457176.4761:90):", 1795457176476100, 90},
      {"1795457/76.476:90):", 0, 0},
      {"1795457:76.476:90):", 0, 0},
      {"\xb1\xb7\xb9\xb5\xb4\xb5\xb7\xb1\xb7\xb6.476:90):", 0, 0},
      {"1795457176.4a6:90):", 0, 0},
      {"1795457176.476:):", 0, 0},
      {"1795457176.476:90:", 0, 0},
      {"1795457176,476:90):", 0, 0},
  };
  for (const auto& given : cases) {
    const Record record =
        parse("type=AVC msg=audit(" + std::string(given.stamp) + " apparmor=\"DENIED\"");
    EXPECT_EQ(record.has_stamp, given.time_us != 0) << given.stamp;
    EXPECT_EQ(record.time_us, given.time_us) << given.stamp;
    EXPECT_EQ(record.serial, given.serial) << given.stamp;
    EXPECT_EQ(record.type, "AVC") << given.stamp;
    EXPECT_EQ(record.get("apparmor"), "DENIED") << given.stamp;
  }
  const std::string whole = "type=AVC msg=audit(1795457176.476:90):";
  for (std::size_t size = 0; size + 1 < whole.size(); ++size)
    EXPECT_FALSE(parse(whole.substr(0, size)).has_stamp) << size;
}

TEST(RecordText, AStampIsReadAloneOrBehindAnyOther) {
  using namespace std::string_literals;
  const std::string stamps[] = {
      "1795457176.476:90",         "1795457176.476:91", "1795457176.477:90", "1795457175.476:90",
      "1795457176.4761:9",         "1795457176:476:90", "1795457176.476:",   "0000000000.000:7",
      std::string(15, '\0') + "7", "179545717a.476:90", "1795457176.47x:90"};
  Record record;
  KeyGuesses guesses;
  for (const std::string& first : stamps)
    for (const std::string& second : stamps)
      for (const std::string* stamp : {&first, &second}) {
        const std::string text = "type=AVC msg=audit(" + *stamp + "): apparmor=\"DENIED\" pid=1";
        record.has_stamp = false;
        record.time_us = 0;
        record.serial = 0;
        (void)parse_record(text, record, guesses);
        const Record fresh = parse(text);
        EXPECT_EQ(record.has_stamp, fresh.has_stamp) << first << second;
        EXPECT_EQ(record.time_us, fresh.time_us) << first << second;
        EXPECT_EQ(record.serial, fresh.serial) << first << second;
      }
  EXPECT_FALSE(
      parse("type=AVC msg=audit("s + stamps[8] + "): apparmor=\"DENIED\" pid=1").has_stamp);
  EXPECT_EQ(parse("type=AVC msg=audit("s + stamps[7] + "): apparmor=\"DENIED\" pid=1").serial, 7u);
}

// Which key comes next is guessed from the records before: a wrong guess must not be seen.
TEST(RecordText, NothingOfARecordBefore) {
  using namespace std::string_literals;
  const std::string usual =
      R"(type=AVC msg=audit(1795457176.476:90): apparmor="DENIED" )"
      R"(operation="open" class="file" profile="p" name="/a" pid=12 comm="c")";
  const std::string others[] = {
      usual,
      usual +
          " fsuid=0 ouid=0\x1d"
          "FSUID=\"root\" OUID=\"root\"",
      R"(apparmor="DENIED" operation="open" class="file" name=2F6120 pid=12)",
      R"(apparmor="DENIED" operation="open" class=file profile="p")",
      R"(apparmor="DENIED" operation="open)",
      R"(apparmor="DENIED" operation="open" class="fi\"le" profile="p")",
      "apparmor=\"DENIED\" operation=\"open\" class=\"file\"\tprofile=\"p\"\r\n",
      "apparmor=\"DENIED\" operation=\"open\" class=\"file\" profile=\"p\"  name=\"/a\" pid=1\x01 "
      "2",
      "apparmor=\"DENIED\" operation=\"open\" class=\"a\0b\" profile=\0"s,
      R"(apparmor="DENIED" operation="open" profile="p" class="file")",
      R"(msg='apparmor="DENIED" operation="open" class="file" pid=1' tail=1)",
      R"(apparmor="DENIED" operation="open" class="file" profile="p" name="/a" pid=)",
      "apparmor=\"DENIED\" operation=\"open\" name=\"" + std::string(3000, 'x') + "\" pid=1",
      "",
  };
  Record record;
  KeyGuesses guesses;
  for (const std::string& first : others)
    for (const std::string& text : others)
      for (const std::string* now : {&first, &usual, &text}) {
        record.type.clear();
        record.has_stamp = false;
        const Parsed parsed = parse_record(*now, record, guesses);
        Record fresh;
        EXPECT_EQ(parsed, parse_alone(*now, fresh)) << *now;
        EXPECT_TRUE(record.fields == fresh.fields) << *now;
        EXPECT_TRUE(record.enrichment == fresh.enrichment) << *now;
        EXPECT_EQ(record.type, fresh.type) << *now;
      }
}

TEST(RecordText, EnrichmentThatIsTheSameIsStillRight) {
  using namespace std::string_literals;
  const std::string own = "apparmor=\"DENIED\" pid=1";
  const std::string tails[] = {"\x1d"s + "OUID=\"root\"", "\x1d"s + "OUID=\"a\" name=2F61",
                               "\x1d"s + "OUID=\"root", "\x1d", ""};
  Record record;
  KeyGuesses guesses;
  for (const std::string& head : {own, ""s})
    for (const std::string& first : tails)
      for (const std::string& tail : tails)
        for (const std::string& now : {own + first, head + tail, own + tail}) {
          const Parsed parsed = parse_record(now, record, guesses);
          Record fresh;
          EXPECT_EQ(parsed, parse_alone(now, fresh)) << now;
          EXPECT_TRUE(record.enrichment == fresh.enrichment) << now;
          EXPECT_EQ(record.text(), now);
        }
  (void)parse_record(own + tails[0], record, guesses);
  record.enrichment.add("X", "y");
  (void)parse_record(own + tails[0], record, guesses);
  EXPECT_TRUE(record.enrichment == (FieldList{{"OUID", "root"}})) << "what was added goes";
  const FieldList taken = std::move(record.enrichment);
  EXPECT_TRUE(record.enrichment.empty());
  (void)parse_record(own + tails[0], record, guesses);
  EXPECT_TRUE(record.enrichment == taken);
}

TEST(RecordText, AListTakesFieldsBehindThoseOfAText) {
  Record record = parse(R"(apparmor="DENIED" name="/a")");
  record.fields.add("pid", "12");
  const FieldList expected = {{"apparmor", "DENIED"}, {"name", "/a"}, {"pid", "12"}};
  EXPECT_TRUE(record.fields == expected);
  record.fields.clear();
  record.fields.add("x", "y");
  EXPECT_TRUE(record.fields == (FieldList{{"x", "y"}}));
}

TEST(RecordText, KeepsNulsAndBytes) {
  using namespace std::string_literals;
  const Record record = parse("apparmor=\"DENIED\" name=\"/a\0b\xff\" pid=1"s);
  EXPECT_EQ(record.get("name"), "/a\0b\xff"s);
  EXPECT_EQ(record.get("pid"), "1");
}

TEST(RecordTypes, NamesComeFromLibaudit) {
  EXPECT_EQ(record_type_name("1400"), "AVC");
  EXPECT_EQ(record_type_name("1107"), "USER_AVC");
  EXPECT_EQ(record_type_name("1503"), "APPARMOR_DENIED");
  EXPECT_EQ(record_type_name("UNKNOWN[1507]"), "APPARMOR_KILL");
  EXPECT_EQ(record_type_name("SYSCALL"), "SYSCALL");
  EXPECT_EQ(record_type_name("99999999999999999999"), "99999999999999999999");
  EXPECT_EQ(record_type_name(""), "");
  EXPECT_TRUE(may_be_apparmor("AVC"));
  EXPECT_TRUE(may_be_apparmor("APPARMOR_STATUS"));
  EXPECT_FALSE(may_be_apparmor("SYSCALL"));
  EXPECT_FALSE(may_be_apparmor("USER_LOGIN"));
}

}  // namespace
}  // namespace profgen::log
