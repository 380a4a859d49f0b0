#include "tools/profgen/command.hpp"

namespace profgen::tool {
namespace {

void events_options(po::options_description& options) {
  options.add_options()("ignored", "list what was not used, and why, instead of the events")  //
      ("follow,f", "go on as the logs grow, through their rotation, until interrupted")       //
      ("new", "with --follow: leave out what the logs hold already")                          //
      ("correlate",
       "take exe, cwd, arguments and the kind of object from the other audit records of an event");
}

void collect_options(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "write the evidence here (needed); FILE.zst is compressed, - is standard "
                        "output")  //
      ("since-last",
       "go on from what FILE holds: logs are read from where the last run stopped, through their "
       "rotation, and what is new is added to FILE")  //
      ("host", po::value<std::string>()->value_name("NAME"),
       "the host of records that name none, as those of audit.log")  //
      ("correlate",
       "name programs by their path (exe of the event's SYSCALL record), not by their comm");
}

void learning_options(po::options_description& options) {
  options.add_options()("profile", po::value<std::string>()->value_name("NAME"),
                        "only this profile")                                                //
      ("exact", "literal rules only: no variables, no globs, no abstractions; exec is ix")  //
      ("generalise", po::value<std::string>()->value_name("LEVEL"),
       "exact, careful or broad, whatever the guard file says (default: careful)")  //
      ("enforce", "new profiles are written without flags=(complain)")              //
      ("abi", po::value<std::string>()->value_name("ABI"),
       "abi of new profiles, as abi/3.0, or none (default: the newest this host's parser takes)");
}

void saving_options(po::options_description& options) {
  options.add_options()(
      "local",
      "put rules for standing profiles into the local/ file that they include")  //
      ("no-reload", "leave the kernel as it is");
}

void refine_options(po::options_description& options) {
  learning_options(options);
  options.add_options()(
      "aa-json",
      "speak aa-logprof's JSON dialogue (2.12) on standard input and output (docs/aa-json.md)");
  options.add_options()("new", "drop the answers of a session that was left, and begin again")  //
      ("answers", po::value<std::string>()->value_name("FILE"),
       "answer with the journal of a session (- is standard input), without a terminal, and save")  //
      ("dry-run", "with --answers: report, print the diff, write nothing");
  saving_options(options);
}

constexpr std::string_view refine_help =
    "With --json requests are read from standard input and answered on standard output, one JSON\n"
    "object a line (docs/refine-json.md), by the same session that asks a person. With --answers\n"
    "nobody is asked: what the journal does not answer is left. LOG as for suggest.\n"
    "Exit code 0: all is answered and written; 1: something is left, or aborted.";

void suggest_options(po::options_description& options) {
  learning_options(options);
  options.add_options()(
      "format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
      "text (with -v: all detail), rules, profile, diff (for patch -p1), decisions "
      "(a file to edit, for apply) or json");
}

void generate_options(po::options_description& options) {
  learning_options(options);
  options.add_options()("output,o", po::value<std::string>()->value_name("DIR"),
                        "write the profiles here (needed unless --dry-run); the policy directory "
                        "itself edits in place")  //
      ("dry-run", "decide and report, print the diff, write nothing");
  saving_options(options);
}

void guard_options(po::options_description& options) {
  options.add_options()("explain", "say of each RULE what the guard answers, and why")  //
      ("profile", po::value<std::string>()->value_name("NAME"),
       "with --explain: as in this profile, by the sections that are for it")  //
      ("default", "print the guard that is built in, as a guard file");
}

void report_options(po::options_description& options) {
  learning_options(options);
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE.html"),
                        "write the page here (needed); - is standard output")  //
      ("as-of", po::value<std::string>()->value_name("TIME"),
       "now, as 2026-11-23T18:12:38Z (default: the clock's)");
}

constexpr std::string_view report_help =
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

constexpr std::string_view guard_help =
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
void apply_options(po::options_description& options) {
  options.add_options()("exact", "with LOG: as it was given to suggest")  //
      ("dry-run", "check and report, print the diff, write nothing");
  saving_options(options);
}

void undo_options(po::options_description& options) {
  options.add_options()("list", "show the saves that are kept, change nothing")  //
      ("dry-run", "show what would be put back, change nothing")                 //
      ("no-reload", "leave the kernel as it is");
}

constexpr std::string_view undo_help =
    "Puts the files of the last save back as they were before it, or those of save NUMBER of the\n"
    "list; files that it made are removed. A file that is not any more as that save left it stays "
    "as\n"
    "it is, and is told. The diff is shown. What was undone is a save of its own: undo-last once "
    "more\n"
    "takes it back. The last 50 saves are kept.\n"
    "Exit code 0: done; 1: some file was left.";

