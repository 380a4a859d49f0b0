#include "base/child.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>

namespace profgen {
namespace {

std::string output_of(const ChildOptions& options, const std::string& script) {
  auto child = Child::start({"sh", "-c", script}, options);
  if (!child) return child.error().text();
  child->close_in();
  std::string text;
  for (bool more = true; more;) {
    pollfd end{child->out(), POLLIN, 0};
    (void)::poll(&end, 1, 5000);
    more = child->read_out(text);
  }
  return text;
}

TEST(Child, HasOurVariablesButThoseKeptFromIt) {
  ::setenv("PROFGEN_CHILD_A", "1", 1);
  ::setenv("PROFGEN_CHILD_B", "1", 1);
  ::setenv("PROFGEN_OTHER", "1", 1);
  const std::string script = "echo $PROFGEN_CHILD_A.$PROFGEN_CHILD_B.$PROFGEN_OTHER.$PROFGEN_NEW";
  EXPECT_EQ(output_of({}, script), "1.1.1.\n");
  EXPECT_EQ(
      output_of({true, {{"PROFGEN_NEW", "2"}, {"PROFGEN_CHILD_B", "3"}}, "PROFGEN_CHILD_"}, script),
      ".3.1.2\n");
  for (const char* name : {"PROFGEN_CHILD_A", "PROFGEN_CHILD_B", "PROFGEN_OTHER"}) ::unsetenv(name);
}

TEST(Child, IsAnErrorWhereThereIsNoProgram) { EXPECT_FALSE(Child::start({"/no/such/program"})); }

}  // namespace
}  // namespace profgen
