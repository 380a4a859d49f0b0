#include "suggest/reach.hpp"

#include <algorithm>

namespace profgen::inline v0::suggest {
namespace {

struct VariableWidth {
  std::string_view name;
  double width;
};
constexpr VariableWidth variables[] = {
    {"PROC", 0},        {"sys", 0},   {"etc_rw", 0}, {"etc_ro", 1}, {"run", 0.2},
    {"multiarch", 0.3}, {"bin", 0.4}, {"lib", 0.4},  {"uid", 3},    {"HOME", 6},
    {"pid", 4},         {"tid", 4},   {"pids", 5},
};

double variable_width(std::string_view name) {
  const auto* const found = std::find_if(std::begin(variables), std::end(variables),
                                         [&](const VariableWidth& v) { return v.name == name; });
  return found == std::end(variables) ? 4 : found->width;
}

double globstar_width(int depth) { return depth <= 1 ? 200 : depth == 2 ? 80 : 40; }

double peers_width(const std::vector<std::string>& peer) {
  return peer.empty() ? 10 : width_of(peer[0]);
}

// What is left open by a rule that names this many of the conditions it could name.
double open_conditions(std::size_t named, std::size_t possible) {
  return named >= possible ? 0 : 2.0 * static_cast<double>(possible - named);
}

struct Width {
  double operator()(const policy::FileRule& rule) const {
    return rule.bare ? 1000 : width_of(rule.path);
  }
  double operator()(const policy::LinkRule& rule) const {
    return width_of(rule.link) + width_of(rule.target);
  }
  double operator()(const policy::CapabilityRule& rule) const {
    return rule.names.empty() ? 100 : 0;
  }
  double operator()(const policy::NetworkRule& rule) const {
    return (rule.domain.empty() ? 20 : 0) + (rule.type.empty() ? 5 : 0) +
           (rule.perms == 0 ? 0.5 : 0) + (rule.local.empty() && rule.peer.empty() ? 0.5 : 0);
  }
  double operator()(const policy::UnixRule& rule) const {
    return (rule.perms == 0 ? 2 : 0) + open_conditions(rule.local.size() + rule.peer.size(), 1);
  }
  double operator()(const policy::DbusRule& rule) const {
    return (rule.perms == 0 ? 4 : 0) + open_conditions(rule.local.size() + rule.peer.size(), 5);
  }
  double operator()(const policy::SignalRule& rule) const {
    return (rule.perms == 0 ? 4 : 0) + (rule.set.empty() ? 3 : 0) + peers_width(rule.peer);
  }
  double operator()(const policy::PtraceRule& rule) const {
    return (rule.perms == 0 ? 4 : 0) + peers_width(rule.peer);
  }
  double operator()(const policy::MountRule& rule) const {
    return (rule.mountpoint.empty() ? 40 : width_of(rule.mountpoint)) +
           (rule.source.empty() ? 4 : width_of(rule.source)) + (rule.conditions.empty() ? 20 : 0);
  }
  double operator()(const policy::PivotRootRule& rule) const {
    return (rule.new_root.empty() ? 40 : width_of(rule.new_root)) +
           (rule.old_root.empty() ? 10 : width_of(rule.old_root));
  }
  double operator()(const policy::ChangeProfileRule& rule) const {
    return rule.target.empty() ? 100 : width_of(rule.target);
  }
  double operator()(const policy::MqueueRule& rule) const {
    return (rule.perms == 0 ? 4 : 0) + (rule.name.empty() ? 5 : width_of(rule.name));
  }
  double operator()(const policy::IoUringRule& rule) const { return rule.perms == 0 ? 4 : 0; }
  double operator()(const policy::UsernsRule&) const { return 0; }
  double operator()(const policy::RlimitRule&) const { return 0; }
  double operator()(const policy::AllRule&) const { return 1000; }
};

double weighted(const policy::Rule& rule, double width, int severity) {
  if (rule.prefix.decision == policy::Decision::deny) return 0;
  if (rule.prefix.ownership == policy::Ownership::owner) width /= 2;
  return width * (1 + severity);
}

}  // namespace

double width_of(std::string_view pattern) {
  double width = 0;
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      ++i;
    } else if (c == '/') {
      ++depth;
    } else if (c == '?') {
      width += 1;
    } else if (c == '{') {
      width += 0.5;
    } else if (c == '[') {
      const std::size_t end = pattern.find(']', i);
      if (end == std::string_view::npos) return width;
      i = end;
      width += 1;
      // A star behind a class goes on with the same kind of name.
      if (pattern.substr(i + 1, 1) == "*" && pattern.substr(i + 1, 2) != "**") {
        width += 3;
        ++i;
      }
    } else if (c == '@' && pattern.substr(i, 2) == "@{") {
      const std::size_t end = pattern.find('}', i);
      if (end == std::string_view::npos) return width;
      width += variable_width(pattern.substr(i + 2, end - i - 2));
      if (i == 0) ++depth;
      i = end;
    } else if (c == '*') {
      const bool deep = pattern.substr(i, 2) == "**";
      width += deep ? globstar_width(depth) : 6;
      if (deep) ++i;
    }
  }
  return width;
}

double extra_cost(const policy::Rule& rule, int severity) {
  return weighted(rule, std::visit(Width{}, rule.body), severity);
}

double whole_cost(const policy::Rule& rule, int severity) {
  return weighted(rule, 1 + std::visit(Width{}, rule.body), severity);
}

}  // namespace profgen::inline v0::suggest
