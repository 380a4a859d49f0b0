// Every word of the kernel's that stands in the way of a rule has a hint that says what to do.
#include "suggest/hint_table.hpp"

#include <gtest/gtest.h>

#include "profgen/event.hpp"

namespace profgen::suggest {
namespace {

// An event as a log has it → the hint that `suggest` gives for it.
std::string hint_of(const std::string& fields) {
  std::string id = "(no event)";
  (void)log::read_text("type=AVC msg=audit(1.000:1): apparmor=\"DENIED\" profile=\"p\" " + fields,
                       "test", [&id](const Record&, const Event& event) {
                         evidence::Seen seen;
                         seen.info = event.info;
                         seen.unusable = event.unusable;
                         id = event.unusable.empty() ? hint_beside_rule(event.info)
                                                     : hint_of_unusable(event.access, seen);
                       });
  return id;
}

TEST(HintTable, WhatTheKernelSays) {
  const std::string file = R"(operation="open" name="a/b" requested_mask="r" denied_mask="r" )",
                    exec = R"(operation="exec" name="/a" requested_mask="x" denied_mask="x" )",
                    mount = R"(operation="mount" name="/mnt/" flags="rw" )";
  const std::pair<std::string, std::string> rows[] = {
      {file + R"(info="Failed name lookup - disconnected path" error=-13)", "attach-disconnected"},
      {mount + R"(info="Failed name lookup - disconnected path" error=-13)", "attach-disconnected"},
      {file + R"(info="Failed name lookup - disconnected IPC path" error=-13)",
       "attach-disconnected-ipc"},
      {file + R"(info="Failed name lookup - deleted entry" error=-2)", "deleted-file"},
      {file + R"(info="Failed name lookup - name too long" error=-36)", "name-too-long"},
      {file + R"(info="Failed name lookup" error=-12)", "unresolved-path"},
      {file, "unresolved-path"},
      {R"(operation="create" class="posix_mqueue" requested="create" denied="create" info="Failed name lookup - disconnected IPC path" error=-13)",
       "attach-disconnected-ipc"},
      {R"(operation="open" name="/f" requested_mask="ry" denied_mask="ry")", "unknown-record"},
      {R"(operation="teleport" where="mars")", "unknown-record"},
      {exec + R"(info="profile transition not found" error=-13)", "missing-profile"},
      {exec + R"(info="profile not found" error=-13)", "missing-profile"},
      {exec + R"(info="no new privs" error=-1)", "no-new-privs"},
      {exec + R"(info="ptrace prevents transition" error=-1)", "ptrace-transition"},
      {exec + R"(info="conflicting profile attachments - ix fallback")", "conflicting-attachment"},
      {exec + R"(info="target restricted" error=-13)", "target-restricted"},
      {exec + R"(info="a new reason" error=-13)", ""},
      {R"(operation="change_profile" info="label not found" error=-2 name="q")", "missing-profile"},
      {R"(operation="change_profile" info="no new privs" error=-1 name="q" target="q")",
       "no-new-privs"},
      {R"(operation="change_hat" info="hat not found" error=-2)", "missing-hat"},
      {R"(operation="change_hat" info="unconfined can not change_hat" error=-1)", "unconfined"},
      {R"(operation="capable" info="optional: no audit" error=-1 capname="sys_admin")",
       "not-needed"},
      {R"(operation="setrlimit" rlimit=core value=1 info="cap_sys_resource" error=-13)",
       "rlimit-of-other"},
      {R"(operation="userns_create" class="namespace" info="Userns create restricted - failed to find unprivileged_userns profile" error=-13 denied="userns_create")",
       "userns-restricted"},
      // The rule that is proposed says it all.
      {mount + R"(info="failed mntpnt match" error=-13)", ""},
      {mount + R"(info="failed srcname match" error=-13)", ""},
      {mount + R"(info="failed type match" error=-13)", ""},
      {mount + R"(info="failed flags match" error=-13)", ""},
      {mount + R"(info="failed data match" error=-13)", ""},
      {mount + R"(info="failed perms check" error=-13)", ""},
      {R"(operation="uring_cmd" requested="cmd" denied="sqpoll" info="failed cmd selection match")",
       ""},
  };
  for (const auto& [fields, id] : rows) {
    EXPECT_EQ(hint_of(fields), id) << fields;
    if (!id.empty()) {
      EXPECT_NE(hint_text(id), "") << id;
    }
  }
}

// An evidence file of an older version may lack info.
TEST(HintTable, TheReasonAloneWillDo) {
  evidence::Seen seen;
  seen.unusable = "the kernel could not resolve the path: Failed name lookup - disconnected path";
  EXPECT_EQ(hint_of_unusable(FileAccess{"a", 0, false}, seen), "attach-disconnected");
  seen.unusable = "the record names no family";
  EXPECT_EQ(hint_of_unusable(NetworkAccess{}, seen), "no-rule");
  EXPECT_EQ(hint_text("nonsense"), "");
}

}  // namespace
}  // namespace profgen::suggest
