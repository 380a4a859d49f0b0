#include <gtest/gtest.h>

#include "tools/manual/scdoc_text.hpp"
#include "unit/manual/little_book.hpp"

namespace profgen::manual::test {
namespace {

std::string page(const std::string& name) {
  for (const Page& one : scdoc_pages(little_book()))
    if (one.name == name) return one.text;
  return "no page " + name;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Scdoc, WordsStandForThemselves) {
  EXPECT_EQ(scdoc_words("a_b*c\\"), "a\\_b\\*c\\\\");
  EXPECT_EQ(scdoc_words("# no heading"), "\\# no heading");
  EXPECT_EQ(scdoc_words("- no list"), "\\- no list");
  EXPECT_EQ(scdoc_words("well-known.conf"), "well-known.conf");
  EXPECT_EQ(scdoc_prose("say `a_b` twice"), "say *a\\_b* twice");
  EXPECT_EQ(scdoc_prose("an odd ` one"), "an odd \\` one");
  EXPECT_EQ(scdoc_sentence("done"), "Done.");
  EXPECT_EQ(scdoc_sentence("is it?"), "Is it?");
}

TEST(Scdoc, DetailsAreParagraphsExamplesAndExitCodes) {
  const Details details =
      read_details("One\ntwo.\n  an example\n  another\nThree.\nExit code 0: a;\n1: b.");
  ASSERT_EQ(details.parts.size(), 3u);
  EXPECT_EQ(details.parts[0].lines, std::vector<std::string>{"One two."});
  EXPECT_TRUE(details.parts[1].literal);
  EXPECT_EQ(details.parts[1].lines, (std::vector<std::string>{"an example", "another"}));
  EXPECT_FALSE(details.parts[2].literal);
  EXPECT_EQ(details.exit_codes, "Exit code 0: a; 1: b.");
  EXPECT_TRUE(read_details("").parts.empty());
}

TEST(Scdoc, APageACommand) {
  std::vector<std::string> names;
  for (const Page& one : scdoc_pages(little_book())) names.push_back(one.name);
  EXPECT_EQ(names, (std::vector<std::string>{"profgen.1", "profgen-look.1", "profgen-mode.1",
                                             "profgen-fleet.1", "profgen-fleet-undo-it.1"}));
}

TEST(Scdoc, APageHasAllOfItsCommand) {
  const std::string look = page("profgen-look.1");
  for (const char* part :
       {"profgen-look(1) \"profgen 1.2.3\"", "# NAME\n\nprofgen-look - see what is in a log",
        "*profgen look* [_OPTIONS_]", "It\\'s read\\_only, *root* only",
        "```\nprofgen look --output=x *.log\n```", "*--output*, *-o* _FILE_\n\twhere it goes",
        "*--root* _DIR_\n\ttreat DIR as / (default: /).",
        "# EXIT STATUS\n\nExit code 0: done\\; 1: not.",
        "# EXAMPLES\n\nLook at a log:", "*apparmor*(7)"})
    EXPECT_TRUE(holds(look, part)) << part << "\n" << look;
  EXPECT_TRUE(holds(page("profgen-fleet.1"), "*profgen-fleet-undo-it*(1)\n\ttake it back."));
  EXPECT_TRUE(holds(page("profgen-fleet-undo-it.1"), "*profgen-fleet*(1)"));
  EXPECT_TRUE(holds(page("profgen.1"), "_/etc/x\\_y_"));
}

}  // namespace
}  // namespace profgen::manual::test
