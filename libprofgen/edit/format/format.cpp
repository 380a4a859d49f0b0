#include "base/text.hpp"
#include "edit/format/meaning.hpp"
#include "edit/format/writer.hpp"

namespace profgen::inline v0::edit {
namespace {

Error refused(const policy::Tree& tree, ErrorKind kind, std::string reason) {
  return {kind, "format", text::printable(tree.source->name()), std::move(reason)};
}

// The first statement that came, went or moved.
std::string first_difference(const std::vector<std::string>& before,
                             const std::vector<std::string>& after) {
  std::size_t i = 0;
  while (i < before.size() && i < after.size() && before[i] == after[i]) ++i;
  const std::string& line = i < before.size() ? before[i] : after[i];
  return text::printable(line, 120);
}

}  // namespace

Result<std::string> format(const policy::Tree& tree, const FormatOptions& options) {
  if (has_errors(tree.diagnostics))
    return refused(tree, ErrorKind::input, "it has syntax errors and stays as it is");
  std::string text = laid_out(tree, options);
  const policy::Tree again = policy::parse(make_source(tree.source->name(), text));
  constexpr const char* ours = "; this is a mistake of profgen, and the file stays as it is";
  if (has_errors(again.diagnostics))
    return refused(tree, ErrorKind::system,
                   "its new text would have errors: " + again.diagnostics.front().message + ours);
  const std::vector<std::string> before = meaning_of(tree), after = meaning_of(again);
  if (before != after)
    return refused(
        tree, ErrorKind::system,
        "its new text would mean something else at: " + first_difference(before, after) + ours);
  return text;
}

}  // namespace profgen::inline v0::edit
