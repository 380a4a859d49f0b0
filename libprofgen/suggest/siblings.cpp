#include "suggest/siblings.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "profgen/rules.hpp"
#include "suggest/python_files.hpp"

namespace profgen::inline v0::suggest {
namespace {

using Kind = Varying::Kind;

// A path with many numbers in it gives no glob that could be trusted.
constexpr std::size_t most_pieces = 8;
constexpr std::size_t enough_in_a_directory = 3;
constexpr std::size_t enough_of_its_own = 10;

std::string piece_of(std::string_view path, const Varying& part) {
  return std::string(path.substr(part.begin, part.end - part.begin));
}

// What takes the place of a part in a skeleton. Random letters have siblings of their length only.
std::string mark_of(const Varying& part) {
  const Kind kind = part.kind == Kind::word ? Kind::random : part.kind;
  std::string mark(1, '\0');
  mark += static_cast<char>('0' + static_cast<int>(kind));
  if (kind == Kind::random) mark += static_cast<char>(part.end - part.begin);
  return mark;
}

// The parts that are open in a glob: those that vary by their looks, and one more at most. A glob
// with two that nothing but their difference tells of is a guess.
std::vector<Varying> opened(const std::vector<Varying>& parts, const Varying* more) {
  std::vector<Varying> out;
  for (const Varying& part : parts) {
    const bool within = more != nullptr && part.begin >= more->begin && part.end <= more->end;
    if (part.visible && !within) out.push_back(part);
  }
  if (more != nullptr) out.push_back(*more);
  std::sort(out.begin(), out.end(),
            [](const Varying& a, const Varying& b) { return a.begin < b.begin; });
  return out;
}

std::string skeleton(std::string_view path, const std::vector<Varying>& open) {
  std::string key;
  std::size_t done = 0;
  for (const Varying& part : open) {
    key += path.substr(done, part.begin - done);
    key += mark_of(part);
    done = part.end;
  }
  key += path.substr(done);
  return key;
}

// No varying part has a slash in it, so each stands in one part of the path.
std::vector<std::string> written(std::string_view path, const std::vector<Varying>& open) {
  std::vector<std::string> out(1);
  const auto literal = [&](std::string_view text) {
    const auto parts = text::split(text, '/');
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i != 0) out.emplace_back();
      if (!parts[i].empty()) out.back() += policy::literal_pattern(parts[i]);
    }
  };
  std::size_t done = 0;
  for (const Varying& part : open) {
    literal(path.substr(done, part.begin - done));
    out.back() += pattern_of(part.kind, path.substr(part.begin, part.end - part.begin));
    done = part.end;
  }
  literal(path.substr(done));
  return out;
}

bool has_too_many(const std::vector<Varying>& parts) { return parts.size() > 2 * most_pieces; }

struct InDirectory {
  std::string_view directory;  // with its slash
  std::string_view name, ending;
};
InDirectory in_directory(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash + 1 == path.size()) return {};
  const std::string_view name = path.substr(slash + 1);
  const std::size_t dot = name.rfind('.');
  const bool has_ending = dot != std::string_view::npos && dot != 0 && dot + 1 < name.size();
  return {path.substr(0, slash + 1), name, has_ending ? name.substr(dot) : std::string_view()};
}

std::vector<std::string> star_in(std::string_view directory, std::string_view ending) {
  std::vector<std::string> out = written(directory, {});
  out.back() = "*" + (ending.empty() ? std::string() : policy::literal_pattern(ending));
  return out;
}

// Directories of the system, and those that belong to everyone.
bool is_shared(std::string_view directory) {
  static constexpr std::string_view roots[] = {"/etc/",  "/usr/", "/dev/",  "/proc/", "/sys/",
                                               "/boot/", "/bin/", "/sbin/", "/lib"};
  for (const std::string_view root : roots)
    if (directory.substr(0, root.size()) == root) return true;
  const auto levels = std::count(directory.begin(), directory.end(), '/') - 1;
  const bool common = directory.substr(0, 5) == "/var/" || directory.substr(0, 5) == "/run/" ||
                      directory.substr(0, 6) == "/home/";
  return levels < (common ? 3 : 2);
}

