#include "kube/pods/policy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "kube/pods/reference.hpp"
#include "kube/pods/yaml_bytes.hpp"

namespace profgen::inline v0::kube {
namespace {

Error not_said(std::string what, std::string reason) {
  return {ErrorKind::usage, "write a policy", std::move(what), std::move(reason)};
}

// Of a CEL text in single quotes.
std::string cel_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "'";
}

// DNS-1123 label, as namespaces have.
bool is_namespace(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), fits) &&
         name.front() != '-' && name.back() != '-';
}

// A cel_validation as an entry of a list; the expression in a block, so that YAML changes nothing.
std::string cel_validation(const std::vector<std::string>& lines, std::string_view message) {
  std::string out = "  - expression: |-\n";
  for (const std::string& line : lines) out += "      " + line + "\n";
  return out + fmt::format("    message: {}\n", yaml_scalar(message, true));
}

// `object`: what has the securityContext; true where it names no profile of the node, or an
// allowed one.
std::vector<std::string> allowed_field(const std::string& object, const std::string& pattern,
                                       bool unconfined) {
  const std::string field = object + ".securityContext.appArmorProfile";
  std::vector<std::string> lines = {
      fmt::format("!has({}.securityContext) || !has({}) ||", object, field),
      fmt::format("((!has({0}.localhostProfile) || {0}.localhostProfile.matches({1}))", field,
                  pattern)};
  if (!unconfined) lines.back() += fmt::format(" && {}.type != 'Unconfined'", field);
  lines.back() += ")";
  return lines;
}

std::string field_validations(const NamePolicy& policy) {
  const std::string pattern = cel_text(names_pattern(policy.allowed, ""));
  const std::string_view message = "this AppArmor profile is not allowed in this namespace";
  std::string out =
      cel_validation(allowed_field("object.spec", pattern, policy.unconfined), message);
  for (const std::string_view list : {"containers", "initContainers", "ephemeralContainers"}) {
    std::vector<std::string> lines = allowed_field("c", pattern, policy.unconfined);
    for (std::string& line : lines) line = "  " + line;
    lines.insert(lines.begin(),
                 list == "containers"
                     ? std::string("object.spec.containers.all(c,")
                     : fmt::format("!has(object.spec.{0}) || object.spec.{0}.all(c,", list));
    lines.back() += ")";
    out += cel_validation(lines, message);
  }
  return out;
}

std::string annotation_validation(const NamePolicy& policy) {
  const std::string value = "object.metadata.annotations[k]";
  std::vector<std::string> lines = {
      "!has(object.metadata.annotations) || object.metadata.annotations.all(k,",
      fmt::format("  !k.startsWith({}) || {} in ['', 'runtime/default'{}] ||",
                  cel_text(profile_annotation), value, policy.unconfined ? ", 'unconfined'" : ""),
      fmt::format("  {}.matches({}))", value,
                  cel_text(names_pattern(policy.allowed, "localhost/")))};
  return cel_validation(lines,
                        "this AppArmor profile is not allowed in this namespace (annotation)");
}

std::string admission_policy(const NamePolicy& policy, KubeVersion server) {
  const bool fields = server.has_field();
  const std::string name = "profgen-apparmor-" + policy.space;
  std::string out = fmt::format(
      "# The AppArmor profiles of the node that pods of the namespace {} may name.\n"
      "# Pods that are there already stay. What is forbidden shows at the pod, not at its\n"
      "# Deployment: `kubectl get events`.\n",
      policy.space);
  if (!fields)
    out +=
        "# In 1.28 and 1.29 this API is beta and off: the API server needs\n"
        "# --feature-gates=ValidatingAdmissionPolicy=true and\n"
        "# --runtime-config=admissionregistration.k8s.io/v1beta1=true.\n";
  out += fmt::format(
      "apiVersion: admissionregistration.k8s.io/{}\n"
      "kind: ValidatingAdmissionPolicy\n"
      "metadata:\n"
      "  name: {}\n"
      "spec:\n"
      "  failurePolicy: Fail\n"
      "  matchConstraints:\n"
      "    resourceRules:\n"
      "    - apiGroups: [\"\"]\n"
      "      apiVersions: [v1]\n"
      "      operations: [CREATE]\n"
      "      resources: [pods]\n"
      "    - apiGroups: [\"\"]\n"
      "      apiVersions: [v1]\n"
      "      operations: [UPDATE]\n"
      "      resources: [pods/ephemeralcontainers]\n"
      "  validations:\n",
      fields ? "v1" : "v1beta1", name);
  if (fields) out += field_validations(policy);
  out += annotation_validation(policy);
  out += fmt::format(
      "---\n"
      "apiVersion: admissionregistration.k8s.io/{0}\n"
      "kind: ValidatingAdmissionPolicyBinding\n"
      "metadata:\n"
      "  name: {1}\n"
      "spec:\n"
      "  policyName: {1}\n"
      "  validationActions: [Deny]\n"
      "  matchResources:\n"
      "    namespaceSelector:\n"
      "      matchLabels:\n"
      "        kubernetes.io/metadata.name: {2}\n",
      fields ? "v1" : "v1beta1", name, yaml_scalar(policy.space, false));
  return out;
}

