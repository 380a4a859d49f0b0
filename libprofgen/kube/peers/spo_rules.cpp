#include "kube/peers/spo_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace profgen::inline v0::kube {
namespace {

using policy::FileRule;
using policy::Rule;
namespace fp = file_perm;

constexpr FilePerms writing = fp::write | fp::link | fp::lock;

Rule file_rule(const std::string& path, FilePerms perms, std::string exec = {}) {
  FileRule rule;
  rule.path = path;
  rule.perms = perms;
  rule.exec = std::move(exec);
  return {{}, rule};
}

Rule denied(Rule rule) {
  rule.prefix.decision = policy::Decision::deny;
  return rule;
}

Rule network_of(const char* type, const char* protocol) {
  policy::NetworkRule rule;
  rule.type = type;
  rule.protocol = protocol;
  return {{}, rule};
}

// Why a pattern cannot stand in a rule of a file; "" if it can. Old releases pasted it into the
// profile as it was: what reads otherwise than as one path is no path.
std::string path_trouble(const std::string& path) {
  if (!path.starts_with('/') && !path.starts_with("@{")) return "it does not begin with `/`";
  const bool odd = std::ranges::any_of(
      path, [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '"' || c == '#'; });
  if (odd) return "it has a control character, a quote or `#`";
  const Rule rule = file_rule(path, fp::read);
  const auto again = policy::rule_from_text(policy::to_text(rule));
  if (!again || !(*again == rule)) return "it is no pattern of AppArmor";
  return {};
}

class SpoReader {
 public:
  SpoReader(const PeerObject& object, Teller& tell) : object_(object), tell_(tell) {}

  SpoRules read() {
    const YamlNode* abstract = value_of(object_.node.get(), {"spec", "abstract"});
    const YamlNode* executable = value_of(abstract, "executable");
    const YamlNode* filesystem = value_of(abstract, "filesystem");
    paths(executable, "allowedExecutables", fp::read, "ix", 0);
    paths(executable, "allowedLibraries", fp::read | fp::map_exec, "", 0);
    paths(filesystem, "readOnlyPaths", fp::read, "", writing);
    paths(filesystem, "writeOnlyPaths", writing, "", fp::read);
    paths(filesystem, "readWritePaths", fp::read | writing, "", 0);
    network(value_of(abstract, "network"));
    capabilities(value_of(value_of(abstract, "capability"), "allowedCapabilities"));
    ptrace(value_of(abstract, "ptrace"));
    for (const YamlNode* group : {abstract, executable, filesystem}) unknown_keys(group);
    return std::move(out_);
  }

 private:
  void allow(Rule rule, Position at) {
    for (const SpoRule& known : out_.allow)
      if (known.rule == rule) return;
    out_.allow.push_back({std::move(rule), at});
  }

  void paths(const YamlNode* group, std::string_view key, FilePerms perms, const char* exec,
             FilePerms refused) {
    for (const YamlNode* item : tell_.texts(value_of(group, key), key)) {
      const std::string path(text::trim(item->text));
      if (path.starts_with("ptrace")) {
        smuggled(*item);
        continue;
      }
      if (const std::string why = path_trouble(path); !why.empty()) {
        tell_.error(item->at,
                    fmt::format("`{}` in {} is no path: {}", text::printable(path, 80), key, why),
                    "take it out of the list, or write what it is for into the profile by hand");
        continue;
      }
      allow(file_rule(path, perms, exec), item->at);
      if (refused != 0) out_.deny.push_back({denied(file_rule(path, refused)), item->at});
    }
  }

  // `ptrace (read),  # …` in a list of paths, from before the schema had a place for it.
  void smuggled(const YamlNode& item) {
    const std::string_view code =
        text::trim(std::string_view(item.text).substr(0, item.text.find('#')));
    const auto rule = policy::rule_from_text(code);
    const auto* ptrace = rule ? std::get_if<policy::PtraceRule>(&rule->body) : nullptr;
    if (ptrace == nullptr || rule->prefix != policy::Prefix())
      return tell_.error(item.at, fmt::format("`{}` is neither a path nor a ptrace rule",
                                              text::printable(item.text, 80)));
    allow(*rule, item.at);
    tell_.note(item.at, "a ptrace rule among the paths: it becomes a rule of its own");
  }

  void network(const YamlNode* network) {
    const YamlNode* raw = value_of(network, "allowRaw");
    if (const auto wanted = tell_.boolean(raw, "allowRaw")) {
      if (*wanted)
        allow(network_of("raw", ""), raw->at);
      else
        out_.deny.push_back({denied(network_of("raw", "")), raw->at});
    }
    const YamlNode* protocols = value_of(network, "allowedProtocols");
    const std::pair<const char*, const char*> known[] = {{"allowTcp", "tcp"}, {"allowUdp", "udp"}};
    for (const auto& [key, protocol] : known) {
      const YamlNode* node = value_of(protocols, key);
      if (tell_.boolean(node, key).value_or(false)) allow(network_of("", protocol), node->at);
    }
  }

