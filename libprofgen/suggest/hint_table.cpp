#include "suggest/hint_table.hpp"

#include <algorithm>
#include <iterator>

namespace profgen::inline v0::suggest {
namespace {

struct Text {
  std::string_view id;
  std::string_view what;
};
constexpr Text texts[] = {
    {"attach-disconnected",
     "paths outside of the root were asked for ({0}, first: {1}); if they are wanted, the profile "
     "needs flags=(attach_disconnected)"},
    {"attach-disconnected-ipc",
     "message queues outside of the namespace were asked for ({0}, first: {1}); if they are "
     "wanted, "
     "the profile needs flags=(attach_disconnected.ipc)"},
    {"complain-left-on",
     "the profile is in complain mode and {1} ({0} accesses looked at): it protects nothing yet. "
     "If "
     "what was exercised is all that the program does, set it to enforce"},
    {"conflicting-attachment",
     "more than one profile fits a program equally well ({0}, first: {1}), so the kernel took "
     "none: "
     "make one attachment more exact, or name the profile in the exec rule (px -> PROFILE)"},
    {"crowd",
     "too many different names were asked for to keep apart ({0}, first: {1}); no rule comes of "
     "them by itself"},
    {"deleted-file",
     "files were used after they had been removed ({0}, first: {1}); no rule by name can match "
     "them. If the program fails by it, let it keep the file, or use flags=(mediate_deleted)"},
    {"empty-draft",
     "the profile is drafted because {1} enters it, but the log holds nothing that it did: let it "
     "run in complain mode and log once more before it is enforced"},
    {"log-loss",
     "records were lost before they reached the log ({0} that are known of: {1}): what is proposed "
     "may be incomplete. Raise the limit that dropped them (printk_ratelimit, audit_backlog_limit, "
     "journald's and rsyslog's rate limits) and log once more"},
    {"missing-hat",
     "hats were asked for that are not there ({0}, first: {1}): the profile needs a `^HAT {{ }}` "
     "of that name"},
    {"missing-profile",
     "profiles were to be entered that are not loaded ({0}, first: {1}): load them, or change the "
     "rule that names them"},
    {"missing-target",
     "profiles are to be entered that this policy does not have ({0}: {1}): write them, load the "
     "file that has them, or change the rule or the program that names them"},
    {"name-too-long",
     "names were longer than the kernel keeps ({0}, first: {1}): raise the module's parameter, "
     "apparmor.path_max=, at boot"},
    {"no-new-privs",
     "tasks with no_new_privs tried to change their profile ({0}, first: {1}): the kernel lets "
     "them only narrow it. Run the program by ix, stack the profile (px -> &PROFILE), or drop "
     "NoNewPrivileges= of its service"},
    {"noisy-deny",
     "some of what was refused or asked for is often a mere try that programs survive ({0}: {1}); "
     "if it "
     "works without, these deny rules keep the log quiet and grant nothing"},
    {"not-attached",
     "the profile is not that of what ran ({0}: {1}): start the program again after the profile "
     "was "
     "loaded, or correct the attachment"},
    {"no-rule", "some accesses have no rule that could be written ({0}, first: {1})"},
    {"not-needed", "the kernel tried some accesses without need ({0}, first: {1})"},
    {"other-namespace",
     "stands in a policy namespace of its own, not in this host's policy: {0} proposals are left "
     "out; refine them where that policy is kept"},
    {"ptrace-transition",
     "traced tasks could not change their profile ({0}, first: {1}): the tracer's profile needs "
     "`ptrace trace peer=PROFILE` for the profile that is entered"},
    {"refused-in-complain",
     "some accesses failed although the profile is in complain mode ({0}, first: {1}): what the "
     "program would have done behind them is not in the log. Mend what the other hints name and "
     "log "
     "once more"},
    {"rlimit-of-other",
     "limits of a task under another profile were to be set ({0}, first: {1}): that takes "
     "`capability sys_resource` beside the rule"},
    {"second-pass",
     "programs ran in //null- children ({0}: {1}), of which the kernel logs no network, mount, "
     "signal, unix or dbus access: load the changed profile and log once more in complain mode"},
    {"target-restricted",
     "a transition was refused because of what it would leave behind ({0}, first: {1}): the task "
     "is "
     "confined by a stack, and each profile in it must allow the change"},
    {"unconfined",
     "some accesses are those of unconfined tasks ({0}, first: {1}); no profile to change"},
    {"undecided-exec", "some accesses wait for an answer to an exec question ({0}, first: {1})"},
    {"unknown-record",
     "some records say more than this version knows ({0}, first: {1}): the kernel is newer; "
     "`events` shows them whole"},
    {"unresolved-path", "the kernel could not name some paths ({0}, first: {1})"},
    {"userns-restricted",
     "user namespaces of an unconfined program are restricted on that host ({0}, first: {1}): a "
     "profile of its own with a `userns,` rule allows them"},
};

// What the kernel writes into info=, by its first words, and what is to be done about it.
struct Info {
  std::string_view begin;
  std::string_view id;
  bool beside_rule = false;  // worth telling although a rule comes of the access
};
// Source: security/apparmor/{domain,file,ipc,mount,path,resource,task}.c, Ubuntu's patches for
// userns and IPC; most specific first.
constexpr Info infos[] = {
    {"Failed name lookup - disconnected IPC path", "attach-disconnected-ipc", true},
    {"Failed name lookup - disconnected path", "attach-disconnected"},
    {"Failed name lookup - deleted entry", "deleted-file"},
    {"Failed name lookup - name too long", "name-too-long"},
    {"Failed name lookup", "unresolved-path"},
    {"optional:", "not-needed"},
    {"label not found", "missing-profile"},
    {"profile not found", "missing-profile", true},
    {"profile transition not found", "missing-profile", true},
    {"failed to build target label", "missing-profile", true},
    {"hat not found", "missing-hat"},
    {"no new privs", "no-new-privs", true},
    {"ptrace prevents transition", "ptrace-transition", true},
    {"ptraced", "ptrace-transition", true},
    {"conflicting profile attachments", "conflicting-attachment", true},
    {"target restricted", "target-restricted", true},
    {"cap_sys_resource", "rlimit-of-other", true},
    {"Userns create restricted", "userns-restricted", true},
    {"unconfined can not change_hat", "unconfined"},
    // What part of a mount or of an io_uring command no rule matched: the rule that is proposed is
    // the answer, so nothing is told beside it.
    {"failed ", "no-rule"},
};

std::string_view id_of(std::string_view text, bool beside_rule) {
  for (const Info& info : infos)
    if (text.substr(0, info.begin.size()) == info.begin && (info.beside_rule || !beside_rule))
      return info.id;
  return {};
}

}  // namespace

std::vector<std::string_view> hint_ids() {
  std::vector<std::string_view> ids;
  for (const Text& text : texts) ids.push_back(text.id);
  return ids;
}

std::string_view hint_text(std::string_view id) {
  const auto* const found =
      std::find_if(std::begin(texts), std::end(texts), [id](const Text& t) { return t.id == id; });
  return found == std::end(texts) ? std::string_view() : found->what;
}

std::string_view hint_of_unusable(const Access& access, const evidence::Seen& seen) {
  const std::string_view by_info = id_of(seen.info, false);
  if (!by_info.empty()) return by_info;
  // An evidence file may have kept the reason without the words it came from.
  constexpr std::string_view resolve = "the kernel could not resolve the path: ";
  const std::string_view why = seen.unusable;
  if (why.substr(0, resolve.size()) == resolve) {
    const std::string_view by_reason = id_of(why.substr(resolve.size()), false);
    return by_reason.empty() ? std::string_view("unresolved-path") : by_reason;
  }
  if (why == "the task was unconfined") return "unconfined";
  if (why == "the record names no hat") return "missing-hat";
  if (why.substr(0, 7) == "unknown") return "unknown-record";
  const bool path = std::holds_alternative<FileAccess>(access) ||
                    std::holds_alternative<ExecAccess>(access) ||
                    std::holds_alternative<LinkAccess>(access);
  return path ? "unresolved-path" : "no-rule";
}

std::string_view hint_beside_rule(std::string_view info) { return id_of(info, true); }

}  // namespace profgen::inline v0::suggest