constexpr std::string_view apply_help =
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

void tree_options(po::options_description& options) {
  options.add_options()("as-text", "print the bytes back from the tree");
}

void check_options(po::options_description& options) {
  options.add_options()("base", po::value<std::string>()->value_name("DIR"),
                        "include root instead of the policy directory")  //
      ("no-lint", "errors only")                                         //
      ("lint", po::value<std::vector<std::string>>()->value_name("ID=LEVEL"),
       "the level of a lint: off, info, warning or error (repeatable; all=LEVEL: those not "
       "named)")                                //
      ("werror", "warnings reject a file too")  //
      ("parser-version", po::value<std::string>()->value_name("VERSION"),
       "the apparmor_parser that is to take the files (default: this host's)")  //
      ("list-lints", "show the lints with their levels instead");
}

void fmt_options(po::options_description& options) {
  options.add_options()("check", "write nothing; name the files that would change")  //
      ("diff", "write nothing; show what would change")                              //
      ("keep-order", "sort nothing: every rule stays where it stands");
}

constexpr std::string_view fmt_help =
    "FILE is a profile, an abstraction or a tunable; a folder stands for the policy files in it, "
    "-\n"
    "for standard input (the result goes to standard output). Each file is replaced whole or not "
    "at\n"
    "all. A file with syntax errors stays as it is, its errors are shown. `# fmt: off` … `# fmt: "
    "on`\n"
    "around lines and `# fmt: skip` behind a rule keep their bytes.\n"
    "Exit code 0: done; 1: with --check or --diff a file would change, or a file has syntax "
    "errors.";

void diff_options(po::options_description& options) {
  options.add_options()("only", po::value<std::string>()->value_name("WHICH"),
                        "granted: only what NEW may do more; removed: only what it may do less");
}

void merge_options(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                        "write the result here (default: standard output)")  //
      ("in-place,i", "write the result to the first file")                   //
      ("prefer", po::value<std::string>()->value_name("SIDE"),
       "in conflicts: ours keeps the first file (default), theirs takes the other's side where it "
       "can");
}

constexpr std::string_view merge_help =
    "Adds to FILE what it does not grant (or deny) yet by meaning: rules, includes that bring "
    "such\n"
    "rules, missing profiles, children and hats, with their comments and the variables they need.\n"
    "All other bytes of FILE stay. - is standard input. Contradictions (exec transitions, allow\n"
    "against deny, flags, attachments, limits, priorities, variables) are shown with both places.\n"
    "Exit code 0: merged; 1: there are contradictions, in which FILE was kept.";

void verify_options(po::options_description& options) {
  options.add_options()("all", "list the accesses that are allowed too, each with its rules")  //
      ("rules",
       "list the profile's own rules (as -v does): severity, cost, what each was used for, and "
       "what "
       "less would do");
}

constexpr std::string_view verify_help =
    "PROFILE is a file of profiles, which then stand in for those of the policy, or the name of a\n"
    "profile of the policy; without any, every profile that the logs name is judged. LOG as for\n"
    "suggest. What ran in //null- children is judged by the profile that the exec rules lead to.\n"
    "Also told: rules that nothing used, rules that others make superfluous (all of them may go "
    "at\n"
    "once), and whether complain mode left something out, so that another pass is owed.\n"
    "Exit code 0: nothing in the logs is without a rule; 1: something is.";

void ready_options(po::options_description& options) {
  options.add_options()("quiet-for", po::value<std::string>()->value_name("TIME"),
                        "ready only if for so long (90s, 15m, 12h, 7d, 2w) nothing was logged that "
                        "the profile in force did not allow")  //
      ("min-runs", po::value<unsigned>()->value_name("N"),
       "ready only if the program was seen at work in so many runs")  //
      ("loaded-at", po::value<std::string>()->value_name("TIME"),
       "the profile is loaded as it is since TIME: what complain mode did not show before owes no "
       "other pass")                                                                           //
      ("accept-loss", "logs that say themselves that they are not complete are no hindrance")  //
      ("untrusted", po::value<std::string>()->default_value("refuse")->value_name("WHAT"),
       "what only records tell of that anyone may write: refuse (it is no evidence for the "
       "profile, "
       "but against it), accept (as any other), ignore")  //
      ("as-of", po::value<std::string>()->value_name("TIME"),
       "now, as 2026-11-23T18:12:38Z (default: the clock's)")  //
      ("all", "list every access that would be blocked");
}