std::string directory_key(const InDirectory& where, std::string_view ending) {
  return std::string(where.directory).append(1, '\0').append(ending);
}

}  // namespace

std::string Siblings::Glob::pattern() const {
  std::string out;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (i != 0) out += '/';
    out += written[i];
  }
  return out;
}

void Siblings::add_to_directory(std::string_view path) {
  const InDirectory where = in_directory(path);
  if (where.name.empty()) return;
  directories_[directory_key(where, {})].emplace(where.name);
  if (!where.ending.empty()) directories_[directory_key(where, where.ending)].emplace(where.name);
}

void Siblings::add(std::string_view path, const NameContext& context) {
  if (const InDirectory where = in_directory(path); context.written && !where.name.empty())
    ++made_[std::string(where.directory)];
  if (const PythonModule module = python_module(path); !module.name.empty())
    modules_[std::string(module.directory)].emplace(module.name);
  const std::vector<Varying> parts = varying_parts(path, context);
  if (has_too_many(parts)) return;
  bool visible = false;
  for (const Varying& part : parts) {
    visible = visible || part.visible;
    if (part.kind == Kind::word) continue;
    pieces_[skeleton(path, opened(parts, &part))].insert(piece_of(path, part));
  }
  if (visible) pieces_[skeleton(path, opened(parts, nullptr))].emplace(path);
}

std::size_t Siblings::modules_of_package(std::string_view directory) const {
  const auto found = modules_.find(directory);
  if (found == modules_.end() || found->second.count("__init__") == 0) return 0;
  return found->second.size();
}

Siblings::Glob Siblings::glob_of(std::string_view path, const NameContext& context) const {
  Glob best;
  const std::vector<Varying> parts = varying_parts(path, context);
  if (has_too_many(parts)) return best;
  const bool visible =
      std::any_of(parts.begin(), parts.end(), [](const Varying& part) { return part.visible; });
  for (const Varying& part : parts) {
    if (part.visible) continue;
    const std::vector<Varying> open = opened(parts, &part);
    const auto found = pieces_.find(skeleton(path, open));
    if (found == pieces_.end()) continue;
    // A word counts as one more of those that look random.
    const std::size_t names = found->second.size() + (part.kind == Kind::word ? 1 : 0);
    if (names < 2 || names <= best.names) continue;
    best.names = names;
    best.written = written(path, open);
    best.visible = visible;
  }
  if (best.names != 0 || !visible) return best;
  const std::vector<Varying> open = opened(parts, nullptr);
  const auto found = pieces_.find(skeleton(path, open));
  best.names = found == pieces_.end() ? 1 : found->second.size();
  best.written = written(path, open);
  best.visible = true;
  return best;
}

Siblings::Glob Siblings::directory_glob_of(std::string_view path) const {
  Glob glob;
  const InDirectory where = in_directory(path);
  if (where.name.empty()) return glob;
  for (const std::string_view ending : {where.ending, std::string_view()}) {
    const auto found = directories_.find(directory_key(where, ending));
    if (found == directories_.end() || found->second.size() < enough_in_a_directory) continue;
    glob.names = found->second.size();
    glob.written = star_in(where.directory, ending);
    return glob;
  }
  return glob;
}

Siblings::Glob Siblings::own_directory_glob_of(std::string_view path) const {
  Glob glob;
  const InDirectory where = in_directory(path);
  if (where.name.empty() || is_shared(where.directory)) return glob;
  const auto found = made_.find(where.directory);
  if (found == made_.end() || found->second < enough_of_its_own) return glob;
  glob.names = found->second;
  glob.written = star_in(where.directory, {});
  return glob;
}

}  // namespace profgen::inline v0::suggest
