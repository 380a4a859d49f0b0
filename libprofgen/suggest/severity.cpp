#include "suggest/severity.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "grammar/vocabulary.hpp"
#include "suggest/pattern.hpp"

namespace profgen::suggest {
namespace {

struct Compiled {
  Pattern pattern;
  const PathSeverity* entry;
};

const std::vector<Compiled>& table() {
  static const std::vector<Compiled> compiled = [] {
    std::vector<Compiled> out;
    for (const auto* entry = severity_table::paths_begin(); entry != severity_table::paths_end();
         ++entry)
      out.push_back({compile_pattern(entry->pattern), entry});
    return out;
  }();
  return compiled;
}

int value(const PathSeverity& entry, FilePerms perms, int exec_less) {
  int worst = 0;
  if (perms & (file_perm::read | file_perm::map_exec | file_perm::lock))
    worst = std::max(worst, entry.read);
  if (perms & (file_perm::write | file_perm::append | file_perm::link))
    worst = std::max(worst, entry.write);
  if (perms & file_perm::exec) worst = std::max(worst, entry.execute - exec_less);
  return worst;
}

// Whether everything that begins as this way through a pattern does falls under the row.
bool holds(const Pattern& row, const Tokens& way) {
  const auto same = [](const Token& a, const Token& b) {
    return a.many == b.many && a.bytes == b.bytes;
  };
  Pattern head;
  head.ways.emplace_back();
  for (const Token& token : way) {
    if (token.many || token.bytes.count() != 1) break;
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

bool is_one_path(const Tokens& way) {
  return std::all_of(way.begin(), way.end(),
                     [](const Token& token) { return !token.many && token.bytes.count() == 1; });
}

// The rows from the special to the general, as far as one of them holds all of the way.
int way_severity(const Tokens& way, FilePerms perms, int exec_less, bool open_end) {
  const Pattern alone{{way}};
  const bool one = is_one_path(way);
  int worst = 0;
  for (const Compiled& row : table()) {
    if (is_about_other_endings(*row.entry, open_end) || !overlap(alone, row.pattern)) continue;
    worst = std::max(worst, value(*row.entry, perms, exec_less));
    if (one || holds(row.pattern, way)) break;
  }
  return worst;
}

int path_severity(const std::string& pattern, FilePerms perms, int exec_less) {
  const bool open_end = ends_open(pattern);
  int worst = 0;
  for (const Tokens& way : compile_pattern(pattern).ways)
    worst = std::max(worst, way_severity(way, perms, exec_less, open_end));
  return worst;
}

// Into a profile of its own a program takes less than into the one that runs it; out of confinement
// it takes everything.
int exec_severity(const policy::FileRule& rule, FilePerms perms) {
  std::string exec = rule.exec;
  std::transform(exec.begin(), exec.end(), exec.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (exec.find('u') != std::string::npos) return exec == "ux" ? 10 : 9;
  const int less = exec == "ix" ? 0 : 2;
  return path_severity(rule.path, perms | file_perm::exec, less);
}

int peer_severity(int severity, const std::vector<std::string>& peer) {
  const bool any = peer.empty() || peer[0].find("**") != std::string::npos;
  return std::min(10, severity + (any ? 2 : 0));
}

struct Worth {
  int operator()(const policy::FileRule& rule) const {
    if (rule.bare) return 10;
    return rule.exec.empty() ? path_severity(rule.path, rule.perms, 0)
                             : exec_severity(rule, rule.perms);
  }
  int operator()(const policy::LinkRule& rule) const {
    return path_severity(rule.link.empty() ? "/**" : rule.link, file_perm::write, 0);
  }
  int operator()(const policy::CapabilityRule& rule) const {
    if (rule.names.empty()) return 10;
    int worst = 0;
    for (const std::string& name : rule.names)
      worst = std::max(worst, severity_table::capability(name));
    return worst;
  }
  int operator()(const policy::NetworkRule& rule) const {
    return severity_table::network(rule.domain, rule.type);
  }
  int operator()(const policy::UnixRule& rule) const { return rule.peer.empty() ? 3 : 2; }
  int operator()(const policy::DbusRule& rule) const {
    const std::uint32_t eavesdrop = grammar::bits_of(grammar::dbus_permissions, "eavesdrop");
    if (rule.perms == 0 || (rule.perms & eavesdrop) != 0) return 8;
    return rule.local.size() < 3 ? 6 : 4;
  }
  int operator()(const policy::SignalRule& rule) const {
    const std::uint32_t send = grammar::bits_of(grammar::signal_permissions, "send");
    const bool sends = rule.perms == 0 || (rule.perms & send) != 0;
    return sends ? peer_severity(4, rule.peer) : 2;
  }
  int operator()(const policy::PtraceRule& rule) const {
    const std::uint32_t trace = grammar::bits_of(grammar::ptrace_permissions, "trace");
    const std::uint32_t read = grammar::bits_of(grammar::ptrace_permissions, "read");
    if (rule.perms == 0 || (rule.perms & trace) != 0) return peer_severity(8, rule.peer);
    return (rule.perms & read) != 0 ? peer_severity(5, rule.peer) : 3;
  }
  int operator()(const policy::MountRule& rule) const {
    return rule.kind == MountKind::umount ? 8 : 9;
  }
  int operator()(const policy::PivotRootRule&) const { return 9; }
  int operator()(const policy::ChangeProfileRule& rule) const {
    return rule.target.empty() || rule.target == "unconfined" ||
                   rule.target.find("**") != std::string::npos
               ? 10
               : 6;
  }
  int operator()(const policy::MqueueRule&) const { return 3; }
  int operator()(const policy::IoUringRule& rule) const {
    const auto creds = grammar::bits_of(grammar::io_uring_permissions, "override_creds");
    return rule.perms == 0 || (rule.perms & creds) != 0 ? 8 : 5;
  }
  int operator()(const policy::UsernsRule&) const { return 7; }
  int operator()(const policy::RlimitRule&) const { return 2; }
  int operator()(const policy::AllRule&) const { return 10; }
};

}  // namespace

int severity_of(const policy::Rule& rule) {
  if (rule.prefix.decision == policy::Decision::deny) return 0;
  return std::visit(Worth{}, rule.body);
}

}  // namespace profgen::suggest
