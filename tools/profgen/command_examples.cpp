#include "tools/profgen/command_book.hpp"

namespace profgen::tool {
namespace {

struct ExampleRow {
  std::string_view command, text, line;
};

constexpr ExampleRow example_rows[] = {
    {"apply", "Carry out what was decided in a file that `suggest` wrote",
     "profgen apply decisions.yaml"},
    {"events", "What AppArmor logged in the audit logs of this host, decoded", "profgen events"},
    {"events", "What is logged from now on", "profgen events --follow --new"},
    {"events", "One JSON object a line, for other programs", "profgen events --json audit.log"},
    {"collect", "A host's logs as evidence, compressed",
     "profgen collect /var/log/audit -o host.jsonl.zst"},
    {"collect", "What is new since the last time, added to the same file",
     "profgen collect --since-last -o /var/lib/profgen/evidence/host.jsonl"},
    {"collect", "The evidence of many hosts in one file",
     "profgen collect hosts/*.jsonl -o all.jsonl"},
    {"suggest", "What each profile lacks, with every detail", "profgen suggest -v audit.log"},
    {"suggest", "The same as a file to edit, for `apply`",
     "profgen suggest --format=decisions audit.log"},
    {"generate", "Profiles as the guard file allows them, into a folder to look at",
     "profgen generate audit.log --config profgen.yaml -o profiles/"},
    {"generate", "Edit the policy in place", "profgen generate -o /etc/apparmor.d"},
    {"ready", "Ready only if nothing was logged for a week",
     "profgen ready nginx --quiet-for 7d /var/log/audit"},
    {"guard", "What the guard says of a rule, and by which entry",
     "profgen guard --explain '/etc/shadow r'"},
    {"help", "Completion of bash for this session", "source <(profgen help --format=bash)"},
    {"refine", "Go through what this host logged", "profgen refine"},
    {"refine", "Only one profile, and see the diff of a session that was kept",
     "profgen refine --profile nginx --answers session.jsonl --dry-run audit.log"},
    {"report", "One page that shows a reviewer what is asked for and why",
     "profgen report audit.log -o review.html"},
    {"check", "Every profile of the host", "profgen check /etc/apparmor.d"},
    {"check", "Warnings reject a file, too, as in CI", "profgen check --werror profiles/"},
    {"diff", "What the new policy grants more", "profgen diff --only granted old/ new/"},
    {"fmt", "See what would be laid out anew", "profgen fmt --diff profiles/"},
    {"learn", "Run a program until nothing new is logged", "profgen learn /usr/bin/tool -- --all"},
    {"learn", "A service that you use yourself meanwhile", "profgen learn nginx --wait"},
    {"load", "See whether all would load", "profgen load --dry-run /etc/apparmor.d"},
    {"merge", "The rules of both in the first file",
     "profgen merge --in-place usr.bin.foo other/usr.bin.foo"},
    {"mode", "One profile into complain mode, on disk and in the kernel",
     "profgen mode complain nginx"},
    {"park", "Off without a gap", "profgen park nginx"},
    {"park", "And on again", "profgen park --undo nginx"},
    {"status", "Findings only", "profgen status -q"},
    {"tree", "How a profile is read", "profgen tree /etc/apparmor.d/usr.bin.man"},
    {"undo-last", "What was written last, taken back", "profgen undo-last"},
    {"undo-last", "The saves that are kept", "profgen undo-last --list"},
    {"unused", "What nothing in these logs used", "profgen unused /var/log/audit"},
    {"unconfined", "Programs that listen on unix sockets as well", "profgen unconfined --unix"},
    {"verify", "Which rule allows each access, and what has none",
     "profgen verify --all usr.bin.foo audit.log"},
    {"fleet bundle", "A profile with all that it includes, in a file",
     "profgen fleet bundle nginx --name web -o web.bundle"},
    {"fleet show", "What a bundle holds, and whether its signature is good",
     "profgen fleet show web.bundle --verify allowed_signers"},
    {"fleet nodes", "The nodes of a group", "profgen fleet nodes --selector @web"},
    {"fleet preflight", "Which nodes can take part, and why others cannot",
     "profgen fleet preflight"},
    {"fleet plan", "What a bundle would change, node by node", "profgen fleet plan web.bundle"},
    {"fleet deploy", "Roll out the bundle of exactly this digest",
     "profgen fleet deploy web.bundle --digest sha256:…"},
    {"fleet resume", "Go on where a rollout stopped", "profgen fleet resume"},
    {"fleet abort", "End the last rollout where it stands", "profgen fleet abort"},
    {"fleet rollback", "Take the last rollout back", "profgen fleet rollback"},
    {"fleet status", "How far the last rollout is", "profgen fleet status"},
    {"fleet verify", "Put right what differs from the bundle",
     "profgen fleet verify web.bundle --correct"},
    {"fleet collect", "What the nodes logged, as evidence", "profgen fleet collect -o fleet.jsonl"},
    {"fleet refine", "Collect, refine and bundle in one go",
     "profgen fleet refine --bundle web.bundle"},
    {"fleet retire", "Take away what nobody has used for long", "profgen fleet retire old-profile"},
    {"fleet import", "Objects of the security-profiles-operator as profiles",
     "profgen fleet import spo objects.yaml -o profiles/"},
    {"fleet export", "A profile as an object of the security-profiles-operator",
     "profgen fleet export spo usr.bin.foo -o object.yaml"},
    {"kube nodes", "What each node of the cluster has", "profgen kube nodes"},
    {"kube users", "Pods that name a profile, in every namespace",
     "profgen kube users --all-namespaces"},
    {"kube explain", "Why a pod does not start", "profgen kube explain web-0"},
    {"kube annotate", "A manifest whose pods name a profile",
     "profgen kube annotate -f web.yaml --profile web"},
    {"kube patch", "A workload of the cluster that is to have a profile",
     "profgen kube patch deployment/web --profile web --dry-run"},
    {"kube roll", "Pods onto the next version of a profile",
     "profgen kube roll web --to web-2 --all-namespaces"},
    {"kube policy", "Only these profiles in a namespace",
     "profgen kube policy --namespace shop --allow 'shop-*'"},
    {"kube template", "A profile that a container begins with",
     "profgen kube template web -o web.profile"},
};

}  // namespace

std::vector<manual::Example> examples_of(const std::string& command) {
  std::vector<manual::Example> out;
  for (const ExampleRow& row : example_rows)
    if (row.command == command) out.push_back({std::string(row.text), std::string(row.line)});
  return out;
}

}  // namespace profgen::tool
