#include "refine/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "refine/yaml_text.hpp"

namespace profgen::inline v0::refine {
namespace {

std::string kind(const YAML::Node& node) {
  if (node.IsMap()) return "a mapping";
  if (node.IsSequence()) return "a list";
  if (node.IsScalar() && !node.Scalar().empty())
    return fmt::format("`{}`", text::printable(node.Scalar(), 60));
  return "nothing";
}

std::string listed(const std::vector<std::string_view>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string near_word(const std::string& found, const std::vector<std::string_view>& words) {
  const std::string_view near = text::nearest(found, words);
  return near.empty() ? std::string() : fmt::format("did you mean `{}`?", near);
}

}  // namespace

YamlReader::YamlReader(SourcePtr source, std::string id, std::vector<Diagnostic>& diagnostics)
    : source_(std::move(source)), id_(std::move(id)), diagnostics_(diagnostics) {}

Position YamlReader::place(const YAML::Mark& mark) {
  if (mark.line < 0) return {0, 0};
  return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

void YamlReader::fail(const YAML::Mark& mark, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.file = source_->name();
  diagnostic.at = place(mark);
  diagnostic.message = std::move(message);
  diagnostic.id = id_;
  diagnostic.hint = std::move(hint);
  diagnostic.source_line = std::string(source_->line(diagnostic.at.line));
  diagnostics_.push_back(std::move(diagnostic));
}

std::optional<YAML::Node> YamlReader::document() {
  // yaml-cpp reports by exceptions; none of them leaves this function.
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(source_->text()));
    if (documents.size() == 1 && !documents[0].IsNull()) return documents[0];
    fail(documents.size() > 1 ? documents[1].Mark() : YAML::Mark(),
         documents.size() > 1 ? "a second document stands in the file" : "the file is empty");
  } catch (const YAML::Exception& problem) {
    fail(problem.mark, fmt::format("not YAML: {}", text::printable(problem.msg)),
         "a text that holds other than letters, digits and dashes is best written in \"quotes\"");
  }
  return std::nullopt;
}

void YamlReader::map(const YAML::Node& node, std::string_view what, const std::vector<Key>& keys) {
  if (!node.IsMap())
    return fail(node, fmt::format("expected a mapping for {}, found {}", what, kind(node)));
  std::set<std::string> seen;
  for (const auto& pair : node) {
    const std::string name = pair.first.IsScalar() ? pair.first.Scalar() : std::string();
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
    if (found == keys.end())
      unknown(pair.first, what, keys);
    else if (!seen.insert(name).second)
      fail(pair.first, fmt::format("the key `{}` stands twice", name));
    else if (pair.second.IsNull())
      fail(pair.first, fmt::format("nothing stands behind `{}`", name));
    else
      found->handler(pair.second);
  }
  for (const Key& key : keys)
    if (key.needed && seen.count(std::string(key.name)) == 0)
      fail(node, fmt::format("`{}` is missing in {}", key.name, what));
}

std::optional<std::string> YamlReader::text(const YAML::Node& node, std::string_view what) {
  if (!node.IsScalar()) {
    fail(node, fmt::format("expected a text for {}, found {}", what, kind(node)));
    return std::nullopt;
  }
  if (node.Tag() != bytes_tag) return node.Scalar();
  std::optional<std::string> bytes = tagged_bytes(node.Scalar());
  if (!bytes)
    fail(node, fmt::format("a character of {} stands for no byte", what),
         "in !bytes only \\x00 to \\xff and ASCII are bytes");
  return bytes;
}

void YamlReader::text(const YAML::Node& node, std::string_view what, std::string& into) {
  if (std::optional<std::string> found = text(node, what)) into = std::move(*found);
}

void YamlReader::boolean(const YAML::Node& node, std::string_view what, bool& into) {
  if (const auto index = word(node, what, {"false", "true"})) into = *index == 1;
}

std::optional<std::uint64_t> YamlReader::number(const YAML::Node& node, std::string_view what,
                                                std::uint64_t least, std::uint64_t most) {
  const auto value =
      node.IsScalar() ? text::to_number(node.Scalar()) : std::optional<std::uint64_t>();
  if (value && *value >= least && *value <= most) return value;
  fail(node, fmt::format("expected a number from {} to {} for {}, found {}", least, most, what,
                         kind(node)));
  return std::nullopt;
}

std::optional<std::size_t> YamlReader::word(const YAML::Node& node, std::string_view what,
                                            const std::vector<std::string_view>& words) {
  const std::string found = node.IsScalar() ? node.Scalar() : std::string();
  const auto it = std::find(words.begin(), words.end(), found);
  if (it != words.end()) return static_cast<std::size_t>(it - words.begin());
  fail(node, fmt::format("expected one of {} for {}, found {}", listed(words), what, kind(node)),
       near_word(found, words));
  return std::nullopt;
}

void YamlReader::each(const YAML::Node& node, std::string_view what, const Handler& handler) {
  if (!node.IsSequence())
    return fail(node, fmt::format("expected a list for {}, found {}", what, kind(node)));
  for (const YAML::Node& item : node) handler(item);
}

void YamlReader::unknown(const YAML::Node& key, std::string_view what,
                         const std::vector<Key>& keys) {
  std::vector<std::string_view> known;
  known.reserve(keys.size());
  for (const Key& one : keys) known.push_back(one.name);
  const std::string near = near_word(key.IsScalar() ? key.Scalar() : std::string(), known);
  fail(key, fmt::format("unknown key {} in {}", kind(key), what),
       near.empty() ? "known keys: " + listed(known) : near);
}

}  // namespace profgen::inline v0::refine
