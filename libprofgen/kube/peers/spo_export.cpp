#include "kube/peers/spo_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "kube/peers/peers.hpp"
#include "kube/peers/spo_lists.hpp"
#include "profgen/compare.hpp"

namespace profgen::inline v0::kube {
namespace {

// A DNS-1123 subdomain.
bool may_name_object(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 253 && letter(name.front()) && letter(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || c == '-' || c == '.'; });
}

class SpoYaml {
 public:
  std::string text;

  void group(int level, std::string_view key) { open_.push_back({level, std::string(key)}); }
  void leave(std::size_t groups) { open_.resize(open_.size() - std::min(groups, open_.size())); }
  void value(int level, std::string_view key, std::string_view value) {
    begin();
    text += indent(level) + std::string(key) + ": " + std::string(value) + "\n";
  }
  void list(int level, std::string_view key, const std::set<std::string>& items) {
    if (items.empty()) return;
    begin();
    text += indent(level) + std::string(key) + ":\n";
    // Nothing in them needs an escape: spo_paths() and the tables of words see to it.
    for (const std::string& item : items) text += indent(level) + "- \"" + item + "\"\n";
  }

 private:
  static std::string indent(int level) {
    return std::string(static_cast<std::size_t>(level) * 2, ' ');
  }
  // Groups are written with the first thing in them.
  void begin() {
    for (auto& [level, key] : open_)
      if (!key.empty()) text += indent(level) + std::exchange(key, {}) + ":\n";
  }
  std::vector<std::pair<int, std::string>> open_;
};

std::string yaml_of(const SpoLists& lists, const std::string& name, bool complain,
                    SpoVersion version) {
  SpoYaml out;
  out.text = fmt::format(
      "apiVersion: security-profiles-operator.x-k8s.io/{}\n"
      "kind: AppArmorProfile\n"
      "metadata:\n"
      "  name: \"{}\"\n"
      "spec:\n",
      version == SpoVersion::v1 ? "v1" : "v1alpha1", name);
  if (version == SpoVersion::v1)
    out.value(1, "mode", complain ? "Complain" : "Enforce");
  else if (complain)
    out.value(1, "complainMode", "true");
  out.group(1, "abstract");
  out.group(2, "executable");
  out.list(3, "allowedExecutables", lists.executables);
  out.list(3, "allowedLibraries", lists.libraries);
  out.leave(1);
  out.group(2, "filesystem");
  out.list(3, "readOnlyPaths", lists.read_only);
  out.list(3, "writeOnlyPaths", lists.write_only);
  out.list(3, "readWritePaths", lists.read_write);
  out.leave(1);
  out.group(2, "network");
  if (lists.raw) out.value(3, "allowRaw", *lists.raw ? "true" : "false");
  out.group(3, "allowedProtocols");
  if (lists.tcp) out.value(4, "allowTcp", "true");
  if (lists.udp) out.value(4, "allowUdp", "true");
  out.leave(2);
  out.group(2, "capability");
  out.list(3, "allowedCapabilities", lists.capabilities);
  out.leave(1);
  if (!lists.ptrace.empty()) {
    out.group(2, "ptrace");
    out.list(3, "allowedAccess", {lists.ptrace.begin(), lists.ptrace.end()});
    if (!lists.ptrace_peer.empty()) out.value(3, "peer", "\"" + lists.ptrace_peer + "\"");
  }
  if (out.text.find("  abstract:") == std::string::npos) out.text += "  abstract: {}\n";
  return std::move(out.text);
}

Diagnostic finding(const policy::Policy& policy, const policy::Location& where,
                   std::string message) {
  Diagnostic made;
  made.severity = Severity::warning;
  made.file = where.file;
  made.at = where.at;
  made.message = std::move(message);
  made.id = "export";
  if (const policy::Tree* tree = policy.tree(where.file))
    made.source_line = std::string(tree->source->line(where.at.line));
  return made;
}

// What the operator would make of the object, against the profile.
void hold_against(const Files& files, const policy::Policy& policy, const policy::Profile& profile,
                  const std::string& name, SpoExport& out) {
  std::vector<Diagnostic> told;
  const Import back = import_objects(Peer::spo, read_objects("object", out.object, told), {});
  if (back.files.empty()) {
    told.insert(told.end(), back.diagnostics.begin(), back.diagnostics.end());
    out.left_out.insert(out.left_out.end(), told.begin(), told.end());
    return;
  }
  policy::Policy made = policy::Policy::empty(files, policy.options());
  made.add_text("object", back.files.front().text);
  const policy::Profile* other = made.find(name);
  if (other == nullptr) return;
  for (const edit::Difference& one : edit::compare(profile, *other)) {
    // The profile's own rule, where one is concerned: its file is the one that the user has.
    const edit::Culprit* rule = one.culprit.before ? &one.culprit : nullptr;
    for (const edit::Culprit& other_rule : one.others)
      if (rule == nullptr && other_rule.before) rule = &other_rule;
    const bool ours = rule != nullptr;
    const policy::Location& where = ours ? rule->where : profile.where;
    const bool known = std::ranges::any_of(out.left_out, [&](const Diagnostic& before) {
      return ours && before.file == where.file && before.at == where.at;
    });
    if (known) continue;
    std::string what = one.class_name + (one.permissions.empty() ? "" : " " + one.permissions) +
                       " of `" + text::printable(one.culprit.text, 100) + "`";
    if (!one.example_text.empty()) what += ", as " + text::printable(one.example_text, 100);
    if (!one.detail.empty()) what += " (" + text::printable(one.detail, 100) + ")";
    if (one.change == edit::Change::removed)
      out.left_out.push_back(
          finding(policy, where, "security-profiles-operator would not allow " + what));
    else if (one.change == edit::Change::granted || one.change == edit::Change::undenied)
      out.wider.push_back(finding(policy, where, "security-profiles-operator would allow " + what));
    else if (one.change == edit::Change::changed && one.class_name != "mode")
      out.wider.push_back(finding(policy, where, "it is not the same: " + what));
  }
}

}  // namespace

Result<SpoExport> export_spo(const Files& files, const policy::Policy& policy,
                             const policy::Profile& profile, SpoVersion version,
                             const std::string& name) {
  const std::string& wanted = name.empty() ? profile.name : name;
  if (!may_name_object(wanted))
    return Error{ErrorKind::usage, "export", text::printable(wanted, 80),
                 "no object of Kubernetes can be called so; --name NEW gives it another name"};
  SpoExport out;
  const SpoLists lists = spo_lists(policy, profile, version);
  for (const SpoLists::LeftOut& one : lists.left_out)
    out.left_out.push_back(
        finding(policy, one.rule->where,
                fmt::format("security-profiles-operator cannot be told `{}`: {}",
                            text::printable(policy::to_text(one.rule->rule), 120), one.why)));
  for (const policy::Profile& other : policy.profiles())
    if (other.name.starts_with(profile.name + "//"))
      out.left_out.push_back(finding(policy, other.where,
                                     "security-profiles-operator has no children and hats: `" +
                                         text::printable(other.name, 100) + "`"));
  const bool complain = profile.mode == policy::Mode::complain;
  if (!complain && profile.mode != policy::Mode::enforce)
    out.left_out.push_back(finding(policy, profile.where,
                                   "security-profiles-operator knows enforce and complain mode"));
  out.object = yaml_of(lists, wanted, complain, version);
  hold_against(files, policy, profile, wanted, out);
  return out;
}

}  // namespace profgen::inline v0::kube
