#include "suggest/severity_paths.hpp"

#include <algorithm>

#include "suggest/severity.hpp"

namespace profgen::inline v0::suggest {
namespace {

constexpr std::size_t most_known = 8192;

int value(const PathSeverity& entry, FilePerms perms, int exec_less) {
  int worst = 0;
  if (perms & (file_perm::read | file_perm::map_exec | file_perm::lock))
    worst = std::max(worst, entry.read);
  if (perms & (file_perm::write | file_perm::append | file_perm::link))
    worst = std::max(worst, entry.write);
  if (perms & file_perm::exec) worst = std::max(worst, entry.execute - exec_less);
  return worst;
}

bool is_one_byte(const Token& token) { return !token.many && token.bytes.count() == 1; }

std::string head_of(const Tokens& way) {
  std::string head;
  for (const Token& token : way) {
    if (!is_one_byte(token)) break;
    unsigned byte = 0;
    while (!token.bytes.test(byte)) ++byte;
    head += static_cast<char>(byte);
  }
  return head;
}

bool one_begins_other(std::string_view a, std::string_view b) {
  const std::size_t both = std::min(a.size(), b.size());
  return a.substr(0, both) == b.substr(0, both);
}

// Whether everything that begins as this way through a pattern does falls under the row.
bool holds(const Pattern& row, const Tokens& way) {
  const auto same = [](const Token& a, const Token& b) {
    return a.many == b.many && a.bytes == b.bytes;
  };
  Pattern head;
  head.ways.emplace_back();
  for (const Token& token : way) {
    if (!is_one_byte(token)) break;
    head.ways[0].push_back(token);
  }
  Pattern open;  // the ways of the row that end in `**`
  for (const Tokens& one : row.ways)
    if (!one.empty() && one.back().many && one.back().bytes.test('/')) {
      if (way.size() + 1 >= one.size() && std::equal(one.begin(), one.end() - 1, way.begin(), same))
        return true;
      open.ways.push_back(one);
    }
  return overlap(head, open);
}

// A row about an ending ("/**.key") says nothing of a glob that ends in a star.
bool is_about_other_endings(const PathSeverity& row, bool open_end) {
  return open_end && row.pattern.size() > 3 && row.pattern.substr(0, 3) == "/**";
}

// A row that tells one user, process or library folder from another: then samples() do not stand
// for all. None of ours does.
bool tells_apart(std::string_view pattern) {
  for (const std::string_view before : {"/home/", "/proc/", "/user/"})
    for (std::size_t at = pattern.find(before); at != std::string_view::npos;
         at = pattern.find(before, at + 1)) {
      const std::size_t next = at + before.size();
      const bool open = next >= pattern.size() ||
                        std::string_view("*[{@").find(pattern[next]) != std::string_view::npos;
      const bool number = !open && pattern[next] >= '0' && pattern[next] <= '9';
      if (number || (!open && before == "/home/")) return true;
    }
  return pattern.find("-linux-gnu") != std::string_view::npos;
}

// As the automaton takes it: what the variables stand for in their place; and a row for what is in
// a folder is one for the folder too, which `/**` does not match.
std::string for_automaton(std::string_view pattern) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern.substr(at, 3) == "/**") {
      out += "/{,**}";
      at += 3;
      continue;
    }
    const std::size_t end = pattern.find('}', at);
    if (pattern.substr(at, 2) != "@{" || end == std::string_view::npos) {
      out += pattern[at++];
      continue;
    }
    out += meaning_of(pattern.substr(at + 2, end - at - 2));
    at = end + 1;
  }
  return out;
}

// One path for each way through the variables of a pattern that has no wildcard besides.
std::vector<std::string> samples(std::string_view pattern) {
  struct Sample {
    std::string_view name;
    std::vector<std::string_view> texts;
  };
  static const std::vector<Sample> known = {
      {"HOME", {"/home/x", "/root"}},
      {"PROC", {"/proc"}},
      {"run", {"/run", "/var/run"}},
      {"sys", {"/sys"}},
      {"pid", {"1"}},
      {"etc_ro", {"/etc", "/usr/etc"}},
      {"etc_rw", {"/etc"}},
      {"tid", {"1"}},
      {"multiarch", {"x-linux-gnu"}},
      {"uid", {"1"}},
      {"HOMEDIRS", {"/home/"}},
  };
  std::vector<std::string> out{{}};
  while (!pattern.empty()) {
    const std::size_t at = std::min(pattern.find("@{"), pattern.size());
    const std::string_view text = pattern.substr(0, at);
    if (text.find_first_of("*?[]{}\\^") != std::string_view::npos) return {};
    for (std::string& one : out) one += text;
    pattern.remove_prefix(at);
    if (pattern.empty()) break;
    const std::size_t end = pattern.find('}');
    if (end == std::string_view::npos) return {};
    // A home itself is a folder, which the patterns of the tables tell from what is in it.
    if (pattern.size() - end <= 2 && pattern.find_first_not_of("}/", end) == std::string_view::npos)
      return {};
    const std::string_view name = pattern.substr(2, end - 2);
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Sample& sample) { return sample.name == name; });
    if (found == known.end() || out.size() > 4) return {};
    std::vector<std::string> next;
    for (const std::string& one : out)
      for (const std::string_view more : found->texts) next.push_back(one + std::string(more));
    out = std::move(next);
    pattern.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

