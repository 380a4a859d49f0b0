// Patterns with their variables looked through, as the compiler prints them (-D rule-exprs).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/condition.hpp"
#include "policy/variables.hpp"

namespace profgen::policy {
namespace {

Scope scope() {
  auto environment = std::make_shared<Environment>();
  environment->sets = {{"V", {"/home/*/", "/root/"}},
                       {"W", {"a"}},
                       {"S", {"a/", "/b"}},
                       {"E", {"", "x"}},
                       {"N", {"@{W}/@{S}", "@{W}"}},
                       {"R", {"x@{Q}"}},
                       {"Q", {"@{R}"}},
                       {"U", {"@{none}"}},
                       {"number", {"10"}}};
  environment->booleans = {{"yes", true}, {"no", false}};
  return {environment, "a {b}", "/bin/{x,y}"};
}

TEST(MeaningVariables, Expansion) {
  struct Row {
    const char* pattern;
    const char* expanded;
  };
  const Row rows[] = {
      {"@{V}/foo", "{/home/*,/root}/foo"},
      {"@{V}foo", "{/home/*/,/root/}foo"},
      {"/1/@{W}/x", "/1/a/x"},
      {"/2/@{S}/x", "/2/{a,b}/x"},
      {"/2b/@{S}x", "/2b/{a/,b}x"},
      {"/3/@{E}/", "/3/{,x}/"},
      {"@{S}*", "{a/,/b}*"},
      {"/11//b///c", "/11/b/c"},
      {"//name/x", "//name/x"},
      {"///x", "/x"},
      {"/12/{a/,b}/c", "/12/{a/,b}/c"},
      {"/\\@{W}", "/\\@{W}"},
      {"/@{W,b}", "/@{W,b}"},
      {"/@W", "/@W"},
      {"/n/@{N}", "/n/{a/{a/,b},a}"},
      {"@{profile_name}", "a \\{b\\}"},
      {"@{exec_path}", "/bin/{x,y}"},
  };
  Expander expander(scope());
  for (const Row& row : rows) EXPECT_EQ(expander.expand_path(row.pattern), row.expanded);
}

TEST(MeaningVariables, WhatCannotBeExpanded) {
  Expander expander(scope());
  EXPECT_FALSE(expander.expand("/@{none}"));
  EXPECT_EQ(expander.problem().id, "undeclared-variable");
  EXPECT_FALSE(expander.expand("/@{U}"));
  EXPECT_EQ(expander.problem().id, "undeclared-variable");
  EXPECT_FALSE(expander.expand("/@{R}"));
  EXPECT_EQ(expander.problem().id, "recursive-variable");
  EXPECT_EQ(expander.expand("/@{W}"), "/a");
}

TEST(MeaningVariables, AllValues) {
  EXPECT_THAT(all_values(*scope().environment, "N"), ::testing::ElementsAre("a/a/", "a/b", "a"));
  EXPECT_THAT(all_values(*scope().environment, "none"), ::testing::IsEmpty());
  EXPECT_THAT(all_values(*scope().environment, "R"), ::testing::IsEmpty());
}

TEST(MeaningVariables, Assignment) {
  Environment environment;
  const auto apply = [&environment](const char* op, std::vector<std::string> values) {
    const auto error = assign(environment, {"A", op, std::move(values), false});
    return error ? error->id : std::string();
  };
  EXPECT_EQ(apply("+=", {"x"}), "undeclared-variable");
  EXPECT_EQ(apply("=", {"x", "y", "x"}), "");
  EXPECT_EQ(apply("=", {"z"}), "variable-redefined");
  EXPECT_EQ(apply("?=", {"z"}), "");
  EXPECT_THAT(environment.sets["A"], ::testing::ElementsAre("x", "y"));
  EXPECT_EQ(apply("+=", {"z"}), "");
  EXPECT_THAT(environment.sets["A"], ::testing::ElementsAre("x", "y", "z"));
  EXPECT_EQ(apply(":=", {"w"}), "");
  EXPECT_THAT(environment.sets["A"], ::testing::ElementsAre("w"));

  // A name is a set or a boolean: `?=` leaves the one that is there, `:=` takes its place.
  const auto boolean = [&environment](const char* op) {
    const auto error = assign(environment, {"A", op, {"true"}, true});
    return error ? error->id : std::string();
  };
  EXPECT_EQ(boolean("="), "variable-redefined");
  EXPECT_EQ(boolean("?="), "");
  EXPECT_EQ(environment.booleans.count("A"), 0U);
  EXPECT_EQ(boolean(":="), "");
  EXPECT_EQ(environment.sets.count("A"), 0U);
  EXPECT_EQ(apply("?=", {"x"}), "");
  EXPECT_EQ(environment.sets.count("A"), 0U);
  EXPECT_EQ(apply(":=", {"x"}), "");
  EXPECT_EQ(environment.booleans.count("A"), 0U);
}

TEST(MeaningVariables, Conditions) {
  struct Row {
    const char* expression;
    bool truth;
    bool error;
  };
  const Row rows[] = {
      {"${yes}", true, false},
      {"$no or $yes", true, false},
      {"$yes and not $no", true, false},
      {"$no and $no or $yes", true, false},
      {"$yes or $no and $no", true, false},
      {"not ($yes or $no)", false, false},
      {"TRUE", true, false},
      {"false", false, false},
      {"defined @{V} and defined $yes", true, false},
      {"defined @{none}", false, false},
      {"@{number} > 9", true, false},
      {"@{number} <= 9", false, false},
      {"9 < 10", true, false},
      {"x in @{E}", true, false},
      {"y in @{E}", false, false},
      {"@{W} == a", true, false},
      {"@{W} != \"a\"", false, false},
      {"@{number} > x", false, true},
      {"a < b", true, false},
      {"b < ab", false, false},
      {"@{E} < a", true, false},  // the first of its sorted values decides
      {"\"\" < a", true, false},
      {"a <= a", true, false},
      {"a < a", false, false},
      {"/a=b == \"/a=b\"", true, false},
      {"( @{number} == 10 )", true, false},
      {"(/a) == x", false, true},
      {"${none}", false, true},
      {"($yes", false, true},
      {"$yes $no", false, true},
      {"", false, true},
      {"@{none} == a", false, true},
  };
  for (const Row& row : rows) {
    const ConditionValue value = evaluate(row.expression, *scope().environment);
    EXPECT_EQ(value.truth, row.truth) << row.expression;
    EXPECT_EQ(!value.error.empty(), row.error) << row.expression << ": " << value.error;
  }
  EXPECT_FALSE(evaluate(std::string(100000, '('), *scope().environment).error.empty());
}

}  // namespace
}  // namespace profgen::policy
