#include "log/copies.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "log/live/journal_source.hpp"
#include "log/resume.hpp"

namespace profgen::inline v0::log {
namespace {

constexpr std::size_t compared_block = std::size_t{64} * 1024;
// So many files with the same first page are compared with each other; what is beyond is read, and
// counted twice only where its records have no audit stamp.
constexpr std::size_t most_compared = 8;

struct Headed {
  std::string path;
  std::string head;    // the first tail_size bytes, or all there are
  bool whole = false;  // there are no more
};

// Up to `size` bytes, fewer only where there are no more; nullopt after a failure.
std::optional<std::string> read_block(ByteSource& source, std::size_t size) {
  std::string out(size, '\0');
  std::size_t used = 0;
  while (used < size) {
    const auto count = source.read(out.data() + used, size - used);
    if (!count) return std::nullopt;
    if (*count == 0) break;
    used += *count;
  }
  out.resize(used);
  return out;
}

// Files by their first line, where more than one have it: without pipes, journals, what cannot be
// read, and second names of a file.
std::vector<std::vector<std::string>> same_first_lines(const std::vector<std::string>& files) {
  std::set<std::pair<std::uint64_t, std::uint64_t>> met;
  std::map<std::string, std::vector<std::string>> by_line;
  for (const std::string& path : files) {
    if (path == "-" || is_journal_name(path)) continue;
    const Result<OpenedSource> opened = open_source(path);
    if (!opened || !opened->file || opened->journal ||
        !met.insert({opened->device, opened->inode}).second)
      continue;
    const Result<std::string> head = read_head(*opened->bytes);
    if (!head) continue;
    if (std::string line = fingerprint_of(*head); !line.empty()) by_line[line].push_back(path);
  }
  std::vector<std::vector<std::string>> groups;
  for (auto& [line, paths] : by_line)
    if (paths.size() > 1) groups.push_back(std::move(paths));
  return groups;
}

std::vector<Headed> heads_of(const std::vector<std::string>& paths) {
  std::vector<Headed> heads;
  for (const std::string& path : paths) {
    const Result<OpenedSource> opened = open_source(path);
    if (!opened) continue;
    auto head = read_block(*opened->bytes, tail_size);
    if (!head) continue;
    const bool whole = head->size() < tail_size;
    heads.push_back({path, std::move(*head), whole});
  }
  // In this order what begins with a short head stands behind it.
  std::stable_sort(heads.begin(), heads.end(),
                   [](const Headed& a, const Headed& b) { return a.head < b.head; });
  return heads;
}

enum class Compared { differ, first_is_prefix, second_is_prefix };

Compared compare(const std::string& first, const std::string& second) {
  const auto a = open_source(first), b = open_source(second);
  if (!a || !b) return Compared::differ;
  for (;;) {
    const auto x = read_block(*a->bytes, compared_block), y = read_block(*b->bytes, compared_block);
    if (!x || !y) return Compared::differ;
    const std::size_t common = std::min(x->size(), y->size());
    if (x->compare(0, common, *y, 0, common) != 0) return Compared::differ;
    if (x->size() < compared_block && x->size() <= y->size()) return Compared::first_is_prefix;
    if (y->size() < compared_block) return Compared::second_is_prefix;
  }
}

void find_among(const std::vector<Headed>& heads, std::map<std::string, std::string>& copies) {
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const Headed& first = heads[i];
    for (std::size_t j = i + 1; j < heads.size() && j <= i + most_compared; ++j) {
      const Headed& second = heads[j];
      if (copies.count(first.path) != 0) break;
      if (second.head.compare(0, first.head.size(), first.head) != 0) break;
      if (copies.count(second.path) != 0) continue;
      const Compared compared =
          first.whole ? Compared::first_is_prefix : compare(first.path, second.path);
      if (compared == Compared::first_is_prefix) copies[first.path] = second.path;
      if (compared == Compared::second_is_prefix) copies[second.path] = first.path;
    }
  }
}

}  // namespace

std::map<std::string, std::string> find_copies(const std::vector<std::string>& files) {
  std::map<std::string, std::string> copies;
  for (const std::vector<std::string>& paths : same_first_lines(files))
    find_among(heads_of(paths), copies);
  return copies;
}

}  // namespace profgen::inline v0::log
