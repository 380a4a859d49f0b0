// What every insertion must keep: for the property test and the fuzz target alike.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "edit/line.hpp"
#include "profgen/edit.hpp"

namespace profgen::edit {

// The direct lines of a body, by meaning, sorted.
inline std::vector<std::string> lines_by_meaning(const std::vector<policy::Item>& body) {
  std::vector<std::string> lines;
  for (const policy::Item& item : body) {
    if (const auto* rule = std::get_if<policy::Rule>(&item.value))
      lines.push_back(line_text(normalised(*rule)));
    if (const auto* include = std::get_if<policy::Include>(&item.value)) {
      policy::Include plain = *include;
      plain.hash = false;
      lines.push_back(line_text(plain));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

inline std::string meaning_of(const Line& line) {
  if (const auto* rule = std::get_if<policy::Rule>(&line)) return line_text(normalised(*rule));
  policy::Include plain = std::get<policy::Include>(line);
  plain.hash = false;
  return line_text(plain);
}

// Inserts `lines` into the `index`th profile at file level of a text without errors; what is broken
// afterwards, or "".
inline std::string broken_invariant(const std::string& text, std::size_t index,
                                    const std::vector<Line>& lines) {
  const policy::Tree tree = policy::parse(make_source("t", text));
  if (has_errors(tree.diagnostics)) return {};
  const policy::Item& profile = tree.items[index];
  const std::vector<Splice> splices = insert_lines(tree, profile, lines);
  for (const Splice& splice : splices)
    if (!splice.where.empty() || splice.where.begin < profile.body.begin ||
        splice.where.end > profile.body.end)
      return "a splice does more than insert into the body";
  for (std::size_t i = 1; i < splices.size(); ++i)
    if (splices[i - 1].where.begin >= splices[i].where.begin)
      return "splices are not in order, or two stand at one place";

  const std::string after = edit::apply(text, splices);
  std::size_t grown = text.size();
  for (const Splice& splice : splices) grown += splice.text.size();
  if (after.size() != grown) return "apply() lost or invented bytes";

  const policy::Tree now = policy::parse(make_source("t", after));
  if (has_errors(now.diagnostics))
    return "the new text has errors: " + render(now.diagnostics.front()) + after;
  if (now.items.size() != tree.items.size()) return "items at file level came or went\n" + after;
  std::vector<std::string> expected = lines_by_meaning(profile.children);
  const std::vector<Line> fresh = without_standing(lines, profile.children);
  for (const Line& line : fresh) expected.push_back(meaning_of(line));
  std::sort(expected.begin(), expected.end());
  if (lines_by_meaning(now.items[index].children) != expected)
    return "the body does not have exactly the added lines more\n" + after;
  if (now.items[index].children.size() != profile.children.size() + fresh.size())
    return "other items of the body came or went\n" + after;
  if (!insert_lines(now, now.items[index], lines).empty())
    return "a second insertion changes something\n" + after;
  return {};
}

}  // namespace profgen::edit
