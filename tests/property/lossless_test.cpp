// print(parse(x)) is x, whatever x is: generated profiles, the same with bytes changed, the files
// of this host with bytes changed.
#include <gtest/gtest.h>

#include <iostream>

#include "base/memory_files.hpp"
#include "property/random_policy.hpp"
#include "support/cases.hpp"

namespace profgen::proof {
namespace {

using namespace policy;

std::string random_text(RandomPolicy& random) {
  constexpr const char* between[] = {"\n", "\r\n", " # a comment\n", "\n\n\t", " "};
  std::string text = "include <tunables/global>\nprofile p /{,usr/}bin/p flags=(complain) {\n";
  for (std::size_t n = random.below(8); n-- > 0;) {
    const auto kind = static_cast<RandomPolicy::Kind>(random.below(RandomPolicy::kinds));
    text += "  " + to_text(random.rule(kind)) + between[random.below(5)];
    if (random.chance(8)) text += "  if $A and not defined @{B} {\n    /x r,\n  } else { }\n";
    if (random.chance(8)) text += "  owner { include if exists <local/p>\n }\n";
    if (random.chance(8)) text += "  ^hat { /h r, }\n";
  }
  return text + "}\n";
}

// Bytes changed, taken out, doubled, cut off.
std::string mutated(RandomPolicy& random, std::string text) {
  const std::string_view odd(
      "{}()[],\"\\#@$^<>=-\n\r\t \0\xff"
      "ax",
      26);
  for (std::size_t n = 1 + random.below(6); n-- > 0 && !text.empty();) {
    const std::size_t at = random.below(text.size());
    switch (random.below(5)) {
      case 0:
        text[at] = odd[random.below(odd.size())];
        break;
      case 1:
        text.erase(at, 1 + random.below(5));
        break;
      case 2:
        text.insert(at, 1, odd[random.below(odd.size())]);
        break;
      case 3:
        text.insert(at, text.substr(random.below(text.size()), random.below(30)));
        break;
      default:
        if (random.chance(4)) text.resize(at);
    }
  }
  return text;
}

void comes_back(const std::string& text) {
  const Tree tree = parse(make_source("t", text));
  EXPECT_EQ(print(tree), text);
  for (const Diagnostic& diagnostic : tree.diagnostics) {
    EXPECT_GE(diagnostic.at.line, 1U);
    EXPECT_FALSE(diagnostic.message.empty());
  }
}

TEST(LosslessProperty, GeneratedProfiles) {
  RandomPolicy random(21);
  std::size_t tried = 0;
  for (; tried < cases(20000) && !HasFailure(); ++tried) {
    const std::string text = random_text(random);
    comes_back(text);
    EXPECT_FALSE(has_errors(parse(make_source("t", text)).diagnostics)) << text;
  }
  std::cout << "cases: " << tried << "\n";
}

TEST(LosslessProperty, MutatedProfiles) {
  RandomPolicy random(22);
  std::size_t tried = 0;
  for (; tried < cases(60000) && !HasFailure(); ++tried)
    comes_back(mutated(random, random_text(random)));
  std::cout << "cases: " << tried << "\n";
}

TEST(LosslessProperty, MutatedFilesOfThisHost) {
  const auto files = real_files();
  std::vector<std::string> texts;
  for (const char* directory : {"/etc/apparmor.d", "/etc/apparmor.d/abstractions"})
    if (const auto names = files->list(directory))
      for (const std::string& name : *names)
        if (auto text = files->read(std::string(directory) + "/" + name))
          if (text->size() < 5000) texts.push_back(*text);
  if (texts.empty()) GTEST_SKIP() << "no /etc/apparmor.d here: none of its files was mutated";
  RandomPolicy random(23);
  std::size_t tried = 0;
  for (; tried < cases(5000) && !HasFailure(); ++tried)
    comes_back(mutated(random, texts[random.below(texts.size())]));
  std::cout << "cases: " << tried << "\n";
}

// What a rule says comes back too: written, read, written.
TEST(LosslessProperty, RulesComeBack) {
  RandomPolicy random(24);
  std::size_t tried = 0;
  for (; tried < cases(60000) && !HasFailure(); ++tried) {
    const Rule rule = random.rule(static_cast<RandomPolicy::Kind>(random.below(16)));
    const auto again = rule_from_text(to_text(rule));
    ASSERT_TRUE(again) << to_text(rule);
    EXPECT_EQ(*again, rule) << to_text(rule);
  }
  std::cout << "cases: " << tried << "\n";
}

}  // namespace
}  // namespace profgen::proof
