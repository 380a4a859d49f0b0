// What --help of each command says below its first lines.
#pragma once

#include <string_view>

namespace profgen::tool {

inline constexpr std::string_view refine_help =
    "With --json requests are read from standard input and answered on standard output, one JSON\n"
    "object a line (docs/refine-json.md), by the same session that asks a person. With --answers\n"
    "nobody is asked: what the journal does not answer is left. LOG as for suggest.\n"
    "Exit code 0: all is answered and written; 1: something is left, or aborted.";

inline constexpr std::string_view report_help =
    "One page for whoever has to sign the change: what was read and what was not, events over "
    "time,\n"
    "the rules that `suggest` proposes with their evidence, severity and what the guard says of "
    "them,\n"
    "the diff, readiness to enforce before and after, what is refused and what is left. It holds "
    "all\n"
    "it needs (no network, no scripts), is light or dark as the reader's system is, and prints. "
    "LOG as\n"
    "for suggest; of evidence files there is no picture of the time. Nothing is changed.\n"
    "Exit code 0: nothing is proposed; 1: something is; 3: an input could not be read.";

inline constexpr std::string_view guard_help =
    "Without --explain the guard file is checked (--config FILE, or FILE) and the guard in force "
    "is\n"
    "printed as a guard file, each entry with the place where it stands. RULE is written as in a\n"
    "profile, its comma may be left out: \"/etc/shadow r\", \"capability sys_admin\",\n"
    "\"include <abstractions/nameservice>\", \"/usr/bin/foo Px\". The answers are those of "
    "`generate`\n"
    "to a trusted log line that asks for it: accept, ask (a person), refuse, deny. With -v every "
    "part\n"
    "that was looked at is listed. docs/guard.md tells what a guard file may hold.\n"
    "Exit code 0: the file is right, every rule is accepted; 1: some rule is not; 2: the file or "
    "a\n"
    "rule cannot be read.";

inline constexpr std::string_view help_help =
    "Manual pages and completions are written from the table that parses the command line, so they "
    "say\n"
    "what this program takes.\n"
    "  profgen help fleet deploy\n"
    "  profgen help --format=bash >/etc/bash_completion.d/profgen\n"
    "  profgen help --format=scdoc events | scdoc | man -l -\n"
    "Exit code 0: done; 2: there is no such command.";

inline constexpr std::string_view undo_help =
    "Puts the files of the last save back as they were before it, or those of save NUMBER of the\n"
    "list; files that it made are removed. A file that is not any more as that save left it stays "
    "as\n"
    "it is, and is told. The diff is shown. What was undone is a save of its own: undo-last once "
    "more\n"
    "takes it back. The last 50 saves are kept.\n"
    "Exit code 0: done; 1: some file was left.";

inline constexpr std::string_view apply_help =
    "FILE is what `profgen suggest --format=decisions` wrote, edited or not; - is standard input. "
    "The\n"
    "log is not needed, unless the answer to an exec was changed: then the rules below it are "
    "proposed\n"
    "anew from LOG, and what FILE does not answer is left. FILE is refused as a whole where it is "
    "not\n"
    "understood, or where a profile is not the one any more that it was made for. Profiles are "
    "checked\n"
    "and written in the policy directory, all of them or none.\n"
    "Exit code 0: all is decided and written; 1: questions are left, or FILE was refused.";

inline constexpr std::string_view fmt_help =
    "FILE is a profile, an abstraction or a tunable; a folder stands for the policy files in it, "
    "-\n"
    "for standard input (the result goes to standard output). Each file is replaced whole or not "
    "at\n"
    "all. A file with syntax errors stays as it is, its errors are shown. `# fmt: off` … `# fmt: "
    "on`\n"
    "around lines and `# fmt: skip` behind a rule keep their bytes.\n"
    "Exit code 0: done; 1: with --check or --diff a file would change, or a file has syntax "
    "errors.";

inline constexpr std::string_view merge_help =
    "Adds to FILE what it does not grant (or deny) yet by meaning: rules, includes that bring "
    "such\n"
    "rules, missing profiles, children and hats, with their comments and the variables they need.\n"
    "All other bytes of FILE stay. - is standard input. Contradictions (exec transitions, allow\n"
    "against deny, flags, attachments, limits, priorities, variables) are shown with both places.\n"
    "Exit code 0: merged; 1: there are contradictions, in which FILE was kept.";

inline constexpr std::string_view verify_help =
    "PROFILE is a file of profiles, which then stand in for those of the policy, or the name of a\n"
    "profile of the policy; without any, every profile that the logs name is judged. LOG as for\n"
    "suggest. What ran in //null- children is judged by the profile that the exec rules lead to.\n"
    "Also told: rules that nothing used, rules that others make superfluous (all of them may go "
    "at\n"
    "once), and whether complain mode left something out, so that another pass is owed.\n"
    "Exit code 0: nothing in the logs is without a rule; 1: something is.";

inline constexpr std::string_view ready_help =
    "Would enforce mode have blocked anything in this evidence, and is the evidence good enough "
    "to\n"
    "say so? PROFILE is the name of a profile of the policy or a file of profiles; its children "
    "and\n"
    "hats are judged with it. LOG as for suggest. The first line is the verdict with the "
    "weightiest\n"
    "reason. What a profile in force allowed is in no log, so the logs should go back to when it\n"
    "allowed little; docs/verify.md says what else cannot be known.\n"
    "Exit code 0: ready; 1: not ready; 3: an input could not be read.";

inline constexpr std::string_view learn_help =
    "Drafts a profile for PROGRAM (from its ELF file or its interpreter; nothing is run for that), "
    "loads\n"
    "it in complain mode, and goes through passes: PROGRAM ARGS is run, or with --wait you use it; "
    "what\n"
    "was logged is gone through as in `refine`; the profiles are saved and loaded. A pass that "
    "brings\n"
    "nothing new is the last one; then enforce mode is offered, with what `ready` says. A profile "
    "that\n"
    "attaches to PROGRAM already is switched to complain mode and learned further. Whenever it is "
    "left,\n"
    "the same command goes on.\n"
    "  profgen learn /usr/bin/tool -- --all     profgen learn nginx --wait\n"
    "  profgen learn nginx --root /mnt/image --log /mnt/image/var/log/audit\n"
    "Exit code 0: the profile is in enforce mode; 1: not yet; 2: no such program; 4: this host "
    "cannot\n"
    "(no AppArmor, no right), the draft is written; 5: the kernel refused, files are as they were.";

inline constexpr std::string_view unused_help =
    "Profiles of programs that this host (or --root) does not have, profiles that no record is of, "
    "and\n"
    "rules of the profiles themselves that nothing in the logs used. PROFILE narrows it: a name of "
    "the\n"
    "policy (with its children and hats) or a file of profiles. LOG as for suggest. What a rule in "
    "force\n"
    "allows is not logged, so name logs of the time before it stood: those that it was made from.\n"
    "Exit code 0: all is used; 1: something is not.";

inline constexpr std::string_view diff_help =
    "OLD and NEW are profile files or folders of them, - is standard input. Profiles are matched "
    "by\n"
    "name and compared after includes, variables, aliases, conditionals, deny rules and "
    "priorities:\n"
    "  + allowed by NEW, not by OLD    - allowed by OLD, not by NEW    ~ allowed in another way\n"
    "each with the rule that is responsible and, for patterns, an example. Includes are looked "
    "for\n"
    "below a folder (or beside a file) that has abstractions/ or tunables/, then as always. What "
    "is\n"
    "audited is not compared.\n"
    "Exit code 0: the same meaning; 1: differences.";

inline constexpr std::string_view collect_help =
    "Boils logs down to evidence: each distinct access with its counts, times, hosts, programs "
    "and\n"
    "one record. Evidence files may stand wherever a LOG may, here and in every other command, so\n"
    "evidence is merged by collecting it again, in any order and in any number of steps: what two\n"
    "files have of the same log counts once. FILE is JSON Lines, replaced as a whole or not at "
    "all.\n"
    "Name all logs of a host in one run: then a record that is in several of them counts once.\n"
    "Exit code 0: done; 3: an input could not be read (FILE has what could, or is as it was).";

inline constexpr std::string_view mode_help =
    "MODE is enforce, complain, kill, unconfined, prompt or default_allow, or audit, which is "
    "switched\n"
    "on beside the mode. NAME is a profile (a child as a//b), a policy file, or a program: the\n"
    "profile that attaches to it. Only the flags in the headers change, every other byte of the "
    "files\n"
    "stays. A disable/ link goes when a mode is set, a force-complain/ link when it is not "
    "complain.\n"
    "What the kernel has of a file is then replaced in one step; nothing is ever removed from "
    "it.\n"
    "  profgen mode complain nginx          profgen mode enforce /usr/sbin/nginx\n"
    "  profgen mode audit usr.bin.man       profgen mode audit --remove usr.bin.man\n"
    "Exit code 0: done; 1: a profile would not load, nothing was changed; 4: the system refused; "
    "5:\n"
    "the compiler or the kernel refused, and the files are as they were.";

inline constexpr std::string_view park_help =
    "Replaces loaded profiles, with their children and hats, by ones with flags=(unconfined): "
    "what\n"
    "runs under them goes on unhindered, nothing is removed from the kernel, and --undo confines "
    "the\n"
    "same processes again. Without --persist no file changes: the next start loads what is on "
    "disk.\n"
    "  profgen park nginx     profgen park --undo nginx\n"
    "Exit codes as of `mode`.";

inline constexpr std::string_view load_help =
    "FILE is a policy file, a folder stands for the files in it. All are checked, compiled and "
    "handed\n"
    "to the kernel in one step: all or none. What disable/ names is skipped, what force-complain/\n"
    "names is loaded in complain mode. The compiler's cache is not used.\n"
    "  profgen load /etc/apparmor.d/usr.sbin.nginx     profgen load --dry-run /etc/apparmor.d\n"
    "Exit code 0: loaded; 1: a file is wrong, nothing was loaded; 4: the kernel refused.";

inline constexpr std::string_view status_help =
    "Loaded profiles by mode, processes and what confines them, unconfined processes whose "
    "program\n"
    "has a profile; what differs between disk and kernel; disable/ and force-complain/ links; "
    "files\n"
    "with errors. -q shows the findings only. --json is aa-status's schema with a key `profgen`.\n"
    "  profgen status     profgen status --root /mnt/image\n"
    "Exit code 0: all is as it should be; 1: something is not; 4: no AppArmor, or no right to "
    "ask.";

inline constexpr std::string_view unconfined_help =
    "Programs that wait on TCP or UDP (also IPv6) in any network namespace and have no profile, or "
    "one\n"
    "in unconfined mode. A profile that is on disk for the program is named.\n"
    "  profgen unconfined     profgen unconfined --all --unix --json\n"
    "Exit code 0: every one has a profile; 1: some have none; 4: no AppArmor, or some processes\n"
    "could not be looked into.";

inline constexpr std::string_view logs_help =
    "LOG is a file or folder of audit.log, syslog, kern.log, dmesg or journalctl text (also -o "
    "json\n"
    "and export), of a container runtime's or log collector's JSON lines, plain or compressed; a\n"
    "journal file; journal: (this host's) or journal:/path; - for standard input; with --follow "
    "also\n"
    "audit: (the kernel's records as they come). Without any, this host's own logs are read: "
    "audit.log\n"
    "with what was rotated away from it, else the journal, else syslog.";

inline constexpr std::string_view check_help =
    "A folder stands for the files in it, - for standard input.\n"
    "Exit code 0: every file is accepted; 1: some are not. What the compiler accepts and is yet\n"
    "worth a second look is a warning or a note; `# profgen: ignore[ID] reason` suppresses it at\n"
    "the end of its line, on the line before, or before anything else for the whole file.";

inline constexpr std::string_view fleet_help =
    "What is rolled out is a bundle: profiles with what they include, immutable, named by its "
    "digest.";
inline constexpr std::string_view kube_help =
    "The cluster is reached through kubectl, as its user has it (docs/kubernetes-pods.md). A "
    "profile\n"
    "for containers has a name and no path: pods ask for it by that name (docs/containers.md).";

}  // namespace profgen::tool
