#include "suggest/variables.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "profgen/rules.hpp"

namespace profgen::suggest {
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
Root root_of(const Parts& parts) {
  if (begins(parts, {"proc"})) return {"PROC", 2};
  if (begins(parts, {"sys"})) return {"sys", 2};
  if (begins(parts, {"run"})) return {"run", 2};
  if (begins(parts, {"var", "run"})) return {"run", 3};
  if (begins(parts, {"root"}) && parts.size() > 2) return {"HOME", 2};
  if (begins(parts, {"home"}) && parts.size() > 3) return {"HOME", 3};
  if (begins(parts, {"etc"}) && parts.size() > 2) return {"etc_ro", 2};
  return {{}, 0};
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

}  // namespace

std::string Variables::form_of(std::string_view path) {
  if (path.empty() || path.front() != '/') return {};
  const Parts parts = text::split(path, '/');
  std::string out;
  bool changed = false;
  std::size_t next = 1;
  const Root root = root_of(parts);
  if (root.taken != 0 && defined(root.variable)) {
    out = "@{" + std::string(root.variable) + "}";
    next = root.taken;
    changed = true;
  }
  const std::vector<Inner> inner = inner_of(parts);
  for (std::size_t i = next; i < parts.size(); ++i) {
    out += '/';
    const auto found =
        std::find_if(inner.begin(), inner.end(), [&](const Inner& part) { return part.at == i; });
    if (found != inner.end() && defined(found->variable)) {
      out += "@{" + std::string(found->variable) + "}";
      changed = true;
    } else if (!parts[i].empty()) {
      out += policy::literal_pattern(parts[i]);
    }
  }
  return changed ? out : std::string();
}

bool Variables::defined(std::string_view name) {
  const auto known = defined_.find(name);
  if (known != defined_.end()) return known->second;
  const bool is = !policy_.variable(name).empty();
  defined_.emplace(std::string(name), is);
  return is;
}

bool has_process_id(std::string_view path) {
  const Parts parts = text::split(path, '/');
  return begins(parts, {"proc"}) && parts.size() > 2 && is_number(parts[2]);
}

bool has_user(std::string_view path) {
  const Parts parts = text::split(path, '/');
  return (begins(parts, {"home"}) && parts.size() > 3) ||
         (begins(parts, {"run", "user"}) && parts.size() > 3);
}

}  // namespace profgen::suggest
