// Any profile text and any lines: an insertion into every profile keeps every byte, adds exactly
// the lines and is done once (tests/unit/edit/invariants.hpp). Input: lines, a NUL byte, the text.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/unit/edit/invariants.hpp"

namespace {

using namespace profgen;

std::vector<edit::Line> lines_of_body(const std::string& text) {
  const policy::Tree tree = policy::parse(make_source("lines", "profile p {\n" + text + "\n}\n"));
  std::vector<edit::Line> lines;
  if (has_errors(tree.diagnostics) || tree.items.size() != 1) return lines;
  for (const policy::Item& item : tree.items[0].children) {
    if (const auto* rule = std::get_if<policy::Rule>(&item.value)) lines.emplace_back(*rule);
    if (const auto* include = std::get_if<policy::Include>(&item.value))
      lines.emplace_back(*include);
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = input.find('\0');
  if (nul == std::string::npos) return 0;
  const std::vector<edit::Line> lines = lines_of_body(input.substr(0, nul));
  const std::string text = input.substr(nul + 1);

  const policy::Tree tree = policy::parse(make_source("t", text));
  for (std::size_t i = 0; i < tree.items.size(); ++i) {
    if (!std::holds_alternative<policy::ProfileHeader>(tree.items[i].value)) continue;
    // Also into a text with errors: nothing is promised then but that it ends well.
    (void)edit::apply(text, edit::insert_lines(tree, tree.items[i], lines));
    edit::NewProfile child;
    child.name = input.substr(0, nul);
    child.lines = lines;
    if (const auto splice = edit::insert_child(tree, tree.items[i], child))
      (void)edit::apply(text, {*splice});
    const std::string broken = edit::broken_invariant(text, i, lines);
    if (!broken.empty()) {
      std::fprintf(stderr, "%s\n", broken.c_str());
      std::abort();
    }
  }
  return 0;
}
