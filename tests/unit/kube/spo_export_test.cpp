// Profiles to security-profiles-operator's objects, and back.
#include "kube/peers/spo_export.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/memory_files.hpp"
#include "kube/peers/peers.hpp"

namespace profgen::kube {
namespace {

struct ExportHost {
  MemoryFiles files;
  ExportHost() {
    files.content["/etc/apparmor.d/tunables/global"] = "@{PROC}=/proc/\n@{HOME}=/home/*/ /root/\n";
    files.content["/etc/apparmor.d/abstractions/base"] = "/lib/** mr,\n/dev/null rw,\n";
  }
  policy::Policy load(const std::string& text) const {
    policy::Policy out = policy::Policy::empty(files, {});
    out.add_text("/x/web", text);
    for (const Diagnostic& one : out.diagnostics()) ADD_FAILURE() << render(one) << text;
    return out;
  }
  SpoExport exported(const std::string& body, SpoVersion version = SpoVersion::v1) const {
    const policy::Policy policy = load(whole(body));
    const policy::Profile* web = policy.find("web");
    auto made = export_spo(files, policy, *web, version);
    EXPECT_TRUE(made);
    return *made;
  }
  static std::string whole(const std::string& body) {
    return "include <tunables/global>\nprofile web flags=(attach_disconnected,mediate_deleted) {\n"
           "include <abstractions/base>\n" +
           body + "}\n";
  }
  // What the operator would make of it.
  policy::Policy back(const SpoExport& made) const {
    std::vector<Diagnostic> told;
    Import import = import_objects(Peer::spo, read_objects("o", made.object, told), {});
    check_import(files, {}, import);
    for (const Diagnostic& one : import.diagnostics)
      if (one.severity == Severity::error) ADD_FAILURE() << render(one) << made.object;
    EXPECT_EQ(import.files.size(), 1u);
    return load(import.files.at(0).text);
  }
};

TEST(SpoExport, PutsRulesIntoItsLists) {
  const SpoExport made = ExportHost().exported(
      "capability net_raw,\nnetwork tcp,\nnetwork inet dgram,\nnetwork inet6 dgram,\n"
      "ptrace (read,tracedby) peer=web,\n"
      "/bin/{sh,true} rix,\n/opt/x.so mr,\n/etc/a r,\n@{HOME}/b r,\n/tmp/** rwlk,\n"
      "/var/log/x wlk,\n");
  EXPECT_EQ(made.object,
            "apiVersion: security-profiles-operator.x-k8s.io/v1\n"
            "kind: AppArmorProfile\n"
            "metadata:\n"
            "  name: \"web\"\n"
            "spec:\n"
            "  mode: Enforce\n"
            "  abstract:\n"
            "    executable:\n"
            "      allowedExecutables:\n"
            "      - \"/bin/sh\"\n"
            "      - \"/bin/true\"\n"
            "      allowedLibraries:\n"
            "      - \"/opt/x.so\"\n"
            "    filesystem:\n"
            "      readOnlyPaths:\n"
            "      - \"/etc/a\"\n"
            "      - \"/home/*/b\"\n"
            "      - \"/root/b\"\n"
            "      writeOnlyPaths:\n"
            "      - \"/var/log/x\"\n"
            "      readWritePaths:\n"
            "      - \"/tmp/**\"\n"
            "    network:\n"
            "      allowedProtocols:\n"
            "        allowTcp: true\n"
            "        allowUdp: true\n"
            "    capability:\n"
            "      allowedCapabilities:\n"
            "      - \"net_raw\"\n"
            "    ptrace:\n"
            "      allowedAccess:\n"
            "      - \"read\"\n"
            "      - \"tracedby\"\n"
            "      peer: \"web\"\n");
  for (const Diagnostic& one : made.left_out) ADD_FAILURE() << render(one);
}

TEST(SpoExport, NamesEachRuleThatItCannotSay) {
  for (const char* rule :
       {"owner /a r,", "audit /a r,", "deny /a w,", "/a Px,", "/a Cx -> b,", "/a ux,", "/[ab] r,",
        "signal,", "mount,", "unix,", "dbus,", "file,", "capability,", "network,",
        "network inet stream,", "network netlink raw,", "change_profile,", "link /a -> /b,"}) {
    const SpoExport made = ExportHost().exported(std::string("/ok r,\n") + rule + "\n");
    ASSERT_FALSE(made.left_out.empty()) << rule;
    EXPECT_EQ(made.left_out[0].file, "/x/web");
    EXPECT_EQ(made.left_out[0].at.line, 5u) << rule << render(made.left_out[0]);
  }
  EXPECT_FALSE(ExportHost().exported("ptrace,\n", SpoVersion::v1alpha1).left_out.empty());
  const SpoExport hat = ExportHost().exported("^hat {\n/a r,\n}\n");
  ASSERT_FALSE(hat.left_out.empty());
}

TEST(SpoExport, TellsWhatTheOperatorsOwnDeniesTakeAway) {
  // The whole folder is read only there, so nothing below it can be written.
  const SpoExport made = ExportHost().exported("/etc/** r,\n/etc/app/state rw,\n");
  ASSERT_EQ(made.left_out.size(), 1u);
  EXPECT_NE(render(made.left_out[0]).find("/etc/app/state"), std::string::npos)
      << render(made.left_out[0]);
}

TEST(SpoExport, TellsWhatIsWider) {
  const SpoExport made = ExportHost().exported("/srv/x rw,\n");
  EXPECT_TRUE(made.left_out.empty());
  EXPECT_FALSE(made.wider.empty()) << "link and lock come with it";
}

TEST(SpoExport, ComesBackAsItWas) {
  const ExportHost host;
  const SpoExport made = host.exported("/etc/a r,\n/tmp/** rwlk,\nnetwork udp,\n/bin/sh rix,\n");
  const policy::Policy back = host.back(made);
  const auto again = export_spo(host.files, back, *back.find("web"), SpoVersion::v1);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->object, made.object);
  for (const Diagnostic& one : again->left_out) ADD_FAILURE() << render(one);
}

TEST(SpoExport, RefusesNamesThatKubernetesRefuses) {
  const ExportHost host;
  const policy::Policy policy =
      host.load("include <tunables/global>\nprofile /usr/sbin/nginx {\n}\n");
  const policy::Profile& nginx = policy.profiles().front();
  EXPECT_FALSE(export_spo(host.files, policy, nginx, SpoVersion::v1));
  EXPECT_TRUE(export_spo(host.files, policy, nginx, SpoVersion::v1, "nginx"));
  EXPECT_FALSE(export_spo(host.files, policy, nginx, SpoVersion::v1, "a\"b"));
}

// Whatever can be said comes back with every access of it.
TEST(SpoExport, CoversWhatItWasMadeOf) {
  const ExportHost host;
  std::mt19937 random(8);
  const auto pick = [&](auto& some) -> const std::string& {
    return some[random() % std::size(some)];
  };
  const std::string folders[] = {"/srv", "/var/lib/app", "/opt/a b", "/run"};
  const std::string names[] = {"x", "y.conf", "*", "**", "{p,q{1,2}}", "l+@"};
  const std::string perms[] = {"r", "rwlk", "wlk", "mr", "rix", "mrix"};
  const std::string others[] = {"capability chown,\n", "network tcp,\n", "network raw,\n",
                                "ptrace read,\n", ""};
  for (int round = 0; round < 60; ++round) {
    std::string body = pick(others);
    for (int i = 0; i < 5; ++i)
      body += "\"" + pick(folders) + "/" + pick(names) + "\" " + pick(perms) + ",\n";
    const policy::Policy policy = host.load(ExportHost::whole(body));
    const auto made = export_spo(host.files, policy, *policy.find("web"), SpoVersion::v1);
    ASSERT_TRUE(made);
    const policy::Policy back = host.back(*made);
    const auto covered = [&](const Access& access) {
      const auto before = policy::covers(*policy.find("web")->matcher, access).answer;
      const auto after = policy::covers(*back.find("web")->matcher, access).answer;
      return before != policy::Answer::allowed || after == policy::Answer::allowed;
    };
    bool all = covered(CapabilityAccess{"chown"});
    for (const std::string& folder : folders)
      for (const char* name : {"x", "y.conf", "p", "q1", "q2", "l+@", "deep/er", "z"})
        for (const FilePerms perm :
             {file_perm::read, file_perm::write, file_perm::lock, file_perm::map_exec})
          all = covered(FileAccess{folder + "/" + name, perm, false}) && all;
    // What the operator takes away is told; without a word nothing is lost.
    if (made->left_out.empty())
      EXPECT_TRUE(all) << body << made->object;
    else
      EXPECT_FALSE(all) << body << made->object << render(made->left_out[0]);
  }
}

}  // namespace
}  // namespace profgen::kube
