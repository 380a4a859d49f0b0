#include "property/random_policy.hpp"

namespace profgen::proof {
namespace {

using namespace policy;

const std::vector<std::string> label_patterns = {
    "a", "b", "a*", "{a,b}", "**", "@{L}", "@{profile_name}"};
const std::vector<std::string> labels = {"a", "b", "ab", "p", ""};
const std::vector<std::string> families = {"inet", "inet6", "unix", "netlink"};
const std::vector<std::string> types = {"stream", "dgram", "raw", "seqpacket"};
const std::vector<std::string> protocols = {"tcp", "udp", "icmp"};
const std::vector<std::string> addresses = {"127.0.0.1", "10.0.0.1", "::1"};
const std::vector<std::string> mount_words = {"ro",    "rw",       "nosuid", "noexec", "bind",
                                              "rbind", "rprivate", "shared", "remount"};
const std::vector<std::string> execs = {"ix", "Px", "Ux", "Cx", "pix"};

bool is_internet(const std::string& family) { return family == "inet" || family == "inet6"; }

}  // namespace

std::string RandomPolicy::pattern() {
  static const std::vector<std::string> parts = {"/", "/",    "a",    "b",      "*",    "**",
                                                 "?", "[ab]", "[^a]", "{a,b/}", "{,b}", "@{L}"};
  // The compiler writes a variable as a group: what stars mean behind one is for the unit tests.
  std::string result = chance(4) ? one_of({"@{V}/", "@{U}a", "@{U}[^a]"}) : "/";
  for (std::size_t n = below(5); n-- > 0;) result += one_of(parts);
  return result;
}

std::string RandomPolicy::path() {
  std::string result = "/";
  for (std::size_t n = below(6); n-- > 0;) result += "/aabc"[below(5)];
  return result;
}

Prefix RandomPolicy::prefix(bool with_owner, bool with_priority) {
  Prefix prefix;
  if (chance(3)) prefix.decision = Decision::deny;
  if (chance(8)) prefix.decision = Decision::allow;
  if (with_priority && chance(4)) prefix.priority = static_cast<int>(below(3)) - 1;
  if (with_owner && chance(4)) prefix.ownership = chance(3) ? Ownership::other : Ownership::owner;
  prefix.audit = chance(8);
  return prefix;
}

// Each of them in one of two cases.
std::vector<Condition> RandomPolicy::conditions(const std::vector<Condition>& all) {
  std::vector<Condition> result;
  for (const Condition& condition : all)
    if (chance(2)) result.push_back(condition);
  return result;
}

RuleBody RandomPolicy::body(Kind kind, bool deny) {
  switch (kind) {
    case Kind::file:
    case Kind::exec: {
      FileRule rule;
      if (chance(12)) {
        rule.bare = rule.keyword = true;
        return rule;
      }
      rule.path = pattern();
      rule.perms = static_cast<FilePerms>(some(63) & ~static_cast<unsigned>(file_perm::link));
      if ((rule.perms & file_perm::write) != 0) rule.perms &= ~file_perm::append;
      if (kind == Kind::exec || chance(5)) rule.exec = deny ? "x" : one_of(execs);
      if (rule.perms == 0 && rule.exec.empty()) rule.perms = file_perm::read;
      return rule;
    }
    case Kind::link: {
      if (chance(2)) return LinkRule{pattern(), pattern(), chance(2)};
      FileRule rule;
      rule.path = pattern();
      rule.perms = static_cast<FilePerms>(some(2) | (chance(3) ? 0U : file_perm::link));
      if (rule.perms == 0) rule.perms = file_perm::write;
      if (chance(3) && rule.perms == file_perm::link) rule.target = pattern();
      return rule;
    }
    case Kind::capability:
      if (chance(4)) return CapabilityRule{};
      return CapabilityRule{{one_of({"chown", "kill"}), "net_admin"}};
    case Kind::network: {
      NetworkRule rule;
      rule.domain = or_nothing(families);
      if (chance(3)) {
        if (rule.domain.empty() || is_internet(rule.domain)) rule.protocol = one_of(protocols);
      } else if (!rule.domain.empty()) {
        rule.type = or_nothing(types);
      }
      if (!is_internet(rule.domain)) return rule;
      rule.local = conditions(
          {{"ip", {one_of(addresses)}, "="}, {"port", {one_of({"80", "443", "70-90"})}, "="}});
      rule.peer = conditions({{"ip", {one_of(addresses)}, "="}, {"port", {"80"}, "="}});
      if (chance(2)) rule.perms = 1U << 4U | some(1U << 10U);
      if (rule.peer.empty() && chance(2)) rule.perms |= some(4095);
      return rule;
    }
    case Kind::unix_socket: {
      UnixRule rule;
      rule.local = conditions({{"type", {one_of(types)}, "="},
                               {"addr", {one_of({"@a*", "@{U}", "none", "auto", "@[ab]"})}, "="}});
      if (!rule.local.empty() && rule.local.back().values[0] == "@{U}")
        rule.local.back().values[0] = "@@{U}";
      rule.peer = conditions(
          {{"addr", {one_of({"@a", "none"})}, "="}, {"label", {one_of(label_patterns)}, "="}});
      if (chance(2)) rule.perms = 1U << 10U | some(1U << 11U);
      return rule;
    }
    case Kind::dbus: {
      DbusRule rule;
      if (chance(3)) {
        rule.perms = 4;
        rule.local = conditions({{"bus", {"system"}, "="}, {"name", {"c.{d,e}*"}, "="}});
      } else if (chance(4)) {
        rule.perms = 8;
        rule.local = conditions({{"bus", {"system"}, "="}});
      } else {
        rule.perms = some(3);
        rule.local = conditions({{"bus", {one_of({"system", "session"})}, "="},
                                 {"path", {one_of({"/a", "/**", "/a/{b,c}"})}, "="},
                                 {"interface", {"c.*"}, "="},
                                 {"member", {"M?"}, "="}});
        rule.peer = conditions(
            {{"name", {one_of({"c.d", "c.*"})}, "="}, {"label", {one_of(label_patterns)}, "="}});
      }
      return rule;
    }
    case Kind::signal: {
      SignalRule rule{some(3), {}, {}};
      if (chance(2)) rule.set = {one_of({"term", "kill"}), "rtmin+3"};
      if (chance(2)) rule.peer = {one_of(label_patterns)};
      return rule;
    }
    case Kind::ptrace: {
      PtraceRule rule{some(15), {}};
      if (chance(2)) rule.peer = {one_of(label_patterns)};
      return rule;
    }
    case Kind::mount: {
      MountRule rule;
      rule.kind = static_cast<MountKind>(below(3));
      if (rule.kind == MountKind::mount) {
        std::vector<std::string> words{one_of(mount_words), one_of(mount_words)};
        rule.conditions = conditions({{"fstype", {one_of({"ext4", "ext*", "proc"})}, "="},
                                      {"options", words, chance(2) ? "in" : "="}});
        rule.source = or_nothing({"/dev/{a,b}", "/dev/**"});
        if (chance(2)) rule.mountpoint = pattern();
      } else if (chance(2)) {
        rule.mountpoint = pattern();
      }
      return rule;
    }
    case Kind::pivot_root: {
      PivotRootRule rule;
      if (chance(2)) rule.old_root = pattern() + "/";
      if (chance(2)) rule.new_root = pattern() + "/";
      return rule;
    }
    case Kind::change_profile: {
      ChangeProfileRule rule;
      rule.exec = or_nothing({"/bin/a", "/**"});
      rule.target = or_nothing({"a", "{a,b}", "a*", "&a"});
      return rule;
    }
    case Kind::mqueue: {
      MqueueRule rule{some(127), or_nothing({"posix", "sysv"}), or_nothing(label_patterns), {}};
      if (rule.type == "posix") rule.name = or_nothing({"/a", "/*"});
      if (rule.type == "sysv") rule.name = or_nothing({"1", "12"});
      return rule;
    }
    case Kind::io_uring:
      return IoUringRule{some(3), or_nothing(label_patterns)};
    case Kind::userns:
      return UsernsRule{chance(2)};
    case Kind::rlimit:
      break;
  }
  return RlimitRule{one_of({"nofile", "nproc"}), one_of({"10", "20", "infinity"})};
}

Rule RandomPolicy::rule(Kind kind) {
  const bool is_file = kind == Kind::file || kind == Kind::exec || kind == Kind::link;
  if (kind != Kind::rlimit && chance(20)) return {prefix(false, false), AllRule{}};
  Rule rule;
  if (kind != Kind::rlimit) rule.prefix = prefix(is_file, kind != Kind::network);
  const Kind body_kind = kind == Kind::link && chance(3) ? Kind::exec : kind;
  rule.body = body(body_kind, rule.prefix.decision == Decision::deny);
  return rule;
}

NaiveProfile RandomPolicy::profile(Kind kind) {
  NaiveProfile profile;
  profile.variables = {
      {"V", {"/a", "/{b,c}"}}, {"U", {"/a/b/", "/b"}}, {"L", {"a", "b?"}}, {"profile_name", {"p"}}};
  if (chance(2)) profile.aliases = {{"/a/", "/c/b/"}};
  profile.hats = {"h"};
  for (std::size_t n = 1 + below(5); n-- > 0;) profile.rules.push_back(rule(kind));
  // A kernel may ask the one or the other about a unix socket.
  if (kind == Kind::unix_socket && chance(3)) profile.rules.push_back(rule(Kind::network));
  return profile;
}

Access RandomPolicy::access(Kind kind) {
  const auto label = [this] { return one_of(labels); };
  const auto endpoint = [this] {
    return Endpoint{or_nothing(addresses), static_cast<std::uint16_t>(chance(2) ? 80 : below(500))};
  };
  switch (kind) {
    case Kind::file: {
      const auto perms = static_cast<FilePerms>(some(63) & ~static_cast<unsigned>(file_perm::link));
      return FileAccess{path(), perms == 0 ? file_perm::read : perms, chance(2)};
    }
    case Kind::exec:
      return ExecAccess{path(), chance(2), ""};
    case Kind::link:
      return LinkAccess{path(), path(), chance(2)};
    case Kind::capability:
      return CapabilityAccess{one_of({"chown", "kill", "net_admin", "sys_admin"})};
    case Kind::network:
      return NetworkAccess{one_of(families),
                           one_of(types),
                           or_nothing(protocols),
                           chance(2) ? 1U << below(12) : some(4095),
                           endpoint(),
                           endpoint()};
    case Kind::unix_socket: {
      const std::vector<std::string> names = {"@a", "@ab", "none", "@0a1b2", "@/b", ""};
      return UnixAccess{chance(2) ? 1U << below(12) : some(4095), one_of(types), one_of(names),
                        one_of(names), label()};
    }
    case Kind::dbus:
      return DbusAccess{1U << below(4),
                        one_of({"system", "session"}),
                        one_of({"/a", "/a/b", "/"}),
                        one_of({"c.d", "d.c", ""}),
                        one_of({"Ma", "M", ""}),
                        one_of({"c.d", "c.ex", ""}),
                        one_of({"c.d", ""}),
                        label()};
    case Kind::signal:
      return SignalAccess{some(3), one_of({"term", "kill", "hup", "rtmin+3"}), label()};
    case Kind::ptrace:
      return PtraceAccess{some(15), label()};
    case Kind::mount: {
      MountAccess access;
      access.kind = static_cast<MountKind>(below(3));
      access.fstype = one_of({"ext4", "ext3", "proc", ""});
      access.source = one_of({"/dev/a", "/dev/x/y", "none"});
      access.mountpoint = path();
      if (access.kind != MountKind::umount)
        for (std::size_t n = below(3); n-- > 0;) access.options.push_back(one_of(mount_words));
      return access;
    }
    case Kind::pivot_root:
      return PivotRootAccess{chance(4) ? "/" : path() + "a/", path() + "a/"};
    case Kind::change_profile:
      return ChangeProfileAccess{one_of({"a", "b", "ab", "c"}), chance(2), chance(3)};
    case Kind::mqueue:
      return MqueueAccess{some(127), one_of({"posix", "sysv"}), one_of({"/a", "/b", "1"}), label()};
    case Kind::io_uring:
      return IoUringAccess{some(3), label()};
    case Kind::userns:
      return chance(2) ? Access(UsernsAccess{}) : Access(ChangeHatAccess{one_of({"h", "g"})});
    case Kind::rlimit:
      break;
  }
  return RlimitAccess{one_of({"nofile", "nproc", "core"}), below(30)};
}

std::string text_of(const NaiveProfile& profile) {
  std::string text;
  for (const auto& [name, values] : profile.variables) {
    if (name == "profile_name") continue;
    text += "@{" + name + "}=";
    for (const std::string& value : values) text += " " + word_text(value);
    text += "\n";
  }
  for (const auto& [from, to] : profile.aliases) text += "alias " + from + " -> " + to + ",\n";
  text += "profile p /bin/p {\n";
  for (const Rule& rule : profile.rules) text += "  " + to_text(rule) + "\n";
  for (const std::string& hat : profile.hats) text += "  ^" + hat + " {\n  }\n";
  return text + "}\n";
}

}  // namespace profgen::proof