PathTable::PathTable(const std::vector<PathSeverity>& entries) {
  rows_.reserve(entries.size());
  for (const PathSeverity& entry : entries) {
    Row row{entry, compile_pattern(entry.pattern), {}};
    for (const Tokens& way : row.pattern.ways) row.heads.push_back(head_of(way));
    // A pattern that is none matches nothing.
    (void)paths_.add(for_automaton(entry.pattern), static_cast<std::uint32_t>(rows_.size()));
    rows_.push_back(std::move(row));
  }
  for (const Row& row : rows_)
    if (is_literal(row.entry.pattern)) exact_.emplace(row.entry.pattern, &row);
}

void PathTable::matching(std::string_view path, std::vector<std::uint32_t>& rows) const {
  rows.clear();
  paths_.match(path, rows);
}

const PathTable::Row* PathTable::exact(std::string_view path) const {
  const auto found = exact_.find(path);
  return found == exact_.end() ? nullptr : found->second;
}

namespace {

// Ours, from the special to the general.
const PathTable& own_table() {
  static const PathTable table(
      std::vector<PathSeverity>(severity_table::paths_begin(), severity_table::paths_end()));
  return table;
}

bool touches(const PathTable::Row& row, const Tokens& way, const std::string& head, bool open_end) {
  return std::any_of(row.heads.begin(), row.heads.end(),
                     [&](const std::string& other) { return one_begins_other(head, other); }) &&
         !is_about_other_endings(row.entry, open_end) && overlap(Pattern{{way}}, row.pattern);
}

}  // namespace

PathSeverities::PathSeverities(const SeverityDatabase* host) {
  if (host == nullptr) return;
  std::vector<PathSeverity> entries;
  for (const SeverityDatabase::Path& path : host->paths)
    entries.push_back({path.pattern, path.read, path.write, path.execute});
  samples_hold_ = std::none_of(host->paths.begin(), host->paths.end(),
                               [](const auto& path) { return tells_apart(path.pattern); });
  host_.emplace(entries);
}

int PathSeverities::of_path(std::string_view path, FilePerms perms, int exec_less) {
  int worst = 0;
  own_table().matching(path, ids_);
  if (!ids_.empty()) worst = value(own_table().rows()[ids_.front()].entry, perms, exec_less);
  if (!host_) return worst;
  if (const PathTable::Row* row = host_->exact(path))
    return std::max(worst, value(row->entry, perms, exec_less));
  host_->matching(path, ids_);
  for (const std::uint32_t id : ids_)
    worst = std::max(worst, value(host_->rows()[id].entry, perms, exec_less));
  return worst;
}

// Our rows from the special to the general, as far as one of them holds all of the way. Of the
// host's, which have no such order, the worst that it touches.
int PathSeverities::of_way(const Tokens& way, FilePerms perms, int exec_less, bool open_end) const {
  const std::string head = head_of(way);
  const bool one = head.size() == way.size();
  int worst = 0;
  for (const PathTable::Row& row : own_table().rows()) {
    if (!touches(row, way, head, open_end)) continue;
    worst = std::max(worst, value(row.entry, perms, exec_less));
    if (one || holds(row.pattern, way)) break;
  }
  if (!host_) return worst;
  if (const PathTable::Row* row = one ? host_->exact(head) : nullptr)
    return std::max(worst, value(row->entry, perms, exec_less));
  for (const PathTable::Row& row : host_->rows())
    if (touches(row, way, head, open_end))
      worst = std::max(worst, value(row.entry, perms, exec_less));
  return worst;
}

int PathSeverities::by_overlap(const std::string& pattern, FilePerms perms, int exec_less) const {
  const bool open_end = ends_open(pattern);
  int worst = 0;
  for (const Tokens& way : compile_pattern(pattern).ways)
    worst = std::max(worst, of_way(way, perms, exec_less, open_end));
  return worst;
}

int PathSeverities::of(const std::string& pattern, FilePerms perms, int exec_less) {
  if (pattern.find_first_of("*?[]{}\\^") == std::string::npos)
    return of_path(pattern, perms, exec_less);
  if (samples_hold_) {
    const std::vector<std::string> paths = samples(pattern);
    int worst = 0;
    for (const std::string& path : paths) worst = std::max(worst, of_path(path, perms, exec_less));
    if (!paths.empty()) return worst;
  }
  std::string key = pattern;
  key.append(1, '\0').append(1, static_cast<char>(perms)).append(1, static_cast<char>(exec_less));
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  const int found = by_overlap(pattern, perms, exec_less);
  if (known_.size() >= most_known) known_.clear();
  known_.emplace(std::move(key), found);
  return found;
}

}  // namespace profgen::inline v0::suggest
