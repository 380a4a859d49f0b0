// Which candidates are offered for what, and which of them comes first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grammar/vocabulary.hpp"
#include "support/perms.hpp"
#include "unit/suggest/helpers.hpp"

namespace profgen::suggest {
namespace {

using perms::r, perms::w;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using testing::socket_perms;

// The texts of the candidates for the first access, with all of them in the evidence.
std::vector<std::string> offered(const std::vector<Access>& accesses,
                                 Generalise generalise = Generalise::careful,
                                 const std::string& sample = {}) {
  evidence::Evidence evidence;
  for (const Access& access : accesses)
    evidence.merge(testing::evidence_of("P", {access, false}, testing::seen_once(sample)));
  Options options;
  options.generalise = generalise;
  options.abstractions = false;
  const auto policy = testing::policy_of({});
  const auto proposals = propose(evidence, policy, {}, options);
  for (const Proposal& proposal : testing::find_profile(proposals, "P")->proposals)
    for (const auto& entry : proposal.evidence)
      if (entry.first.access == accesses.front()) return testing::texts(proposal);
  return {};
}

std::string first(const std::vector<Access>& accesses, const std::string& sample = {}) {
  const auto all = offered(accesses, Generalise::careful, sample);
  return all.empty() ? std::string() : all.front();
}

TEST(Candidates, WhatTheNextRunNeedsComesFirst) {
  EXPECT_EQ(first({FileAccess{"/run/mount/utab.8cj4Xh", w, true}}),
            "owner @{run}/mount/utab.?????? w,");
  EXPECT_EQ(first({FileAccess{"/home/u/.cache/x/tmp.Ab3dEf9xQ2", w, true}}),
            "owner @{HOME}/.cache/x/tmp.?????????? w,");
  EXPECT_EQ(first({FileAccess{"/srv/x/#11894", w, true}}), "owner /srv/x/#[0-9]* w,");
  EXPECT_EQ(first({FileAccess{"/proc/300/environ", r, false}}), "@{PROC}/@{pid}/environ r,");
  // a script's `$$`
  const FileAccess lab{"/tmp/lab.497", w, true};
  EXPECT_EQ(first({lab}, "apparmor=\"ALLOWED\" pid=497 fsuid=0"), "owner /tmp/lab.[0-9]* w,");
  EXPECT_EQ(first({lab}, "apparmor=\"ALLOWED\" pid=12 fsuid=497"), "owner /tmp/lab.497 w,");
}

TEST(Candidates, AStableNameStaysLiteral) {
  for (const char* path : {"/srv/app/config.yaml", "/usr/lib/libfoo.so.1.2.3",
                           "/usr/bin/python3.11", "/var/lib/app/state.db", "/tmp/.s.PGSQL.5432"})
    EXPECT_EQ(first({FileAccess{path, r, false}}), std::string(path) + " r,");
}

TEST(Candidates, TheFirstProcessIsOneOfManyOnlyAmongOthers) {
  const FileAccess init{"/proc/1/environ", r, false};
  EXPECT_EQ(first({init}), "@{PROC}/1/environ r,");
  EXPECT_EQ(first({init, FileAccess{"/proc/312/environ", r, false}}), "@{PROC}/@{pid}/environ r,");
}

TEST(Candidates, NoGlobReachesASecret) {
  for (const char* pattern : {"/srv/a{}.key", "/etc/ssl/private/{}", "/home/u/.ssh/id_{}"}) {
    std::vector<Access> accesses;
    for (const char* number : {"1", "2", "3"}) {
      std::string path = pattern;
      path.replace(path.find("{}"), 2, number);
      accesses.push_back(FileAccess{path, r, false});
    }
    for (const auto generalise : {Generalise::careful, Generalise::broad})
      for (const std::string& text : offered(accesses, generalise))
        EXPECT_EQ(text.find_first_of("*?["), std::string::npos) << text;
  }
}

TEST(Candidates, AModuleOfPythonWithItsCompiledForm) {
  const FileAccess init{"/usr/share/x/__init__.py", r, false};
  const FileAccess source{"/usr/share/x/mod.py", r, false};
  const FileAccess compiled{"/usr/share/x/__pycache__/mod.cpython-311.pyc", r, false};
  const std::string both = "/usr/share/x/{,__pycache__/}mod.{py,cpython-[0-9]*.pyc} r,";
  EXPECT_EQ(first({source, init}), both);
  EXPECT_EQ(first({compiled}), both);
  // a package that several modules were read of
  EXPECT_EQ(first({source, init, FileAccess{"/usr/share/x/other.py", r, false}}),
            "/usr/share/x/{,__pycache__/}*.{py,cpython-[0-9]*.pyc} r,");
  // a script, and a module that is written
  EXPECT_THAT(offered({FileAccess{"/opt/bin/run.py", r, false}}),
              ElementsAre("/opt/bin/run.py r,"));
  EXPECT_THAT(offered({FileAccess{"/srv/x/mod.py", w, false}}), ElementsAre("/srv/x/mod.py w,"));
}

TEST(Candidates, WholeDirectoriesForThoseWhoAsk) {
  std::vector<Access> accesses;
  for (char c = 'a'; c < 'd'; ++c)
    accesses.push_back(FileAccess{std::string("/srv/conf/") + c + ".conf", r, false});
  EXPECT_EQ(offered(accesses, Generalise::broad).front(), "/srv/conf/*.conf r,");
  EXPECT_THAT(offered(accesses), ElementsAre("/srv/conf/a.conf r,"));
  // Many names of its own making: one line for all of them costs less than a line for each.
  std::vector<Access> made;
  for (char c = 'a'; c < 'a' + 12; ++c)
    made.push_back(FileAccess{std::string("/srv/spool/") + c, w, true});
  EXPECT_THAT(offered(made), ElementsAre("owner /srv/spool/* w,", "owner /srv/spool/a w,"));
  // The letter `l` would be held against what the profile may do with the other name.
  std::vector<Access> links;
  for (char c = 'a'; c < 'a' + 12; ++c)
    links.push_back(
        LinkAccess{std::string("/srv/spool/") + c + ".new", std::string("/srv/spool/") + c, true});
  EXPECT_EQ(first(links), "owner link /srv/spool/* -> /srv/spool/*,");
  for (Access& access : links) std::get<LinkAccess>(access).target = "/srv/pool/x";
  EXPECT_EQ(first(links), "owner link /srv/spool/* -> /srv/pool/x,");
  // So many that there will be others.
  for (char c = 'A'; c < 'A' + 12; ++c)
    made.push_back(FileAccess{std::string("/srv/spool/") + c, w, true});
  EXPECT_EQ(first(made), "owner /srv/spool/* w,");
}

TEST(Candidates, VariablesOfThisHost) {
  const auto policy =
      testing::policy_of({{"tunables/global", "@{HOME}=/root/\n@{SITE}=/srv/www/ /opt/www/\n"}});
  Options options;
  options.abstractions = false;
  const auto proposals = propose(
      testing::evidence_of({{"P", FileAccess{"/srv/www/a/b", r, false}}}), policy, {}, options);
  EXPECT_THAT(testing::texts(testing::find_profile(proposals, "P")->proposals.at(0)),
              ElementsAre("/srv/www/a/b r,", "@{SITE}/a/b r,"));
}

TEST(Candidates, AddressesAndObjectsOfOneRun) {
  EXPECT_EQ(first({UnixAccess{socket_perms("bind"), "stream", "@0001f", "", ""}}),
            "unix bind type=stream addr=@[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f],");
  EXPECT_EQ(
      first({UnixAccess{socket_perms("bind"), "stream", "@1c2d3e4f5a6b7c8d/bus/x/y", "", ""}}),
      "unix bind type=stream addr=@[0-9a-fA-F]*/bus/x/y,");
  EXPECT_EQ(first({UnixAccess{socket_perms("bind"), "stream", "@name", "", ""}}),
            "unix bind type=stream addr=@name,");
  EXPECT_EQ(first({DbusAccess{1, "system", "/org/freedesktop/systemd1/job/731", "i", "m", "", "",
                              "unconfined"}}),
            "dbus send bus=system path=/org/freedesktop/systemd1/job/[0-9]* interface=i member=m "
            "peer=(label=unconfined),");
  EXPECT_EQ(first({MountAccess{MountKind::umount, "", "", "/tmp/tmp.Ab3dEf9xQ2/", {}}}),
            "umount /tmp/tmp.??????????"
            "/,");
}

TEST(Candidates, OtherRulesAtSeveralWidths) {
  EXPECT_THAT(offered({UnixAccess{socket_perms("connect"), "stream", "", "@a", "l"}}),
              ElementsAre("unix connect type=stream peer=(addr=@a, label=l),",
                          "unix connect type=stream peer=(label=l),", "unix connect type=stream,",
                          "unix type=stream,"));
  EXPECT_THAT(offered({DbusAccess{1, "system", "/p", "i", "m", "", "", "l"}}),
              ElementsAre("dbus send bus=system path=/p interface=i member=m peer=(label=l),",
                          "dbus send bus=system path=/p interface=i peer=(label=l),",
                          "dbus send bus=system path=/p peer=(label=l),",
                          "dbus send bus=system peer=(label=l),"));
  EXPECT_THAT(offered({SignalAccess{1, "term", "l"}}),
              ElementsAre("signal send set=term peer=l,", "signal send peer=l,"));
  EXPECT_THAT(offered({MountAccess{MountKind::mount, "tmpfs", "t", "/m/", {"rw", "nosuid"}}}),
              ElementsAre("mount fstype=tmpfs options=(nosuid rw) t -> /m/,",
                          "mount fstype=tmpfs t -> /m/,", "mount fstype=tmpfs -> /m/,"));
  const Endpoint peer{"::1", 40123};
  EXPECT_THAT(offered({NetworkAccess{"inet", "stream", "tcp", socket_perms("connect"), {}, peer}}),
              Not(Contains(::testing::HasSubstr("40123"))));
}

}  // namespace
}  // namespace profgen::suggest
