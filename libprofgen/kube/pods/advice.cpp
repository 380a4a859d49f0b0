// Why a pod does not start, for a person, and what to run.
#include <fmt/format.h>

#include <vector>

#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "kube/pods/explain.hpp"

namespace profgen::inline v0::kube {
namespace {

std::string quoted_name(std::string_view name) { return "`" + text::printable(name, 80) + "`"; }

// The name that was meant, among those that are loaded.
std::string nearest_loaded(const std::string& profile, const PodNode& node) {
  std::vector<std::string_view> names;
  for (const auto& [name, mode] : node.loaded) {
    if (is_version_of(name, profile) || is_version_of(profile, name)) return name;
    names.push_back(name);
  }
  return std::string(text::nearest(profile, names));
}

std::string pod_words(const Explanation& about) {
  return fmt::format("pod {}{}", text::shell_word(about.pod),
                     about.space.empty() ? "" : " -n " + text::shell_word(about.space));
}

void make_anew(PodFinding& finding, const Explanation& about, bool owned) {
  if (about.phase != "Failed") {
    finding.why += " The kubelet tries again by itself.";
    return;
  }
  finding.why += owned ? " A pod that has failed stays so; its controller makes another one."
                       : " A pod that has failed stays so, and nothing makes it anew.";
  finding.commands.push_back("kubectl delete " + pod_words(about));
}

void advise_load(PodFinding& finding, const Explanation& about, const std::optional<PodNode>& node,
                 bool owned) {
  const std::string name =
      finding.profile.empty() ? "of this container" : quoted_name(finding.profile);
  const std::string where = about.node.empty() ? "its node" : "node " + text::printable(about.node);
  if (node && node->has_agent && !finding.profile.empty()) {
    const auto loaded = node->loaded.find(finding.profile);
    if (loaded != node->loaded.end()) {
      finding.why = fmt::format("The profile {} was not loaded on {}; by now it is ({}).", name,
                                where, text::printable(loaded->second));
      make_anew(finding, about, owned);
      return;
    }
  }
  finding.why = fmt::format("The profile {} is not loaded on {}", name, where);
  if (node && node->has_agent) finding.why += ", as its agent says, too";
  finding.why += ".";
  if (node) {
    const std::string near = nearest_loaded(finding.profile, *node);
    if (!near.empty())
      finding.why += fmt::format(" Loaded there is {}: is that meant?", quoted_name(near));
  }
  if (!finding.profile.empty())
    finding.commands.push_back(
        fmt::format("profgen kube users {}", text::shell_word(finding.profile)));
  const std::string selector =
      about.node.empty() ? "" : fmt::format(" -l {}", text::shell_word(about.node));
  finding.commands.push_back("profgen fleet plan BUNDLE" + selector);
  finding.commands.push_back("profgen fleet deploy BUNDLE --digest DIGEST" + selector);
  make_anew(finding, about, owned);
}

void advise_enabling(PodFinding& finding, const Explanation& about,
                     const std::optional<PodNode>& node, bool owned) {
  const std::string where = about.node.empty() ? "The node" : "Node " + text::printable(about.node);
  finding.why = where +
                " has no AppArmor in force, or kubelet or runtime did not see it when they "
                "started.";
  if (node)
    for (const std::string& problem : node->problems)
      finding.why += " Its agent says: " + text::printable(problem) + ".";
  const std::string name = about.node.empty() ? "NODE" : text::shell_word(about.node);
  finding.commands = {
      "ssh " + name + " cat /sys/module/apparmor/parameters/enabled /sys/kernel/security/lsm",
      "kubectl cordon " + name,
      "# on the node: boot with apparmor=1 security=apparmor, then restart kubelet and runtime",
  };
  make_anew(finding, about, owned);
}

void advise_runtime(PodFinding& finding, const Explanation& about) {
  const std::string name = about.node.empty() ? "NODE" : text::shell_word(about.node);
  const bool missing = finding.cause == Cause::no_parser;
  finding.why = missing
                    ? "The runtime loads its default profile with apparmor_parser, which is not "
                      "on the node; profiles that are named are not what it is about."
                    : "The runtime could not load its own default profile: apparmor_parser "
                      "refused it, or the kernel did.";
  if (missing) finding.commands.push_back("ssh " + name + " sudo apt-get install apparmor");
  finding.commands.push_back("ssh " + name + " sudo aa-status");
  finding.commands.push_back("ssh " + name + " sudo systemctl restart containerd");
}

}  // namespace

void add_advice(PodFinding& finding, const Explanation& about, const std::optional<PodNode>& node,
                bool owned) {
  const std::string name = about.node.empty() ? "NODE" : text::shell_word(about.node);
  const std::string yaml = "kubectl get " + pod_words(about) + " -o yaml";
  switch (finding.cause) {
    case Cause::not_loaded:
      return advise_load(finding, about, node, owned);
    case Cause::disabled:
    case Cause::not_supported:
      return advise_enabling(finding, about, node, owned);
    case Cause::no_parser:
    case Cause::default_failed:
      return advise_runtime(finding, about);
    case Cause::not_taken:
      finding.why =
          "The kernel refused the name: another security module owns attr/exec, or the runtime is "
          "older than runc 1.0.0-rc94, which writes to the file of all modules.";
      finding.commands = {"ssh " + name + " cat /sys/kernel/security/lsm",
                          "ssh " + name + " runc --version"};
      return;
    case Cause::runtime_confined:
      finding.why = fmt::format(
          "The runtime is itself under a profile that may not change to {}; the node's log has a "
          "change_onexec DENIED.",
          finding.profile.empty() ? "this one" : quoted_name(finding.profile));
      finding.commands = {"ssh " + name + " sudo profgen events audit: --json"};
      return;
    case Cause::wrong_name:
      finding.why =
          "What the pod names is no profile: annotations take localhost/NAME, "
          "runtime/default or unconfined; the field takes type Localhost with a "
          "localhostProfile, RuntimeDefault or Unconfined.";
      finding.commands = {yaml};
      return;
    case Cause::forms_differ:
      finding.why = "Annotation and field name different profiles, which the server refuses.";
      finding.commands = {"profgen kube annotate -f MANIFEST --profile NAME -c CONTAINER"};
      return;
    case Cause::not_allowed:
      finding.why = "A policy of the namespace does not allow this profile.";
      finding.commands = {about.space.empty() ? "kubectl get validatingadmissionpolicybindings"
                                              : "kubectl get namespace " +
                                                    text::shell_word(about.space) + " -o yaml"};
      return;
    case Cause::perhaps_denied:
      finding.why = fmt::format(
          "The start was refused by permission, under the profile {}: perhaps it has no rule to "
          "execute the command. Mode bits and mounts can be the reason as well.",
          quoted_name(finding.profile));
      finding.commands = {"ssh " + name + " sudo profgen suggest"};
      return;
    case Cause::other:
      return;
  }
}

}  // namespace profgen::inline v0::kube
