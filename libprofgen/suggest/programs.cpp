#include "suggest/programs.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "policy/automaton.hpp"

namespace profgen::inline v0::suggest {
namespace {

// Where the group that opens at `open` closes, with the commas on its own level; npos if nowhere.
std::size_t group_end(std::string_view pattern, std::size_t open,
                      std::vector<std::size_t>& commas) {
  int depth = 0;
  bool in_class = false;
  for (std::size_t i = open; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\')
      ++i;
    else if (in_class)
      in_class = c != ']';
    else if (c == '[')
      in_class = true;
    else if (c == '{')
      ++depth;
    else if (c == ',' && depth == 1)
      commas.push_back(i);
    else if (c == '}' && --depth == 0)
      return i;
  }
  return std::string_view::npos;
}

// The first `{` that opens a group.
std::size_t group_start(std::string_view pattern) {
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\')
      ++i;
    else if (in_class)
      in_class = pattern[i] != ']';
    else if (pattern[i] == '[')
      in_class = true;
    else if (pattern[i] == '{')
      return i;
  }
  return std::string_view::npos;
}

bool path_fits(std::string_view pattern, std::string_view path) {
  policy::Automaton automaton;
  return !automaton.add(pattern, 0) && automaton.matches(path);
}

}  // namespace

std::vector<std::string> without_groups(std::string_view pattern, std::size_t most) {
  std::vector<std::string> done, open = {std::string(pattern)};
  while (!open.empty()) {
    if (done.size() + open.size() > most) return {};
    const std::string one = std::move(open.back());
    open.pop_back();
    const std::size_t start = group_start(one);
    std::vector<std::size_t> cuts = {start};
    const std::size_t end =
        start == std::string::npos ? std::string::npos : group_end(one, start, cuts);
    if (end == std::string::npos) {
      done.push_back(one);
      continue;
    }
    cuts.push_back(end);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
      open.push_back(one.substr(0, start) + one.substr(cuts[i] + 1, cuts[i + 1] - cuts[i] - 1) +
                     one.substr(end + 1));
  }
  return done;
}

Programs::Programs(const Files& files, std::string root, std::size_t work)
    : files_(files), root_(std::move(root)), work_(work) {
  while (!root_.empty() && root_.back() == '/') root_.pop_back();
}

bool Programs::is_file(const std::string& path) const {
  const Result<FileInfo> info = files_.info(root_ + path);
  return info && info->type == FileInfo::Type::file;
}

std::vector<std::string> Programs::names_in(const std::string& directory) {
  const Result<std::vector<std::string>> names = files_.list(root_ + directory + "/");
  if (!names) return {};
  const std::size_t count = std::min(left_, names->size());
  left_ -= count;
  return {names->begin(), names->begin() + static_cast<std::ptrdiff_t>(count)};
}

bool Programs::anywhere_below(const std::string& directory, std::string_view pattern) {
  policy::Automaton automaton;
  if (automaton.add(pattern, 0)) return false;
  std::vector<std::string> open = {directory};
  while (!open.empty()) {
    const std::string next = std::move(open.back());
    open.pop_back();
    for (const std::string& name : names_in(next)) {
      const std::string path = next + "/" + name;
      const Result<FileInfo> info = files_.info(root_ + path);
      if (!info) continue;
      if (info->type == FileInfo::Type::file && automaton.matches(path)) return true;
      // A link to a directory may lead back here.
      if (info->type == FileInfo::Type::directory && !info->symlink) open.push_back(path);
    }
  }
  return false;
}

bool Programs::below(const std::string& directory, const std::vector<std::string_view>& parts,
                     std::size_t at, std::string_view pattern) {
  const std::string_view part = parts[at];
  if (part.find("**") != std::string_view::npos) return anywhere_below(directory, pattern);
  const bool last = at + 1 == parts.size();
  const auto go = [&](const std::string& name) {
    const std::string path = directory + "/" + name;
    return last ? is_file(path) : below(path, parts, at + 1, pattern);
  };
  if (const auto literal = policy::aare_literal(part)) return go(*literal);
  // Behind a slash, as the first byte of a `*` is looked at there.
  const std::string whole = "/" + std::string(part);
  for (const std::string& name : names_in(directory))
    if (path_fits(whole, "/" + name) && go(name)) return true;
  return false;
}

HasProgram Programs::any(std::string_view pattern) {
  const std::vector<std::string> alternatives = without_groups(pattern);
  if (alternatives.empty()) return HasProgram::unknown;
  left_ = work_;
  for (const std::string& one : alternatives) {
    if (one.empty() || one.front() != '/') continue;
    const std::vector<std::string_view> parts = text::split(std::string_view(one).substr(1), '/');
    if (below("", parts, 0, one)) return HasProgram::yes;
  }
  return left_ == 0 ? HasProgram::unknown : HasProgram::no;
}

}  // namespace profgen::inline v0::suggest