constexpr std::string_view ready_help =
    "Would enforce mode have blocked anything in this evidence, and is the evidence good enough "
    "to\n"
    "say so? PROFILE is the name of a profile of the policy or a file of profiles; its children "
    "and\n"
    "hats are judged with it. LOG as for suggest. The first line is the verdict with the "
    "weightiest\n"
    "reason. What a profile in force allowed is in no log, so the logs should go back to when it\n"
    "allowed little; docs/verify.md says what else cannot be known.\n"
    "Exit code 0: ready; 1: not ready; 3: an input could not be read.";

void learn_options(po::options_description& options) {
  options.add_options()("wait", "do not run PROGRAM: use it yourself, any key ends the pass")  //
      ("for", po::value<std::string>()->value_name("TIME"),
       "end a pass after so long (90s, 15m, 12h)")  //
      ("log", po::value<std::vector<std::string>>()->value_name("LOG"),
       "events that were captured elsewhere, instead of passes here (repeatable)")  //
      ("unattended", "the guard file decides, nobody is asked")                     //
      ("passes", po::value<unsigned>()->default_value(10)->value_name("N"),
       "with --unattended: give up after so many passes that all brought something new")  //
      ("enforce", "with --unattended: switch to enforce mode once ready says so")         //
      ("dry-run", "show the draft, change nothing")                                       //
      ("new", "begin again, whatever was learned before")                                 //
      ("status", "show how far it is, change nothing")                                    //
      ("fix-ratelimit",
       "switch the kernel's rate limit for messages off meanwhile, where no auditd runs")  //
      ("exact", "literal rules only: no variables, no globs, no abstractions; exec is ix")  //
      ("generalise", po::value<std::string>()->value_name("LEVEL"),
       "exact, careful or broad, whatever the guard file says (default: careful)")  //
      ("abi", po::value<std::string>()->value_name("ABI"),
       "abi of new profiles, as abi/3.0, or none (default: the newest this host's parser takes)");
  saving_options(options);
}

constexpr std::string_view learn_help =
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

void no_options(po::options_description&) {}

constexpr std::string_view unused_help =
    "Profiles of programs that this host (or --root) does not have, profiles that no record is of, "
    "and\n"
    "rules of the profiles themselves that nothing in the logs used. PROFILE narrows it: a name of "
    "the\n"
    "policy (with its children and hats) or a file of profiles. LOG as for suggest. What a rule in "
    "force\n"
    "allows is not logged, so name logs of the time before it stood: those that it was made from.\n"
    "Exit code 0: all is used; 1: something is not.";

constexpr std::string_view diff_help =
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

constexpr std::string_view collect_help =
    "Boils logs down to evidence: each distinct access with its counts, times, hosts, programs "
    "and\n"
    "one record. Evidence files may stand wherever a LOG may, here and in every other command, so\n"
    "evidence is merged by collecting it again, in any order and in any number of steps: what two\n"
    "files have of the same log counts once. FILE is JSON Lines, replaced as a whole or not at "
    "all.\n"
    "Name all logs of a host in one run: then a record that is in several of them counts once.\n"
    "Exit code 0: done; 3: an input could not be read (FILE has what could, or is as it was).";


void mode_options(po::options_description& options) {
  options.add_options()("with-children", "the children and hats of the profiles too")  //
      ("remove", "with audit: switch it off")                                          //
      ("no-reload", "change the files only; the kernel keeps what it has");
}

constexpr std::string_view mode_help =
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

void park_options(po::options_description& options) {
  options.add_options()("undo", "load them from disk again")  //
      ("persist",
       "mark them on disk too: a comment keeps the flags they had, and --undo puts them back");
}

constexpr std::string_view park_help =
    "Replaces loaded profiles, with their children and hats, by ones with flags=(unconfined): "
    "what\n"
    "runs under them goes on unhindered, nothing is removed from the kernel, and --undo confines "
    "the\n"
    "same processes again. Without --persist no file changes: the next start loads what is on "
    "disk.\n"
    "  profgen park nginx     profgen park --undo nginx\n"
    "Exit codes as of `mode`.";

void load_options_of(po::options_description& options) {
  options.add_options()("dry-run", "check and compile, load nothing");
}

constexpr std::string_view load_help =
    "FILE is a policy file, a folder stands for the files in it. All are checked, compiled and "
    "handed\n"
    "to the kernel in one step: all or none. What disable/ names is skipped, what force-complain/\n"
    "names is loaded in complain mode. The compiler's cache is not used.\n"
    "  profgen load /etc/apparmor.d/usr.sbin.nginx     profgen load --dry-run /etc/apparmor.d\n"
    "Exit code 0: loaded; 1: a file is wrong, nothing was loaded; 4: the kernel refused.";

