#include "host/labels.hpp"

#include <gtest/gtest.h>

namespace profgen::host {
namespace {

TEST(SplitLabel, TakesTheModeOff) {
  struct Row {
    std::string_view written;
    std::string label, mode;
  };
  using namespace std::string_view_literals;
  const Row rows[] = {
      {"unconfined\n", "unconfined", ""},
      {"unconfined\0"sv, "unconfined", ""},
      {"/usr/sbin/nginx (enforce)\n", "/usr/sbin/nginx", "enforce"},
      {"a//b (complain)", "a//b", "complain"},
      {"my odd (name) (kill)\n", "my odd (name)", "kill"},
      {"a//&b (mixed)\n", "a//&b", "mixed"},
      {"default_allow (default_allow)", "default_allow", "default_allow"},
      {"p (unconfined)\n", "p", "unconfined"},
      {"no mode (at all", "no mode (at all", ""},
      {"x (No Mode)", "x (No Mode)", ""},
      {"x ()", "x ()", ""},
      {" (enforce)", "", "enforce"},
      {"", "", ""},
  };
  for (const Row& row : rows) {
    const LabelAndMode read = split_label(row.written);
    EXPECT_EQ(read.label, row.label) << row.written;
    EXPECT_EQ(read.mode, row.mode) << row.written;
  }
}

TEST(ReadProfileList, SortsAndKeepsOddNames) {
  const auto read = read_profile_list(
      "zeta (enforce)\n"
      "my app (beta) (complain)\n"
      "two\nlines (kill)\n"
      ":ns://inner (enforce)\n"
      "/usr/bin/man//filter (user)\n");
  const std::vector<LoadedProfile> want = {{"/usr/bin/man//filter", "user"},
                                           {":ns://inner", "enforce"},
                                           {"my app (beta)", "complain"},
                                           {"two\nlines", "kill"},
                                           {"zeta", "enforce"}};
  EXPECT_EQ(read, want);
  EXPECT_TRUE(read_profile_list("").empty());
  EXPECT_TRUE(read_profile_list("no mode here\n").empty());
}

}  // namespace
}  // namespace profgen::host