Result<std::string> pod_security_policy(const NamePolicy& policy) {
  std::vector<std::string> profiles;
  if (policy.runtime_default) profiles.emplace_back("runtime/default");
  if (policy.unconfined) profiles.emplace_back("unconfined");
  for (const std::string& name : policy.allowed) {
    if (name.find_first_of("*,") != std::string::npos)
      return not_said("`" + name + "`",
                      "a PodSecurityPolicy takes whole names, without `*` and commas");
    profiles.push_back("localhost/" + name);
  }
  const std::string name = "profgen-apparmor-" + policy.space;
  return fmt::format(
      "# The AppArmor profiles that pods of the namespace {1} may name, for servers older than\n"
      "# 1.25 whose admission plugin PodSecurityPolicy is on. All else it leaves open. A pod "
      "passes\n"
      "# if ANY policy that its maker may use lets it pass: other roles with `use` weaken this "
      "one.\n"
      "apiVersion: policy/v1beta1\n"
      "kind: PodSecurityPolicy\n"
      "metadata:\n"
      "  name: {0}\n"
      "  annotations:\n"
      "    apparmor.security.beta.kubernetes.io/allowedProfileNames: {2}\n"
      "spec:\n"
      "  privileged: true\n"
      "  allowPrivilegeEscalation: true\n"
      "  allowedCapabilities: ['*']\n"
      "  volumes: ['*']\n"
      "  hostNetwork: true\n"
      "  hostPorts:\n"
      "  - {{min: 0, max: 65535}}\n"
      "  hostIPC: true\n"
      "  hostPID: true\n"
      "  runAsUser: {{rule: RunAsAny}}\n"
      "  seLinux: {{rule: RunAsAny}}\n"
      "  supplementalGroups: {{rule: RunAsAny}}\n"
      "  fsGroup: {{rule: RunAsAny}}\n"
      "---\n"
      "apiVersion: rbac.authorization.k8s.io/v1\n"
      "kind: Role\n"
      "metadata:\n"
      "  name: {0}\n"
      "  namespace: {3}\n"
      "rules:\n"
      "- apiGroups: [policy]\n"
      "  resources: [podsecuritypolicies]\n"
      "  resourceNames: [{0}]\n"
      "  verbs: [use]\n"
      "---\n"
      "apiVersion: rbac.authorization.k8s.io/v1\n"
      "kind: RoleBinding\n"
      "metadata:\n"
      "  name: {0}\n"
      "  namespace: {3}\n"
      "roleRef:\n"
      "  apiGroup: rbac.authorization.k8s.io\n"
      "  kind: Role\n"
      "  name: {0}\n"
      "subjects:\n"
      "- apiGroup: rbac.authorization.k8s.io\n"
      "  kind: Group\n"
      "  name: system:serviceaccounts:{1}\n",
      name, policy.space, yaml_scalar(text::join(profiles, ","), true),
      yaml_scalar(policy.space, false));
}

}  // namespace

std::string names_pattern(const std::vector<std::string>& allowed, std::string_view prefix) {
  std::vector<std::string> names;
  for (const std::string& name : allowed) {
    std::string pattern;
    for (const char c : name) {
      if (c == '*') {
        pattern += ".*";
        continue;
      }
      if (std::string_view("\\.+?()[]{}|^$").find(c) != std::string_view::npos) pattern += '\\';
      pattern += c;
    }
    names.push_back(std::move(pattern));
  }
  return fmt::format("^{}({})$", prefix, fmt::join(names, "|"));
}

Result<std::string> policy_manifest(const NamePolicy& policy, KubeVersion server) {
  if (!is_namespace(policy.space))
    return not_said("namespace `" + policy.space + "`",
                    "expected small letters, digits and `-`, at most 63");
  if (policy.allowed.empty()) return not_said(policy.space, "no profile is allowed; name one");
  for (const std::string& name : policy.allowed) {
    const auto ref = ref_of_words(name);
    if (!ref) return ref.error();
    if (ref->type != ProfileRef::Type::localhost || ref->name != name)
      return not_said("`" + name + "`", "expected the NAME of a profile, as the kernel has it");
  }
  if (server >= KubeVersion{1, 28}) return admission_policy(policy, server);
  if (server < KubeVersion{1, 25}) return pod_security_policy(policy);
  return not_said(
      "a server of " + server.text(),
      "1.25 to 1.27 have neither PodSecurityPolicy nor a ValidatingAdmissionPolicy that is on; "
      "upgrade, or use a webhook (Gatekeeper, Kyverno, Kubewarden)");
}

}  // namespace profgen::inline v0::kube