  void capabilities(const YamlNode* list) {
    for (const YamlNode* item : tell_.texts(list, "allowedCapabilities")) {
      std::string name(text::trim(item->text));
      std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
      const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || c == '_';
      });
      if (!plain) {
        tell_.error(item->at, fmt::format("`{}` is no capability", text::printable(item->text, 60)),
                    "they are written as `net_bind_service`");
        continue;
      }
      if (name == "sys_rawio") rawio(*item);
      allow({{}, policy::CapabilityRule{{name}}}, item->at);
    }
  }

  void rawio(const YamlNode& item) {
    tell_.warn(item.at,
               "newer releases of security-profiles-operator grant mount, remount and umount "
               "beside sys_rawio; they are not granted here",
               "add `mount,`, `remount,` and `umount,` to the profile, and take its `deny mount,` "
               "out, if the workload mounts");
  }

  void ptrace(const YamlNode* node) {
    if (node == nullptr) return;
    std::string code = "ptrace (";
    for (const YamlNode* access : tell_.texts(value_of(node, "allowedAccess"), "allowedAccess"))
      code += (code.back() == '(' ? "" : ", ") + access->text;
    code += ")";
    if (const std::string* peer = tell_.text(value_of(node, "peer"), "peer"))
      code += " peer=" + policy::word_text(*peer);
    const auto rule = policy::rule_from_text(code + ",");
    if (!rule || !std::holds_alternative<policy::PtraceRule>(rule->body))
      return tell_.error(node->at, fmt::format("`{}` is no ptrace rule", text::printable(code, 80)),
                         "allowedAccess takes read, readby, trace and tracedby");
    allow(*rule, node->at);
  }

  // A list that this does not know would be lost without a word.
  void unknown_keys(const YamlNode* group) {
    constexpr std::string_view known[] = {"executable",       "filesystem",    "network",
                                          "capability",       "ptrace",        "allowedExecutables",
                                          "allowedLibraries", "readOnlyPaths", "writeOnlyPaths",
                                          "readWritePaths"};
    if (group == nullptr || group->kind != YamlNode::Kind::map) return;
    for (const auto& [key, value] : group->pairs)
      if (std::ranges::find(known, key->text) == std::end(known))
        tell_.error(key->at, fmt::format("unknown key `{}`", text::printable(key->text, 60)),
                    "a newer security-profiles-operator? what it says would be lost");
  }

  const PeerObject& object_;
  Teller& tell_;
  SpoRules out_;
};

}  // namespace

SpoRules spo_rules(const PeerObject& object, Teller& tell) {
  return SpoReader(object, tell).read();
}

std::vector<Rule> spo_fixed_denies() {
  constexpr FilePerms all = fp::read | writing;
  const std::pair<const char*, FilePerms> writes[] = {
      // Files of /proc itself, and all of it but the processes and sys.
      {"@{PROC}/*", fp::write},
      {"@{PROC}/{[^1-9],[^1-9][^0-9],[^1-9s][^0-9y][^0-9s],[^1-9][^0-9][^0-9][^0-9]*}/**",
       fp::write},
      // Of sys only kernel/shm* may be written.
      {"@{PROC}/sys/[^k]**", fp::write},
      {"@{PROC}/sys/kernel/{?,??,[^s][^h][^m]**}", fp::write},
      // All of /sys but fs/cgroup.
      {"/sys/[^f]*/**", writing},
      {"/sys/f[^s]*/**", writing},
      {"/sys/fs/[^c]*/**", writing},
      {"/sys/fs/c[^g]*/**", writing},
      {"/sys/fs/cg[^r]*/**", writing},
  };
  std::vector<Rule> out = {denied({{}, policy::MountRule{}})};
  for (const auto& [path, perms] : writes) out.push_back(denied(file_rule(path, perms)));
  for (const char* path : {"@{PROC}/sysrq-trigger", "@{PROC}/mem", "@{PROC}/kmem", "@{PROC}/kcore",
                           "/sys/firmware/efi/efivars/**", "/sys/kernel/security/**"})
    out.push_back(denied(file_rule(path, all, "x")));
  // As `wklx`: nothing of /sys is run, either.
  for (Rule& rule : out)
    if (auto* file = std::get_if<FileRule>(&rule.body); file != nullptr && file->perms == writing)
      file->exec = "x";
  return out;
}

}  // namespace profgen::inline v0::kube
