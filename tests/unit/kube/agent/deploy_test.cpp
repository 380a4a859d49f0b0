// deploy/ says what the code says: groups, kinds, labels, taints, accounts, paths.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "kube/agent/marks.hpp"
#include "kube/controller/controller_job.hpp"
#include "kube/objects/kinds.hpp"
#include "profgen/version.hpp"
#include "yaml/tree.hpp"

namespace profgen::kube {
namespace {

namespace fs = std::filesystem;

const std::string deploy_directory = std::string(PROFGEN_SOURCE_DIR) + "/deploy";

std::string text_of_file(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

YamlPtr at(const YamlPtr& node, const std::vector<std::string>& keys) {
  YamlPtr here = node;
  for (const std::string& key : keys) {
    YamlPtr next;
    if (here != nullptr)
      for (const auto& [name, value] : here->pairs)
        if (name->text == key) next = value;
    here = next;
  }
  return here;
}
std::string word_at(const YamlPtr& node, const std::vector<std::string>& keys) {
  const YamlPtr found = at(node, keys);
  return found == nullptr ? "" : found->text;
}
std::set<std::string> words_at(const YamlPtr& node, const std::vector<std::string>& keys) {
  std::set<std::string> out;
  if (const YamlPtr found = at(node, keys))
    for (const YamlPtr& item : found->items) out.insert(item->text);
  return out;
}

// Every document of every manifest, by its file below deploy/.
std::vector<std::pair<std::string, YamlPtr>> documents() {
  std::vector<std::pair<std::string, YamlPtr>> out;
  for (const auto& entry : fs::recursive_directory_iterator(deploy_directory)) {
    if (entry.path().extension() != ".yaml") continue;
    std::string text = text_of_file(entry.path());
    const std::string name = fs::relative(entry.path(), deploy_directory).string();
    for (std::size_t end = 0; end != std::string::npos;) {
      end = text.find("\n---\n");
      YamlError error;
      const YamlPtr tree = read_yaml(text.substr(0, end), error);
      EXPECT_NE(tree, nullptr) << name << ":" << error.at.line << ": " << error.message;
      if (tree != nullptr) out.emplace_back(name, tree);
      if (end != std::string::npos) text.erase(0, end + 5);
    }
  }
  return out;
}
YamlPtr document(const std::string& file, const std::string& kind, const std::string& name) {
  for (const auto& [where, tree] : documents())
    if (where == file && word_at(tree, {"kind"}) == kind &&
        word_at(tree, {"metadata", "name"}) == name)
      return tree;
  ADD_FAILURE() << file << " has no " << kind << " " << name;
  return nullptr;
}

TEST(Deploy, NamesWhatIsThere) {
  for (const auto& [file, tree] : documents()) {
    EXPECT_NE(word_at(tree, {"apiVersion"}), "") << file;
    EXPECT_NE(word_at(tree, {"kind"}), "") << file;
    const std::string space = word_at(tree, {"metadata", "namespace"});
    EXPECT_TRUE(space.empty() || space == "profgen") << file;
    const fs::path folder = fs::path(deploy_directory + "/" + file).parent_path();
    for (const char* key : {"resources", "bases", "patchesStrategicMerge"})
      for (const std::string& one : words_at(tree, {key}))
        EXPECT_TRUE(fs::exists(folder / one)) << file << ": " << one;
    if (const YamlPtr patches = at(tree, {"patches"})) {
      for (const YamlPtr& one : patches->items)
        EXPECT_TRUE(fs::exists(folder / word_at(one, {"path"}))) << file;
    }
  }
  for (const char* kind : {"kustomization.yaml", "crds.yaml", "Containerfile"})
    EXPECT_TRUE(fs::exists(deploy_directory + "/" + kind));
}

TEST(Deploy, TheKindsAreThoseOfTheCode) {
  std::set<std::string> plurals;
  for (const auto& [file, tree] : documents()) {
    if (file != "base/crds.yaml") continue;
    EXPECT_EQ(word_at(tree, {"spec", "group"}), group);
    plurals.insert(word_at(tree, {"spec", "names", "plural"}));
  }
  EXPECT_EQ(plurals, (std::set<std::string>{std::string(profile_bundles.plural),
                                            std::string(node_profile_statuses.plural)}));
  for (const char* mark : {node_label, set_label, pending_taint})
    EXPECT_TRUE(std::string_view(mark).starts_with(std::string(group) + "/")) << mark;
}

// What the agent asks of the API, and no more.
TEST(Deploy, TheAgentsRightsAreThoseThatItUses) {
  const YamlPtr role = document("base/rbac.yaml", "ClusterRole", "profgen-agent");
  std::map<std::string, std::set<std::string>> rights;
  for (const YamlPtr& rule : at(role, {"rules"})->items)
    for (const std::string& resource : words_at(rule, {"resources"})) {
      rights[resource] = words_at(rule, {"verbs"});
      EXPECT_EQ(words_at(rule, {"apiGroups"}).count(resource == "nodes" ? "" : std::string(group)),
                1u);
    }
  const std::map<std::string, std::set<std::string>> used = {
      {std::string(node_profile_statuses.plural), {"get", "list", "watch", "create", "patch"}},
      {std::string(node_profile_statuses.plural) + "/status", {"patch"}},
      {std::string(profile_bundles.plural), {"get", "list", "watch"}},
      {std::string(nodes.plural), {"get", "patch"}}};
  EXPECT_EQ(rights, used);
}

// What `fleet deploy` asks of it in the cluster, and no more.
TEST(Deploy, TheControllersRightsAreThoseThatItUses) {
  std::map<std::string, std::set<std::string>> rights;
  for (const char* kind : {"ClusterRole", "Role"}) {
    const YamlPtr role = document("base/rbac.yaml", kind, controller_account);
    for (const YamlPtr& rule : at(role, {"rules"})->items)
      for (const std::string& resource : words_at(rule, {"resources"}))
        rights[resource] = words_at(rule, {"verbs"});
  }
  const std::map<std::string, std::set<std::string>> used = {
      {std::string(node_profile_statuses.plural), {"get", "list", "watch", "patch"}},
      {std::string(profile_bundles.plural), {"get", "list", "create"}},
      {std::string(profile_bundles.plural) + "/status", {"patch"}},
      {std::string(leases.plural), {"get", "create", "patch"}},
      {std::string(config_maps.plural), {"list", "create", "patch"}}};
  EXPECT_EQ(rights, used);
  document("base/rbac.yaml", "ServiceAccount", controller_account);
}

TEST(Deploy, TheAgentRunsWithLeastRights) {
  const YamlPtr set = document("base/daemonset.yaml", "DaemonSet", "profgen-agent");
  const std::vector<std::string> pod = {"spec", "template", "spec"};
  const YamlPtr spec = at(set, pod);
  EXPECT_EQ(word_at(spec, {"serviceAccountName"}), "profgen-agent");
  EXPECT_EQ(at(spec, {"hostPID"}), nullptr);
  EXPECT_EQ(at(spec, {"hostNetwork"}), nullptr);
  // By the field, or by the annotation where servers do not know it.
  EXPECT_EQ(at(spec, {"securityContext", "appArmorProfile"}), nullptr);
  EXPECT_EQ(word_at(document("unconfined.yaml", "DaemonSet", "profgen-agent"),
                    {"spec", "template", "spec", "securityContext", "appArmorProfile", "type"}),
            "Unconfined");
  EXPECT_EQ(word_at(document("overlays/before-1.30/daemonset.yaml", "DaemonSet", "profgen-agent"),
                    {"spec", "template", "metadata", "annotations",
                     "container.apparmor.security.beta.kubernetes.io/agent"}),
            "unconfined");
  EXPECT_EQ(word_at(spec, {"priorityClassName"}), "system-node-critical");
  const YamlPtr container = at(spec, {"containers"})->items.at(0);
  EXPECT_EQ(word_at(container, {"securityContext", "privileged"}), "false");
  EXPECT_EQ(word_at(container, {"securityContext", "readOnlyRootFilesystem"}), "true");
  EXPECT_EQ(words_at(container, {"securityContext", "capabilities", "drop"}),
            std::set<std::string>{"ALL"});
  EXPECT_EQ(words_at(container, {"securityContext", "capabilities", "add"}).count("SYS_ADMIN"), 0u);
  EXPECT_EQ(words_at(container, {"args"}), std::set<std::string>{"watch"});
  const YamlPtr variable = at(container, {"env"})->items.at(0);
  EXPECT_EQ(word_at(variable, {"name"}), "NODE_NAME");
  // Every volume is mounted, every mount is a volume; what the engine writes is not read-only.
  std::set<std::string> volumes, mounts, written;
  for (const YamlPtr& one : at(spec, {"volumes"})->items) volumes.insert(word_at(one, {"name"}));
  for (const YamlPtr& one : at(container, {"volumeMounts"})->items) {
    mounts.insert(word_at(one, {"name"}));
    if (at(one, {"readOnly"}) == nullptr) written.insert(word_at(one, {"mountPath"}));
  }
  EXPECT_EQ(volumes, mounts);
  EXPECT_EQ(written, (std::set<std::string>{"/etc/apparmor.d", "/sys/kernel/security", "/tmp",
                                            "/var/lib/profgen"}));
}

TEST(Deploy, ThePolicyIsAboutThatAccountAndThoseMarks) {
  const YamlPtr of_status = document("components/node-policy/policy.yaml",
                                     "ValidatingAdmissionPolicy", "profgen-agent-status");
  const YamlPtr of_node = document("components/node-policy/policy.yaml",
                                   "ValidatingAdmissionPolicy", "profgen-agent-node");
  for (const YamlPtr& one : {of_status, of_node}) {
    const YamlPtr condition = at(one, {"spec", "matchConditions"})->items.at(0);
    EXPECT_NE(
        word_at(condition, {"expression"}).find("\"system:serviceaccount:profgen:profgen-agent\""),
        std::string::npos);
    document("components/node-policy/policy.yaml", "ValidatingAdmissionPolicyBinding",
             word_at(one, {"metadata", "name"}));
  }
  std::string said;
  for (const YamlPtr& one : at(of_node, {"spec", "validations"})->items)
    said += word_at(one, {"expression"});
  for (const char* mark : {set_label, pending_taint})
    EXPECT_NE(said.find(std::string("\"") + mark + "\""), std::string::npos) << mark;
}

TEST(Deploy, ThePatchesAreOfTheDaemonSet) {
  for (const auto& [file, tree] : documents())
    if (word_at(tree, {"kind"}) == "DaemonSet") {
      EXPECT_EQ(word_at(tree, {"metadata", "name"}), "profgen-agent") << file;
      EXPECT_EQ(word_at(tree, {"metadata", "namespace"}), "profgen") << file;
    }
  const YamlPtr base = document("base/kustomization.yaml", "Kustomization", "");
  const YamlPtr image = at(base, {"images"})->items.at(0);
  EXPECT_EQ(word_at(image, {"newTag"}), version);
}

TEST(Deploy, TheDocumentNamesTheMarks) {
  const std::string text = text_of_file(std::string(PROFGEN_SOURCE_DIR) + "/docs/kubernetes.md");
  for (const char* mark : {set_label, pending_taint})
    EXPECT_NE(text.find(mark), std::string::npos) << mark;
  for (const auto& entry : fs::directory_iterator(deploy_directory + "/components"))
    EXPECT_NE(text.find("`" + entry.path().filename().string() + "`"), std::string::npos)
        << entry.path();
}

}  // namespace
}  // namespace profgen::kube
