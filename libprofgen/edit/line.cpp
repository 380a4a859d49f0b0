#include "edit/line.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/overloaded.hpp"

namespace profgen::inline v0::edit {
namespace {

std::string include_text(const policy::Include& include) {
  std::string text = include.hash ? "#include " : "include ";
  if (include.if_exists) text += "if exists ";
  const char* const marks = include.magic ? "<>" : "\"\"";
  return text + marks[0] + include.path + marks[1];
}

// What lines of one block are sorted by: the path where there is one, else the text.
std::string sort_text(const Line& line) {
  if (const auto* include = std::get_if<policy::Include>(&line)) {
    // Everything else builds on it, and every profile that one knows begins with it.
    return include->path == "abstractions/base" ? std::string() : include->path;
  }
  const auto& rule = std::get<policy::Rule>(line);
  if (const auto* file = std::get_if<policy::FileRule>(&rule.body)) return file->path;
  if (const auto* link = std::get_if<policy::LinkRule>(&rule.body)) return link->link;
  return policy::to_text(rule);
}

void sort_unique(std::vector<std::string>& words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

// The lines that were seen: by meaning, not by spelling.
class Standing {
 public:
  // False if a line of the same meaning was added before.
  bool add(const policy::Rule& rule) { return rules_.insert(normalised(rule)).second; }
  bool add(const policy::Include& include) {
    // What stands unconditionally makes an `if exists` needless, not the other way round.
    const auto key = std::make_tuple(include.path, include.magic, false);
    if (includes_.count(key) != 0) return false;
    return includes_.insert(std::make_tuple(include.path, include.magic, include.if_exists)).second;
  }
  bool add(const Line& line) {
    return std::visit([this](const auto& value) { return add(value); }, line);
  }

 private:
  std::set<policy::Rule> rules_;
  std::set<std::tuple<std::string, bool, bool>> includes_;
};

}  // namespace

std::string line_text(const Line& line) {
  if (const auto* include = std::get_if<policy::Include>(&line)) return include_text(*include);
  return policy::to_text(std::get<policy::Rule>(line));
}

BlockKey key_of(const policy::Rule& rule) {
  const bool file = std::holds_alternative<policy::FileRule>(rule.body) ||
                    std::holds_alternative<policy::LinkRule>(rule.body);
  return {BlockKey::rule, policy::block_rank(rule),
          file && rule.prefix.decision == policy::Decision::deny};
}

BlockKey key_of(const policy::Include& include) {
  return {include.path.starts_with("local/") ? BlockKey::local_include : BlockKey::include};
}

BlockKey key_of(const Line& line) {
  return std::visit([](const auto& value) { return key_of(value); }, line);
}

std::optional<BlockKey> key_of(const policy::Item& item) {
  using Key = std::optional<BlockKey>;
  return std::visit(
      Overloaded{[](const policy::Rule& rule) -> Key { return key_of(rule); },
                 [](const policy::Include& include) -> Key { return key_of(include); },
                 [](const policy::Abi&) -> Key { return BlockKey{BlockKey::abi}; },
                 [](const policy::ProfileHeader&) -> Key { return BlockKey{BlockKey::child}; },
                 [](const auto&) -> Key { return std::nullopt; }},
      item.value);
}

policy::Rule normalised(policy::Rule rule) {
  if (rule.prefix.decision == policy::Decision::allow)
    rule.prefix.decision = policy::Decision::unstated;
  if (rule.prefix.priority == 0) rule.prefix.priority.reset();
  std::visit(Overloaded{[](policy::FileRule& file) {
                          file.keyword = file.bare;
                          file.perms_first = file.perms_first && !file.target.empty();
                        },
                        [](policy::CapabilityRule& capability) { sort_unique(capability.names); },
                        [](policy::SignalRule& signal) { sort_unique(signal.set); }, [](auto&) {}},
             rule.body);
  return rule;
}

std::vector<Group> group_lines(const std::vector<Line>& lines) {
  struct Entry {
    BlockKey key;
    std::string sort, text;
    const Line* line;
  };
  std::vector<Entry> entries;
  Standing seen;
  for (const Line& line : lines)
    if (seen.add(line)) entries.push_back({key_of(line), sort_text(line), line_text(line), &line});
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.key, a.sort, a.text) < std::tie(b.key, b.sort, b.text);
  });
  std::vector<Group> groups;
  for (const Entry& entry : entries) {
    if (groups.empty() || groups.back().key != entry.key) groups.push_back({entry.key, {}});
    groups.back().lines.push_back(*entry.line);
  }
  return groups;
}

std::vector<Line> without_standing(const std::vector<Line>& lines,
                                   const std::vector<policy::Item>& body) {
  Standing standing;
  for (const policy::Item& item : body) {
    if (const auto* rule = std::get_if<policy::Rule>(&item.value)) standing.add(*rule);
    if (const auto* include = std::get_if<policy::Include>(&item.value)) standing.add(*include);
  }
  std::vector<Line> fresh;
  for (const Line& line : lines)
    if (standing.add(line)) fresh.push_back(line);
  return fresh;
}

}  // namespace profgen::inline v0::edit
