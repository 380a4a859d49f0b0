// A document of docs/ as a page of section 5. What is understood is what docs/ uses: headings,
// paragraphs, lists, code, tables, links; a table becomes a list with its first column in bold.
#pragma once

#include <string>
#include <string_view>

namespace profgen::manual {

struct PageHead {
  std::string name, section, version, summary;  // "profgen.yaml", "5", "0.1.0", "what …"
};
[[nodiscard]] std::string page_of_markdown(const PageHead& head, std::string_view markdown);

}  // namespace profgen::manual
