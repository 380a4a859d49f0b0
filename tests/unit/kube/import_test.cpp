// Objects of other systems, in memory, as files.
#include <gtest/gtest.h>

#include "base/memory_files.hpp"
#include "kube/peers/peers.hpp"

namespace profgen::kube {
namespace {

MemoryFiles policy_of_a_host() {
  MemoryFiles files;
  files.content["/etc/apparmor.d/tunables/global"] = "@{PROC}=/proc/\n@{HOME}=/home/*/ /root/\n";
  files.content["/etc/apparmor.d/abstractions/base"] = "/lib/** mr,\n";
  return files;
}

Import imported(Peer peer, const std::string& manifest, const ImportOptions& options = {}) {
  std::vector<Diagnostic> diagnostics;
  const auto objects = read_objects("peer.yaml", manifest, diagnostics);
  Import out = import_objects(peer, objects, options);
  const MemoryFiles files = policy_of_a_host();
  check_import(files, {}, out);
  out.diagnostics.insert(out.diagnostics.begin(), diagnostics.begin(), diagnostics.end());
  return out;
}

std::string told(const Import& import) {
  std::string out;
  for (const Diagnostic& one : import.diagnostics) out += render(one);
  return out;
}

bool tells(const Import& import, const std::string& part) {
  return told(import).find(part) != std::string::npos;
}

constexpr const char* manager_head =
    "apiVersion: crd.security.sysdig.com/v1alpha1\n"
    "kind: AppArmorProfile\n"
    "metadata:\n"
    "  name: web\n";

TEST(ImportManager, WritesAProfileThatCompiles) {
  const Import import =
      imported(Peer::kube_apparmor_manager, std::string(manager_head) +
                                                "spec:\n"
                                                "  enforced: true\n"
                                                "  rules: |\n"
                                                "    # read only\n"
                                                "    #include <abstractions/base>\n"
                                                "    @{PROC}/** r\n"
                                                "    profile child {\n"
                                                "      /c r\n"
                                                "    }\n");
  ASSERT_EQ(import.files.size(), 1u) << told(import);
  EXPECT_FALSE(has_errors(import.diagnostics)) << told(import);
  const ImportedFile& file = import.files[0];
  EXPECT_EQ(file.file, "web");
  EXPECT_EQ(file.mode, "enforce");
  EXPECT_EQ(file.text,
            "# Imported from kube-apparmor-manager's AppArmorProfile web.\n"
            "include <tunables/global>\n"
            "\n"
            "profile web flags=(attach_disconnected,mediate_deleted) {\n"
            "  # read only\n"
            "  include <abstractions/base>\n"
            "  @{PROC}/** r,\n"
            "  profile child {\n"
            "    /c r,\n"
            "  }\n"
            "}\n");
  EXPECT_TRUE(tells(import,
                    "peer.yaml:9:5: note: AppArmorProfile web: kube-apparmor-manager "
                    "dropped"))
      << told(import);
}

TEST(ImportManager, TellsOfErrorsWhereTheObjectHasThem) {
  const struct {
    const char* spec;
    const char* says;
  } table[] = {
      {"  enforced: true\n  rules: |\n    /a r\n    /b zz\n", "peer.yaml:9:5: error"},
      {"  enforced: maybe\n  rules: /a r\n", "peer.yaml:6:13: error"},
      {"  enforced: true\n", "no spec.rules"},
      {"  rules: [a]\n", "expected a text for spec.rules, found a list"},
      {"  enforced: true\n  rules: |\n    /a r,\n    }\n    profile evil {\n    /** rw,\n",
       "go on behind it"},
      {"  enforced: true\n  rules: |\n    @{NOBODY}/** r\n", "peer.yaml:8:5: error"},
  };
  for (const auto& row : table) {
    const Import import =
        imported(Peer::kube_apparmor_manager, std::string(manager_head) + "spec:\n" + row.spec);
    EXPECT_TRUE(has_errors(import.diagnostics)) << row.spec;
    EXPECT_TRUE(tells(import, row.says)) << told(import);
  }
}

TEST(ImportManager, RefusesNamesOfOthers) {
  for (const char* name : {"docker-default", "cri-containerd.apparmor.d", "abstractions", "lxc-x",
                           "unconfined", "..", "tunables"}) {
    const std::string text = std::string("{apiVersion: crd.security.sysdig.com/v1alpha1, kind: ") +
                             "AppArmorProfile, metadata: {name: " + name +
                             "}, spec: {enforced: true, rules: '/a r'}}";
    const Import import = imported(Peer::kube_apparmor_manager, text);
    EXPECT_TRUE(has_errors(import.diagnostics)) << name;
    EXPECT_TRUE(import.files.empty()) << name;
    EXPECT_TRUE(tells(import, "--rename")) << told(import);
    const Import renamed = imported(Peer::kube_apparmor_manager, text, {{{name, "web"}}, "", {}});
    EXPECT_FALSE(has_errors(renamed.diagnostics)) << told(renamed);
    ASSERT_EQ(renamed.files.size(), 1u);
    EXPECT_EQ(renamed.files[0].file, "web");
  }
}

TEST(ImportManager, HasNoHostileNameInItsMessages) {
  const Import import =
      imported(Peer::kube_apparmor_manager,
               "{\"apiVersion\": \"crd.security.sysdig.com/v1alpha1\", \"kind\": "
               "\"AppArmorProfile\", \"metadata\": {\"name\": \"a\\u001b[31m\\nb\"}, \"spec\": "
               "{\"enforced\": true, \"rules\": \"/a r\"}}");
  EXPECT_TRUE(has_errors(import.diagnostics));
  EXPECT_FALSE(tells(import, "\x1b")) << told(import);
}

constexpr const char* spo_head =
    "apiVersion: security-profiles-operator.x-k8s.io/v1\n"
    "kind: AppArmorProfile\n"
    "metadata:\n"
    "  name: web\n"
    "spec:\n";

constexpr const char* spo_lists =
    "  abstract:\n"
    "    executable:\n"
    "      allowedExecutables: [/bin/sh]\n"
    "      allowedLibraries: [/lib/x.so]\n"
    "    filesystem:\n"
    "      readOnlyPaths: [/etc/a b, \"ptrace (read),  # ugly\"]\n"
    "      writeOnlyPaths: [/var/log/x]\n"
    "      readWritePaths: [\"/tmp/**\"]\n"
    "    network:\n"
    "      allowRaw: false\n"
    "      allowedProtocols: {allowTcp: true}\n"
    "    capability: {allowedCapabilities: [NET_RAW]}\n";

TEST(ImportSpo, WritesWhatItWouldHaveGenerated) {
  const Import import = imported(Peer::spo, std::string(spo_head) + spo_lists);
  ASSERT_EQ(import.files.size(), 1u) << told(import);
  EXPECT_FALSE(has_errors(import.diagnostics)) << told(import);
  const std::string& text = import.files[0].text;
  for (const char* line :
       {"profile web flags=(attach_disconnected,mediate_deleted) {",
        "  include <abstractions/base>", "  capability net_raw,", "  network tcp,",
        "  deny network raw,", "  ptrace read,", "  /bin/sh rix,", "  /lib/x.so mr,",
        "  \"/etc/a b\" r,", "  deny \"/etc/a b\" wlk,", "  /var/log/x wlk,",
        "  deny /var/log/x r,", "  /tmp/** rwlk,", "  deny mount,",
        "  deny /sys/kernel/security/** rwlkx,"})
    EXPECT_NE(text.find(std::string(line) + "\n"), std::string::npos) << line << "\n" << text;
  EXPECT_EQ(import.files[0].mode, "enforce");
}

TEST(ImportSpo, DeniesNothingInComplainMode) {
  for (const char* how : {"  mode: Complain\n", "  complainMode: true\n"}) {
    const std::string text = std::string(spo_head) + how + spo_lists;
    const Import import = imported(Peer::spo, text);
    ASSERT_EQ(import.files.size(), 1u) << told(import);
    EXPECT_EQ(import.files[0].text.find("deny "), std::string::npos) << import.files[0].text;
    EXPECT_NE(import.files[0].text.find(",complain)"), std::string::npos);
    EXPECT_TRUE(tells(import, "--mode enforce")) << told(import);
    const Import enforced = imported(Peer::spo, text, {{}, "enforce", {}});
    EXPECT_EQ(enforced.files[0].text,
              imported(Peer::spo, std::string(spo_head) + spo_lists).files[0].text);
  }
}

TEST(ImportSpo, LeavesOutWhatItWouldNotLoad) {
  for (const char* how : {"  state: Disabled\n", "  disabled: true\n"}) {
    const Import import = imported(Peer::spo, std::string(spo_head) + how + spo_lists);
    EXPECT_TRUE(import.files.empty());
    EXPECT_TRUE(tells(import, "not imported"));
    EXPECT_FALSE(has_errors(import.diagnostics));
  }
}

TEST(ImportSpo, TakesAnOldPolicyAsItIs) {
  const std::string head =
      "apiVersion: security-profiles-operator.x-k8s.io/v1alpha1\nkind: AppArmorProfile\n"
      "metadata: {name: web, namespace: x}\nspec:\n";
  const std::string policy = "  policy: |\n    # mine\n    profile web {\n      /a   r,\n    }\n";
  const Import import = imported(Peer::spo, head + policy);
  ASSERT_EQ(import.files.size(), 1u) << told(import);
  EXPECT_EQ(import.files[0].text, "# mine\nprofile web {\n  /a   r,\n}\n");
  const Import complain = imported(Peer::spo, head + "  complainMode: true\n" + policy);
  EXPECT_EQ(complain.files[0].text, "# mine\nprofile web flags=(complain) {\n  /a   r,\n}\n");
  const Import other = imported(Peer::spo, head + "  policy: |\n    profile x {\n    }\n");
  EXPECT_TRUE(tells(other, "has no profile `web`")) << told(other);
}

TEST(ImportSpo, RefusesWhatIsNoPath) {
  for (const char* path : {"etc/passwd", "\"/a r,\\n  capability sys_admin, /b\"", "'/a\" r, \"'",
                           "'ptrace (x),'", "'deny ptrace (read),'", "'/a # b'", "'/{a'"}) {
    const Import import =
        imported(Peer::spo, std::string(spo_head) + "  abstract: {filesystem: {readOnlyPaths: [" +
                                path + "]}}\n");
    EXPECT_TRUE(has_errors(import.diagnostics)) << path;
  }
  EXPECT_TRUE(has_errors(
      imported(Peer::spo, std::string(spo_head) + "  abstract: {mounts: {}}\n").diagnostics));
}

TEST(ImportConfigMap, KeepsTheBytesOfEachKey) {
  const Import import =
      imported(Peer::config_map,
               "apiVersion: v1\nkind: List\nitems:\n"
               "- apiVersion: v1\n  kind: ConfigMap\n"
               "  metadata: {name: kapparmor-profiles, namespace: security}\n"
               "  data:\n"
               "    custom.a: |-\n"
               "      profile custom.a {\n        /a r,   # odd\n      }\n"
               "    two: |\n"
               "      profile b {\n      }\n      profile c {\n      }\n"
               "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: kube-root-ca.crt}\n"
               "  data: {ca.crt: no policy}\n");
  ASSERT_EQ(import.files.size(), 2u) << told(import);
  EXPECT_FALSE(has_errors(import.diagnostics)) << told(import);
  EXPECT_EQ(import.files[0].text, "profile custom.a {\n  /a r,   # odd\n}");
  EXPECT_EQ(import.files[1].profiles, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(import.passed_over, 1u);
  EXPECT_TRUE(tells(import, "kapparmor would not load the key `two`")) << told(import);
  EXPECT_FALSE(tells(import, "key `custom.a`")) << told(import);
}

TEST(ImportConfigMap, RefusesWhatIsNoPolicy) {
  const Import import = imported(Peer::config_map,
                                 "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
                                 "data:\n  a: hello\n  b: |\n    profile docker-default {\n    }\n"
                                 "binaryData: {c: AAAA}\n");
  EXPECT_TRUE(tells(import, "peer.yaml:5:6: error: ConfigMap x: `a` holds no profile"))
      << told(import);
  EXPECT_TRUE(tells(import, "peer.yaml:7:5: error: ConfigMap x: the profile name")) << told(import);
  EXPECT_TRUE(tells(import, "binaryData"));
  EXPECT_TRUE(import.files.empty());
}

TEST(Import, TellsOfTwoObjectsWithOneName) {
  const std::string one = std::string(manager_head) + "spec: {enforced: true, rules: /a r}\n";
  const Import import = imported(Peer::kube_apparmor_manager, one + "---\n" + one);
  EXPECT_TRUE(has_errors(import.diagnostics));
  EXPECT_TRUE(tells(import, "(peer.yaml:1)")) << told(import);
}

TEST(Import, ReadsJsonTypedListsAndManyDocuments) {
  std::vector<Diagnostic> wrong;
  const auto objects = read_objects(
      "x",
      "---\n---\n{\"apiVersion\": \"a/v1\", \"kind\": \"XList\", \"items\": [{\"metadata\": "
      "{\"name\": \"n\"}}]}\n---\napiVersion: v1\nkind: Y\nmetadata: {name: m}\n",
      wrong);
  EXPECT_TRUE(wrong.empty());
  ASSERT_EQ(objects.size(), 2u);
  EXPECT_EQ(objects[0].kind, "X");
  EXPECT_EQ(objects[0].api, "a/v1");
  EXPECT_EQ(objects[1].name, "m");
  for (const char* text : {"a: b\n", "- 1\n", "apiVersion: v1\nkind: Y\n", "{", "a: !!x b\n"}) {
    wrong.clear();
    EXPECT_TRUE(read_objects("x", text, wrong).empty()) << text;
    EXPECT_TRUE(has_errors(wrong)) << text;
  }
}

TEST(Import, WritesAllOrNothing) {
  const std::string one = std::string(manager_head) + "spec: {enforced: true, rules: /a r}\n";
  std::string two = one;
  two.replace(two.find("web"), 3, "zed");
  const Import import = imported(Peer::kube_apparmor_manager, one + "---\n" + two);
  ASSERT_EQ(import.files.size(), 2u);
  MemoryFiles files;
  files.content["/d/zed"] = "other";
  EXPECT_FALSE(write_import(files, "/d", import, false));
  EXPECT_FALSE(files.content.contains("/d/web"));
  files.unwritable.insert("/d/zed");
  EXPECT_FALSE(write_import(files, "/d", import, true));
  EXPECT_FALSE(files.content.contains("/d/web")) << "taken back";
  EXPECT_EQ(files.content["/d/zed"], "other");
  files.unwritable.clear();
  EXPECT_TRUE(write_import(files, "/d", import, true));
  EXPECT_EQ(files.content["/d/zed"], import.files[1].text);
  EXPECT_TRUE(write_import(files, "/d", import, false)) << "the same bytes are no hindrance";
}

}  // namespace
}  // namespace profgen::kube
