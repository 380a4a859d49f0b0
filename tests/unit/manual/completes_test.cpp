#include "tools/manual/completes.hpp"

#include <gtest/gtest.h>

#include "unit/manual/little_book.hpp"

namespace profgen::manual::test {
namespace {

std::string argument(const char* name, const char* synopsis, std::size_t place) {
  Command command;
  command.name = name;
  command.arguments = synopsis;
  return script_word(argument_of(command, place));
}

TEST(Completes, ArgumentsByTheirSynopsis) {
  const struct {
    const char* name;
    const char* synopsis;
    std::size_t places;
    std::vector<std::string> kinds;
  } cases[] = {
      {"events", "[LOG…]", 1, {"file", "file"}},
      {"collect", "[LOG|EVIDENCE…] -o FILE", 1, {"file"}},
      {"verify", "PROFILE… [LOG…]", 2, {"profile_or_file", "file"}},
      {"learn", "PROGRAM [-- ARGS…]", 1, {"program"}},
      {"guard", "[FILE] | --explain RULE…", 1, {"file"}},
      {"park", "NAME…", 1, {"profile_or_file"}},
      {"template", "NAME [-o FILE]", 1, {"nothing"}},
      {"annotate", "-f FILE [WORKLOAD] --profile NAME", 1, {"nothing"}},
      {"status", "", 1, {"nothing"}},
      {"refine", "[POLICY-FILE…]", 1, {"file"}},
      {"mode",
       "MODE NAME…",
       2,
       {"=enforce complain kill unconfined prompt default_allow audit", "profile_or_file"}},
  };
  for (const auto& one : cases) {
    Command command;
    command.arguments = one.synopsis;
    EXPECT_EQ(argument_places(command), one.places) << one.synopsis;
    for (std::size_t i = 0; i < one.kinds.size(); ++i)
      EXPECT_EQ(argument(one.name, one.synopsis, i), one.kinds[i]) << one.synopsis << " " << i;
  }
}

TEST(Completes, OfAGroupItsCommands) {
  EXPECT_EQ(script_word(argument_of(little_book().commands[2], 0)), "=undo-it");
}

TEST(Completes, ValuesByNameAndByWord) {
  EXPECT_EQ(script_word(value_of({"output", "o", "FILE", "", ""})), "file");
  EXPECT_EQ(script_word(value_of({"policy-dir", "", "DIR", "", ""})), "directory");
  EXPECT_EQ(script_word(value_of({"profile", "", "NAME", "", ""})), "profile");
  EXPECT_EQ(script_word(value_of({"host", "", "NAME", "", ""})), "nothing");
  EXPECT_EQ(script_word(value_of({"color", "", "WHEN", "", ""})), "=auto always never");
  EXPECT_EQ(script_word(value_of({"format", "", "FORMAT", "", "text, rules or json"})),
            "=text rules json");
  EXPECT_EQ(script_word(value_of({"json", "", "", "", ""})), "nothing");
}

}  // namespace
}  // namespace profgen::manual::test
