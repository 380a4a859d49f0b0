#include "tools/profgen/command_options.hpp"

namespace profgen::tool {
namespace {

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

}  // namespace

void events_options(po::options_description& options) {
  options.add_options()("ignored", "list what was not used, and why, instead of the events")  //
      ("follow,f", "go on as the logs grow, through their rotation, until interrupted")       //
      ("new", "with --follow: leave out what the logs hold already")                          //
      ("correlate",
       "take exe, cwd, arguments and the kind of object from the other audit records of an "
       "event")  //
      ("containers",
       "name the pod and container of processes of this host that still live (docs/containers.md)");
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
       "name programs by their path (exe of the event's SYSCALL record), not by their comm")  //
      ("containers",
       "keep the pod and container of processes of this host that still live as workloads");
}

void refine_options(po::options_description& options) {
  learning_options(options);
  options.add_options()(
      "aa-json",
      "speak aa-logprof's JSON dialogue (2.12) on standard input and output (docs/aa-json.md)");
  options.add_options()("new", "drop the answers of a session that was left, and begin again")  //
      ("answers", po::value<std::string>()->value_name("FILE"),
       "answer with the journal of a session (- is standard input), without a terminal, and "
       "save")  //
      ("dry-run", "with --answers: report, print the diff, write nothing");
  saving_options(options);
}

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

void help_options(po::options_description& options) {
  options.add_options()("format",
                        po::value<std::string>()->default_value("text")->value_name("FORMAT"),
                        "text, scdoc (the manual page of COMMAND), json (the whole table of "
                        "commands), or a completion "
                        "script: bash, zsh, fish")  //
      ("output,o", po::value<std::string>()->value_name("DIR"),
       "with scdoc: write every page there")  //
      ("profiles", "list the names of the policy's profiles, as completions need them");
}

void report_options(po::options_description& options) {
  learning_options(options);
  options.add_options()("output,o", po::value<std::string>()->value_name("FILE.html"),
                        "write the page here (needed); - is standard output")  //
      ("rollout", po::value<std::vector<std::string>>()->value_name("RUN.jsonl"),
       "the journal of a rollout, whose decisions and denials go onto the page (repeatable)")  //
      ("as-of", po::value<std::string>()->value_name("TIME"),
       "now, as 2026-11-23T18:12:38Z (default: the clock's)");
}

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

void verify_options(po::options_description& options) {
  options.add_options()("all", "list the accesses that are allowed too, each with its rules")  //
      ("rules",
       "list the profile's own rules (as -v does): severity, cost, what each was used for, and "
       "what "
       "less would do");
}

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
       "switch the kernel's rate limit for messages off meanwhile, where no auditd runs")   //
      ("exact", "literal rules only: no variables, no globs, no abstractions; exec is ix")  //
      ("generalise", po::value<std::string>()->value_name("LEVEL"),
       "exact, careful or broad, whatever the guard file says (default: careful)")  //
      ("abi", po::value<std::string>()->value_name("ABI"),
       "abi of new profiles, as abi/3.0, or none (default: the newest this host's parser takes)");
  saving_options(options);
}

void no_options(po::options_description&) {}

void mode_options(po::options_description& options) {
  options.add_options()("with-children", "the children and hats of the profiles too")  //
      ("remove", "with audit: switch it off")                                          //
      ("no-reload", "change the files only; the kernel keeps what it has");
}

void park_options(po::options_description& options) {
  options.add_options()("undo", "load them from disk again")  //
      ("persist",
       "mark them on disk too: a comment keeps the flags they had, and --undo puts them back");
}

void load_file_options(po::options_description& options) {
  options.add_options()("dry-run", "check and compile, load nothing");
}

void unconfined_options(po::options_description& options) {
  options.add_options()("all", "list those that have a profile too")  //
      ("unix", "also programs that listen on unix sockets");
}

}  // namespace profgen::tool
