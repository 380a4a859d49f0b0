#include "suggest/variables.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "profgen/rules.hpp"
#include "suggest/pattern.hpp"

namespace profgen::inline v0::suggest {
namespace {

bool is_number(std::string_view part) {
  return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
}

using Parts = std::vector<std::string_view>;  // of "/a/b": "", "a", "b"

bool begins(const Parts& parts, std::initializer_list<std::string_view> with) {
  return parts.size() > with.size() && std::equal(with.begin(), with.end(), parts.begin() + 1);
}

// How the first parts of a path are written. `taken` counts parts, the empty first one included.
struct Root {
  std::string_view variable;
  std::size_t taken;
};

// The roots of a path, the one to use if it is defined first.
std::vector<Root> roots_of(const Parts& parts) {
  struct Entry {
    std::string_view first, second;  // the parts that it begins with; second may be empty
    Root root;
    std::size_t more;  // parts that must follow
  };
  static constexpr Entry table[] = {
      {"proc", "", {"PROC", 2}, 1},  {"sys", "", {"sys", 2}, 1},
      {"run", "", {"run", 2}, 1},    {"var", "run", {"run", 3}, 1},
      {"root", "", {"HOME", 2}, 1},  {"etc", "", {"etc_ro", 2}, 1},
      {"usr", "bin", {"bin", 3}, 1}, {"usr", "sbin", {"bin", 3}, 1},
      {"bin", "", {"bin", 2}, 1},    {"sbin", "", {"bin", 2}, 1},
      {"usr", "lib", {"lib", 3}, 1}, {"usr", "libexec", {"lib", 3}, 1},
      {"lib", "", {"lib", 2}, 1},
  };
  std::vector<Root> out;
  for (const Entry& entry : table) {
    const bool fits = entry.second.empty() ? begins(parts, {entry.first})
                                           : begins(parts, {entry.first, entry.second});
    if (fits && parts.size() >= entry.root.taken + entry.more) out.push_back(entry.root);
  }
  if (begins(parts, {"home"}) && parts.size() > 3) {
    // What a distribution names below the homes comes before the home itself.
    if (begins(parts, {"home", parts[2], ".config"})) out.push_back({"user_config_dirs", 4});
    if (begins(parts, {"home", parts[2], ".cache"})) out.push_back({"user_cache_dirs", 4});
    if (begins(parts, {"home", parts[2], ".local", "share"})) out.push_back({"user_share_dirs", 5});
    out.push_back({"HOME", 3});
  }
  return out;
}

struct Inner {
  std::size_t at;
  std::string_view variable;
};
// Parts further in that have a variable.
std::vector<Inner> inner_of(const Parts& parts) {
  std::vector<Inner> out;
  if (begins(parts, {"proc"}) && parts.size() > 2 && is_number(parts[2])) {
    out.push_back({2, "pid"});
    if (parts.size() > 4 && parts[3] == "task" && is_number(parts[4])) out.push_back({4, "tid"});
  }
  if (begins(parts, {"run", "user"}) && parts.size() > 3 && is_number(parts[3]))
    out.push_back({3, "uid"});
  if (begins(parts, {"var", "run", "user"}) && parts.size() > 4 && is_number(parts[4]))
    out.push_back({4, "uid"});
  for (std::size_t i = 2; i + 1 < parts.size(); ++i) {
    const bool triplet = parts[i].find("-linux-gnu") != std::string_view::npos;
    if (triplet && (parts[i - 1] == "lib" || parts[i - 1] == "libexec"))
      out.push_back({i, "multiarch"});
  }
  return out;
}

// Those of the tunables that have a place in this file: no news of this host.
bool is_common(std::string_view name) {
  static constexpr std::string_view names[] = {"HOME",
                                               "HOMEDIRS",
                                               "PROC",
                                               "sys",
                                               "run",
                                               "etc_ro",
                                               "pid",
                                               "pids",
                                               "tid",
                                               "uid",
                                               "uids",
                                               "multiarch",
                                               "bin",
                                               "lib",
                                               "etc_rw",
                                               "apparmorfs",
                                               "securityfs",
                                               "profile_name",
                                               "user_config_dirs",
                                               "user_cache_dirs",
                                               "user_share_dirs",
                                               "exec_path",
                                               "attach_path"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// A directory of more than one level: below "/usr/" a variable would say nothing.
bool is_plain_directory(std::string_view value) {
  return value.size() > 1 && value.front() == '/' && is_literal(value) &&
         value.find('\\') == std::string_view::npos &&
         value.find('/', 1) != std::string_view::npos && value.find('/', 1) + 1 < value.size();
}

}  // namespace

std::string Variables::form_of(std::string_view path, const std::vector<std::string>& written) {
  if (path.empty() || path.front() != '/') return {};
  const Parts parts = text::split(path, '/');
  std::string out;
  bool changed = false;
  std::size_t next = 1;
  for (const Root& root : roots_of(parts)) {
    if (!defined(root.variable)) continue;
    out = "@{" + std::string(root.variable) + "}";
    next = root.taken;
    changed = true;
    break;
  }
  const std::vector<Inner> inner = inner_of(parts);
  const std::size_t count = written.empty() ? parts.size() : written.size();
  for (std::size_t i = next; i < count; ++i) {
    out += '/';
    const auto found =
        std::find_if(inner.begin(), inner.end(), [&](const Inner& part) { return part.at == i; });
    // The first process is always there: only where others were asked for too, it is one of them.
    const bool init = found != inner.end() && found->variable == "pid" && parts[i] == "1" &&
                      (written.empty() || written[i] == "1");
    if (found != inner.end() && !init && defined(found->variable)) {
      out += "@{" + std::string(found->variable) + "}";
      changed = true;
    } else if (!written.empty()) {
      out += written[i];
    } else if (!parts[i].empty()) {
      out += policy::literal_pattern(parts[i]);
    }
  }
  return changed ? out : std::string();
}

std::string Variables::local_form_of(std::string_view path,
                                     const std::vector<std::string>& written) {
  const std::pair<std::string, std::string>* best = nullptr;
  for (const auto& entry : local_directories())
    if (path.size() > entry.first.size() && path.substr(0, entry.first.size()) == entry.first &&
        (best == nullptr || entry.first.size() > best->first.size()))
      best = &entry;
  if (best == nullptr) return {};
  std::string out = "@{" + best->second + "}";
  const Parts parts = text::split(path, '/');
  const auto taken =
      static_cast<std::size_t>(std::count(best->first.begin(), best->first.end(), '/'));
  const std::size_t count = written.empty() ? parts.size() : written.size();
  for (std::size_t i = taken; i < count; ++i) {
    out += '/';
    if (!written.empty())
      out += written[i];
    else if (!parts[i].empty())
      out += policy::literal_pattern(parts[i]);
  }
  return out;
}

const Variables::Directories& Variables::local_directories() {
  if (local_) return *local_;
  local_.emplace();
  for (const std::string& name : policy_.variable_names()) {
    if (is_common(name)) continue;
    for (std::string value : policy_.variable(name)) {
      if (!is_plain_directory(value)) continue;
      if (value.back() != '/') value += '/';
      local_->emplace_back(std::move(value), name);
    }
  }
  return *local_;
}

bool Variables::defined(std::string_view name) {
  const auto known = defined_.find(name);
  if (known != defined_.end()) return known->second;
  const bool is = !policy_.variable(name).empty();
  defined_.emplace(std::string(name), is);
  return is;
}

bool has_user(std::string_view path) {
  const Parts parts = text::split(path, '/');
  return (begins(parts, {"home"}) && parts.size() > 3) ||
         (begins(parts, {"run", "user"}) && parts.size() > 3);
}

}  // namespace profgen::inline v0::suggest
