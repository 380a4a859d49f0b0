#include "tools/manual/markdown.hpp"

#include <gtest/gtest.h>

namespace profgen::manual::test {
namespace {

std::string body(const char* markdown) {
  const std::string page = page_of_markdown({"x.yaml", "5", "1.0", "a file"}, markdown);
  const std::string begin = "# DESCRIPTION\n\n", end = "# SEE ALSO\n\n*profgen*(1)\n";
  const std::size_t at = page.find(begin) + begin.size();
  return page.substr(at, page.size() - at - end.size());
}

TEST(Markdown, EachPart) {
  const struct {
    const char* markdown;
    const char* scdoc;
  } cases[] = {
      {"# Title\n\nOne\ntwo.\n", "One two.\n\n"},
      {"## A part\n### below\n", "# A PART\n\n## below\n\n"},
      {"* one\n  more\n* `two`\n", "- one more\n\n- *two*\n\n"},
      {"```yaml\na: [*b]\n\n  c: 1\n```\nx\n", "```\na: [*b]\n\n  c: 1\n```\n\nx\n\n"},
      {"    code _here_\n\n    more\nx\n", "```\ncode _here_\n\nmore\n```\n\nx\n\n"},
      {"| key | means |\n|---|---|\n| `a_b` | text; [a link](x.md) |\n| … `c` | `d|e` \\| f |\n",
       "*a\\_b*\n\ttext\\; a link\n\n… *c*\n\t*d\\|e* \\| f\n\n"},
      {"**Bold** and a * star\n", "*Bold* and a \\* star\n\n"},
      {"| a | b | c |\n|---|---|---|\n| x | | y |\n", "x\n\ty\n\n"},
      {"x\n\n<!-- needs: host -->\n```sh\ny\n```\n", "x\n\n```\ny\n```\n\n"},
      {"a [b] (c)\n", "a \\[b\\] (c)\n\n"},
  };
  for (const auto& one : cases) EXPECT_EQ(body(one.markdown), one.scdoc) << one.markdown;
}

TEST(Markdown, TheHeadOfAPage) {
  EXPECT_EQ(page_of_markdown({"x.yaml", "5", "1.0", "a file"}, "").substr(0, 72),
            "x.yaml(5) \"profgen 1.0\" \"profgen manual\"\n\n# NAME\n\nx.yaml - a file\n\n# DES");
}

}  // namespace
}  // namespace profgen::manual::test
