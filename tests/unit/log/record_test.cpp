// From a record's text to its fields.
#include "profgen/record.hpp"

#include <gtest/gtest.h>

#include "log/record_parse.hpp"
#include "reading.hpp"

namespace profgen::log {
namespace {

Record parse(std::string_view text) {
  Record record;
  (void)parse_record(text, record);
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
    EXPECT_EQ(parse_record(given.text, record), Parsed::whole) << given.text;
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
  EXPECT_EQ(parse_record(R"(apparmor="DENIED" name="/etc/pas)", record), Parsed::cut);
  record = {};
  EXPECT_EQ(parse_record(R"(apparmor="DENIED" name="/etc/pas")", record), Parsed::whole);
  std::string crowd = "apparmor=\"DENIED\"";
  for (std::size_t i = 0; i < most_fields; ++i) crowd += " a=b";
  record = {};
  EXPECT_EQ(parse_record(crowd, record), Parsed::crowded);
  EXPECT_EQ(record.fields.size(), most_fields);
}

TEST(RecordText, NumbersThatDoNotFit) {
  const Record record = parse("audit(999999999999.999999:99999999999999999999): apparmor=x");
  EXPECT_EQ(record.serial, 18446744073709551615u);
  EXPECT_EQ(record.time_us, 999999999999999999);
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
