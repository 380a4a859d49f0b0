// A rule that was read is written as a rule that reads the same, however odd its words: quoted,
// bare, with what is an operator elsewhere, ending in a backslash. Found what the policy fuzzer
// finds in an hour in a second.
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "profgen/policy.hpp"
#include "support/cases.hpp"

namespace profgen::proof {
namespace {

using namespace policy;

// `%` stands for a word.
constexpr const char* forms[] = {
    "% r,",
    "r %,",
    "owner % rw,",
    "file % rw,",
    "% px -> %,",
    "% l -> %,",
    "l % -> %,",
    "safe % px,",
    "deny % %,",
    "% %,",
    "link % -> %,",
    "link subset % -> %,",
    "capability %,",
    "network % %,",
    "network inet peer=(ip=%),",
    "unix send addr=% peer=(addr=%),",
    "unix type=% peer=(label=%),",
    "unix (send) type=(% %),",
    "signal send set=(% %) peer=%,",
    "signal set=%,",
    "ptrace read peer=%,",
    "ptrace peer=(% %),",
    "mount % -> %,",
    "mount fstype=% options=(%,%) % -> %,",
    "mount options in (% %) -> %,",
    "remount %,",
    "umount %,",
    "umount fstype=(%) %,",
    "pivot_root %,",
    "pivot_root oldroot=% % -> %,",
    "change_profile % -> %,",
    "change_profile -> %,",
    "change_profile unsafe %,",
    "dbus send bus=% path=% interface=% member=% peer=(name=% label=%),",
    "dbus bind bus=(% %) name=%,",
    "dbus (send,%),",
    "set rlimit nofile <= %,",
    "set rlimit % <= 5,",
    "mqueue r type=% %,",
    "mqueue label=% %,",
    "io_uring sqpoll label=%,"};

class Words {
 public:
  explicit Words(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return random_() % limit; }
  std::string word() {
    static constexpr std::string_view letters(
        "aab//@{},,!\"\\()[]^#-><=:&*? \t\n\r;~$%\x01\xffrwxi01");
    static constexpr const char* begins[] = {"/", "@{HOME}", ":", "", "", ""};
    std::string out = begins[below(std::size(begins))];
    for (std::size_t n = below(6); n-- > 0;) out += letters[below(letters.size())];
    if (below(3) != 0) return out;
    std::string quoted = "\"";
    for (const char c : out)
      if (c != '"' || below(2) == 0) quoted += c;
    return quoted + '"';
  }
  std::string rule() {
    std::string out;
    for (const char c : std::string_view(forms[below(std::size(forms))]))
      out += c == '%' ? word() : std::string(1, c);
    return out;
  }

 private:
  std::mt19937 random_;
};

TEST(OddWordsProperty, RulesThatWereReadComeBack) {
  Words words(25);
  std::size_t tried = 0, rules = 0;
  for (; tried < cases(150000) && !HasFailure(); ++tried) {
    const std::string text = words.rule();
    const Tree tree = parse(make_source("t", text + "\n"));
    for (const Item& item : tree.items) {
      const auto* rule = std::get_if<Rule>(&item.value);
      if (rule == nullptr) continue;
      ++rules;
      const auto again = rule_from_text(to_text(*rule));
      ASSERT_TRUE(again) << text << "\n" << to_text(*rule);
      EXPECT_EQ(*again, *rule) << text << "\n" << to_text(*rule);
    }
  }
  std::cout << "cases: " << tried << ", of them rules: " << rules << "\n";
  EXPECT_GT(rules, tried / 20);
}

}  // namespace
}  // namespace profgen::proof
