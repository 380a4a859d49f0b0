// The reader written by hand against the grammar that specifies it: texts of every shape, mutated.
#include <gtest/gtest.h>

#include <random>

#include "base/text.hpp"
#include "grammar_reader.hpp"
#include "log/make_event.hpp"
#include "shared.hpp"

namespace profgen::log {
namespace {

const std::string seeds[] = {
    "type=AVC msg=audit(1795457176.476:90): apparmor=\"ALLOWED\" operation=\"open\" class=\"file\" "
    "profile=\"/usr/sbin/d\" name=\"/usr/lib/x86_64-linux-gnu/libc.so.6\" pid=12 comm=\"d\" "
    "requested_mask=\"rm\" denied_mask=\"rm\" fsuid=0 ouid=0\x1d"
    "FSUID=\"root\" OUID=\"root\"",
    "audit: type=1400 audit(1795457176.476:90): apparmor=\"DENIED\" name=2F612062 comm=6120FF "
    "pid=1",
    "type=USER_AVC msg=audit(1.0:1): pid=3 uid=0 msg='apparmor=\"DENIED\" bus=\"system\" "
    "name=\"it's\" mask=\"send\" terminal=?' tail=1",
    "AVC apparmor=\"STATUS\" info=\"a \xff\" x=\"cut",
    "type=AVC msg=audit(11/23/26 18:06:06.660:76) : apparmor=DENIED msg=other msg='",
    "type=1503 audit(1.5:18446744073709551616): operation=\"inode_permission\" a=\"b\"c=d e= \t =f",
    "msg='type=AVC name=2F61' type=AVC msg='x=1\x1dy=2' z\x1dw=\"1\" \x1d v=2 AVC",
    "apparmor=\"DENIED\" label=\"a\\\"b\\\"\\\"c\" name=\"/d\\\" path=\"\\\"e\\\"\" x=\"\\\"cut",
    "requested_mask=x a_key_of_seventeen=1 a_key_of_sixteen=2 requested_mask0=\"3\" namespace=2F61",
};

// Pieces that mean something to the grammar.
const std::string pieces[] = {"\"", "'",     " ",           "=",      "\x1d", "\n",       "\t",
                              "\r", "msg=",  "msg='",       "audit(", "):",   ".",        ":",
                              "0",  "F",     "type=",       "name=",  "AVC ", "pid=",     "\xff",
                              "a",  "-",     "apparmor=\"", "2F2F",   "2f",   "USER_AVC", "\\",
                              "(",  "comm=", "\\\""};

std::string mutated(std::string text, std::mt19937& random) {
  const auto below = [&random](std::size_t n) { return n == 0 ? 0 : random() % n; };
  for (std::size_t edits = below(6); edits-- > 0;) {
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.erase(at, below(20));
        break;
      case 1:
        text.insert(at, pieces[below(std::size(pieces))]);
        break;
      case 2:
        text.insert(at, std::string(1, static_cast<char>(below(256))));
        break;
      case 3:
        text.resize(at);
        break;
      default: {
        const std::string& other = seeds[below(std::size(seeds))];
        text.insert(at, other.substr(below(other.size()), below(60)));
      }
    }
  }
  return text;
}

void expect_same(const Record& record, const Record& expected, const std::string& text) {
  ASSERT_TRUE(record.fields == expected.fields) << text::printable(text);
  ASSERT_TRUE(record.enrichment == expected.enrichment) << text::printable(text);
  ASSERT_EQ(record.type, expected.type) << text::printable(text);
  ASSERT_EQ(record.has_stamp, expected.has_stamp) << text::printable(text);
  ASSERT_EQ(record.time_us, expected.time_us) << text::printable(text);
  ASSERT_EQ(record.serial, expected.serial) << text::printable(text);
  ASSERT_EQ(record.text(), expected.text());
  // The number of a key is what a look into the table says, however it was found.
  for (std::size_t i = 0; i < record.fields.size(); ++i)
    ASSERT_EQ(record.fields.places()[i].known(), expected.fields.places()[i].known())
        << record.fields[i].key << text::printable(text);
}

// One Record and one Event serve all texts, as in a reading: nothing of one may stay in the next.
struct Both {
  Record record;
  Event event;
  KeyGuesses guesses;

  void compare(const std::string& text) {
    Record expected;
    record.type.clear();
    record.time_us = 0;
    record.serial = 0;
    record.has_stamp = false;
    const Parsed parsed = parse_record(text, record, guesses);
    ASSERT_EQ(parsed, parse_by_grammar(text, expected)) << text::printable(text);
    expect_same(record, expected, text);
    const auto fresh = profgen::log::make_event(expected);
    const char* reason = make_event(record, Fields(record), event);
    ASSERT_EQ(reason == nullptr, static_cast<bool>(fresh)) << text::printable(text);
    if (!fresh) return;
    ASSERT_EQ(event.verdict, fresh->verdict);
    ASSERT_TRUE(event.access == fresh->access) << text::printable(text);
    ASSERT_EQ(event.unusable, fresh->unusable) << text::printable(text);
    ASSERT_EQ(
        std::tie(event.operation, event.profile, event.name_space, event.comm, event.info),
        std::tie(fresh->operation, fresh->profile, fresh->name_space, fresh->comm, fresh->info));
    ASSERT_EQ(std::tie(event.error, event.pid), std::tie(fresh->error, fresh->pid));
  }
};

TEST(Grammar, SeedsAndTheirMutants) {
  std::mt19937 random(11);
  Both both;
  for (const std::string& seed : seeds) both.compare(seed);
  for (int round = 0; round < 100'000 && !HasFatalFailure(); ++round)
    both.compare(mutated(seeds[random() % std::size(seeds)], random));
}

TEST(Grammar, BytesAtRandom) {
  std::mt19937 random(12);
  Both both;
  for (int round = 0; round < 50'000 && !HasFatalFailure(); ++round) {
    std::string text;
    for (std::size_t size = random() % 40; text.size() < size;)
      text += random() % 4 != 0 ? pieces[random() % std::size(pieces)]
                                : std::string(1, static_cast<char>(random()));
    both.compare(text);
  }
}

TEST(Grammar, CrowdsAndLongValues) {
  Both both;
  for (const std::size_t fields : {most_fields - 1, most_fields, most_fields + 1}) {
    std::string text;
    for (std::size_t i = 0; i < fields; ++i) text += " name=2F61";
    both.compare(text);
    both.compare(text + "\x1d" + text);
  }
  for (std::size_t size = 0; size < 70; ++size)
    for (const char c : {'a', 'F', '\0', ' '})
      for (const char* const form :
           {"name=\"%\"", "name=%", "%=1", "%", "msg='name=%'", "name=\"%"}) {
        std::string text = form;
        text.replace(text.find('%'), 1, std::string(size, c));
        both.compare(text);
      }
  both.compare("apparmor=\"DENIED\" name=\"/" + std::string(1 << 20, 'x') + "\" pid=1");
}

TEST(Grammar, UpstreamsRecordsAndOurSamples) {
  Both both;
  const auto each_line = [&both](const std::string& text) {
    for (const std::string_view line : text::split(text, '\n')) both.compare(std::string(line));
  };
  each_line(file_text(std::string(PROFGEN_SOURCE_DIR) + "/tests/data/log/events.log"));
  const auto folder = shared_folder() / "conformance" / "records";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no upstream records at " << folder;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".in") each_line(file_text(entry.path()));
}

}  // namespace
}  // namespace profgen::log