constexpr std::string_view status_help =
    "Loaded profiles by mode, processes and what confines them, unconfined processes whose "
    "program\n"
    "has a profile; what differs between disk and kernel; disable/ and force-complain/ links; "
    "files\n"
    "with errors. -q shows the findings only. --json is aa-status's schema with a key `profgen`.\n"
    "  profgen status     profgen status --root /mnt/image\n"
    "Exit code 0: all is as it should be; 1: something is not; 4: no AppArmor, or no right to "
    "ask.";

void unconfined_options(po::options_description& options) {
  options.add_options()("all", "list those that have a profile too")  //
      ("unix", "also programs that listen on unix sockets");
}

constexpr std::string_view unconfined_help =
    "Programs that wait on TCP or UDP (also IPv6) in any network namespace and have no profile, or "
    "one\n"
    "in unconfined mode. A profile that is on disk for the program is named.\n"
    "  profgen unconfined     profgen unconfined --all --unix --json\n"
    "Exit code 0: every one has a profile; 1: some have none; 4: no AppArmor, or some processes\n"
    "could not be looked into.";

constexpr std::string_view logs_help =
    "LOG is a file or folder of audit.log, syslog, kern.log, dmesg or journalctl text (also -o "
    "json\n"
    "and export), of a container runtime's or log collector's JSON lines, plain or compressed; a\n"
    "journal file; journal: (this host's) or journal:/path; - for standard input; with --follow "
    "also\n"
    "audit: (the kernel's records as they come). Without any, this host's own logs are read: "
    "audit.log\n"
    "with what was rotated away from it, else the journal, else syslog.";

const CommandInfo table[] = {
    {"apply", "FILE [LOG…]", "carry out an edited decision file", apply_help, apply_options,
     run_apply},
    {"events", "[LOG…]", "show the AppArmor events in a log", logs_help, events_options,
     run_events},
    {"collect", "[LOG|EVIDENCE…] -o FILE", "boil logs down to evidence, and merge evidence",
     collect_help, collect_options, run_collect},
    {"suggest", "[LOG…]", "what each profile lacks, with reasons; changes nothing", logs_help,
     suggest_options, run_suggest},
    {"generate", "[LOG…] -o DIR", "write profiles unattended, as the guard file allows", logs_help,
     generate_options, run_generate},
    {"ready", "PROFILE [LOG…]", "would enforce mode have blocked anything? quiet since when?",
     ready_help, ready_options, run_ready},
    {"guard", "[FILE] | --explain RULE…", "check the guard file; say what it answers, and why",
     guard_help, guard_options, run_guard},
    {"refine", "[LOG…]", "go through the suggestions with a person, then save", refine_help,
     refine_options, run_refine},
    {"report", "[LOG…] -o FILE.html", "one page for a reviewer: evidence, rules, diff, readiness",
     report_help, report_options, run_report},
    {"check", "FILE…", "find the errors of profiles",
     "A folder stands for the files in it, - for standard input.\n"
     "Exit code 0: every file is accepted; 1: some are not. What the compiler accepts and is yet\n"
     "worth a second look is a warning or a note; `# profgen: ignore[ID] reason` suppresses it at\n"
     "the end of its line, on the line before, or before anything else for the whole file.",
     check_options, run_check},
    {"diff", "OLD NEW", "what one policy grants that the other does not, by meaning", diff_help,
     diff_options, run_diff},
    {"fmt", "FILE…", "lay out profiles in the canonical way; their meaning stays", fmt_help,
     fmt_options, run_fmt},
    {"learn", "PROGRAM [-- ARGS…]", "from no profile to enforce: draft, exercise, refine, repeat",
     learn_help, learn_options, run_learn},
    {"load", "FILE…", "check, compile and load profiles, all or none", load_help, load_options_of,
     run_load},
    {"merge", "FILE OTHER…", "add to a profile what others grant more", merge_help, merge_options,
     run_merge},
    {"mode", "MODE NAME…", "change the mode of profiles, on disk and loaded", mode_help,
     mode_options, run_mode},
    {"park", "NAME…", "switch loaded profiles off and on again, without a gap", park_help,
     park_options, run_park},
    {"status", "", "what is loaded, what runs under it, and what differs from the disk",
     status_help, no_options, run_status},
    {"tree", "FILE…", "show how a profile is read", "", tree_options, run_tree},
    {"undo-last", "[NUMBER]", "put the files of the last save back as they were", undo_help,
     undo_options, run_undo_last},
    {"unused", "[PROFILE…] [LOG…]", "profiles and rules that nothing used", unused_help, no_options,
     run_unused},
    {"unconfined", "", "listening programs without a profile", unconfined_help, unconfined_options,
     run_unconfined},
    {"verify", "PROFILE… [LOG…]", "replay logs against profiles: which rule allows what",
     verify_help, verify_options, run_verify},
};

}  // namespace

std::span<const CommandInfo> commands() { return table; }

}  // namespace profgen::tool
