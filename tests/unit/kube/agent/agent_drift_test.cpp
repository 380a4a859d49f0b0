// What is loaded and what stands on the disk, watched.
#include <gtest/gtest.h>

#include "unit/kube/agent/agent_rig.hpp"

namespace profgen::kube {
namespace {

using test::AgentRig;
using test::web_texts;

class AgentDrift : public ::testing::Test {
 protected:
  void SetUp() override {
    rig_.run();
    rig_.ask_apply(web_texts, node::Stage::final, "r1");
    rig_.run();
    ASSERT_EQ(rig_.blob.kernel.mode("web"), "enforce") << rig_.all_told();
    ASSERT_TRUE(rig_.status().drift.empty());
  }
  void correcting() {
    rig_.options.correct = true;
    rig_.agent.reset();
    rig_.run();
  }
  [[nodiscard]] std::string kinds() const {
    std::string out;
    for (const node::DriftItem& item : rig_.status().drift) out += item.kind + " ";
    return out;
  }
  AgentRig rig_;
};

TEST_F(AgentDrift, IsSeenAsSoonAsTheKernelTells) {
  rig_.blob.kernel.load("web", "complain", "other");
  rig_.run(2, 0.1);
  EXPECT_EQ(kinds(), "");  // nobody told yet
  rig_.changes.pending = true;
  rig_.run(4, 1);
  EXPECT_EQ(kinds(), "other-mode ");
  EXPECT_EQ(rig_.condition("Drift"), "True");
  EXPECT_EQ(rig_.set(), "");
  EXPECT_EQ(rig_.blob.kernel.mode("web"), "complain");
  rig_.blob.kernel.load("web", "enforce", "other");
  rig_.changes.pending = true;
  rig_.run(4, 1);
  EXPECT_EQ(kinds(), "kernel-differs ");
  EXPECT_GE(rig_.told("drift: web: other-mode"), 1u) << rig_.all_told();
}

TEST_F(AgentDrift, OfTheDiskIsSeenWithinAMinute) {
  rig_.blob.write("web", "profile web /bin/web {\n  /etc/shadow r,\n}\n");
  rig_.run(8, 10);
  EXPECT_EQ(kinds(), "disk-differs ");
  EXPECT_NE(rig_.status().drift[0].detail.find("/etc/shadow"), std::string::npos);
  // The kernel still has the set.
  EXPECT_NE(rig_.set(), "");
}

TEST_F(AgentDrift, OfAnIncludedFileIsSeen) {
  rig_.blob.write("abstractions/acme", "/acme rw,\n");
  rig_.run(8, 10);
  EXPECT_EQ(kinds(), "disk-differs ");
  EXPECT_EQ(rig_.status().drift[0].profile, "web");
}

TEST_F(AgentDrift, IsCorrectedWhereAskedFor) {
  correcting();
  rig_.blob.kernel.load("web", "complain", "other");
  rig_.blob.write("abstractions/acme", "/acme rw,\n");
  rig_.changes.pending = true;
  rig_.run(6, 1);
  EXPECT_EQ(rig_.blob.kernel.mode("web"), "enforce") << rig_.all_told();
  EXPECT_EQ(rig_.blob.policy()["abstractions/acme"], "/acme r,\n");
  EXPECT_EQ(kinds(), "");
  EXPECT_EQ(rig_.told("drift: corrected"), 1u);
}

TEST_F(AgentDrift, ThatComesAtOnceAgainIsCorrectedOnceAMinute) {
  correcting();
  rig_.blob.kernel.changed = [this] {
    rig_.changes.pending = true;
    rig_.blob.kernel.load("web", "complain", "somebody's");
  };
  rig_.blob.kernel.load("web", "complain", "other");
  rig_.changes.pending = true;
  rig_.run(180, 1);
  EXPECT_GE(rig_.told("drift could not be corrected") + rig_.told("drift: corrected"), 2u);
  EXPECT_LE(rig_.told("drift could not be corrected") + rig_.told("drift: corrected"), 5u)
      << rig_.all_told();
  EXPECT_EQ(kinds(), "other-mode ");
}

TEST_F(AgentDrift, WhatSomebodySwitchedOffStaysOff) {
  correcting();
  rig_.blob.files.content["/etc/apparmor.d/disable/web"] = "";
  rig_.run(8, 10);
  EXPECT_EQ(kinds(), "disabled ");
  EXPECT_TRUE(rig_.blob.files.exists("/etc/apparmor.d/disable/web"));
}

TEST_F(AgentDrift, ARelaxedRunIsNone) {
  correcting();
  rig_.ask(node::Relax{"r1"});
  rig_.run();
  ASSERT_EQ(rig_.blob.kernel.mode("web"), "complain");
  rig_.changes.pending = true;
  rig_.run(8, 30);
  EXPECT_EQ(kinds(), "");
  EXPECT_EQ(rig_.blob.kernel.mode("web"), "complain");
  EXPECT_EQ(rig_.set(), "");
  // Nor is it undone where there is drift besides.
  rig_.blob.write("web", rig_.blob.policy()["web"] + "# mine\n");
  rig_.run(8, 30);
  EXPECT_EQ(kinds(), "disk-differs ");
  EXPECT_EQ(rig_.blob.kernel.mode("web"), "complain");
}

TEST_F(AgentDrift, AParkedAndARetiredProfileIsNone) {
  correcting();
  rig_.ask(node::Park{{"web"}, "p"});
  rig_.run();
  ASSERT_EQ(rig_.blob.kernel.mode("web"), "unconfined");
  rig_.run(8, 30);
  EXPECT_EQ(kinds(), "");
  rig_.ask(node::Retire{{"web"}, "p"});
  rig_.run(8, 30);
  EXPECT_EQ(kinds(), "") << rig_.status().reply.text;
  EXPECT_EQ(rig_.blob.policy().count("web"), 0u);
  EXPECT_EQ(rig_.blob.kernel.mode("web"), "unconfined");
}

TEST_F(AgentDrift, ARolledBackRunIsNone) {
  correcting();
  rig_.ask(node::Rollback{"r1", std::nullopt});
  rig_.run(8, 30);
  EXPECT_EQ(kinds(), "");
  EXPECT_EQ(rig_.status().digest, "");
  EXPECT_EQ(rig_.set(), "");
  EXPECT_EQ(rig_.blob.kernel.mode("web"), "unconfined");
}

TEST_F(AgentDrift, AfterARebootTheHostsOwnCompilerIsNone) {
  rig_.agent.reset();
  rig_.blob.reboot();
  rig_.blob.kernel.load("web", "enforce", "by another parser");
  rig_.blob.files.content["/proc/sys/kernel/random/boot_id"] = "boot-2\n";
  rig_.run();
  EXPECT_EQ(kinds(), "");
  EXPECT_NE(rig_.set(), "");
  EXPECT_EQ(rig_.status().boot_id, "boot-2");
  EXPECT_EQ(rig_.told("loaded at the machine's start"), 1u) << rig_.all_told();
  rig_.agent.reset();
  rig_.run();
  EXPECT_EQ(kinds(), "");
  rig_.blob.kernel.load("web", "enforce", "by somebody");
  rig_.changes.pending = true;
  rig_.run(4, 1);
  EXPECT_EQ(kinds(), "kernel-differs ");
}

TEST_F(AgentDrift, AfterARebootWithoutTheProfileItIsSeen) {
  rig_.agent.reset();
  rig_.blob.kernel.loaded.clear();
  rig_.blob.kernel.hashed.clear();
  rig_.blob.files.content["/proc/sys/kernel/random/boot_id"] = "boot-2\n";
  rig_.run();
  EXPECT_EQ(kinds(), "not-loaded ");
  EXPECT_EQ(rig_.set(), "");
  correcting();
  EXPECT_EQ(kinds(), "");
  EXPECT_EQ(rig_.blob.kernel.mode("web"), "enforce");
}

TEST_F(AgentDrift, ASignatureThatTheNodeAsksForIsNotInItsWay) {
  // The keys came after the bundle.
  rig_.machine.trust = {bundle::SignatureKind::ssh, "/var/lib/profgen/node/trust/allowed_signers",
                        ""};
  rig_.blob.kernel.load("web", "complain", "other");
  correcting();
  rig_.run(4, 1);
  EXPECT_EQ(rig_.blob.kernel.mode("web"), "enforce") << rig_.all_told();
}

}  // namespace
}  // namespace profgen::kube
