// File rules that grant more than one program needs.
#include <iterator>

#include "policy/aare_once.hpp"
#include "policy/aare_sets.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr FilePerms writes = file_perm::write | file_perm::append;

// A directory of which a program should not hold all of such a permission.
struct Zone {
  std::string_view directory, name;
  FilePerms perms;
};
constexpr Zone zones[] = {
    {"/", "every file", writes | file_perm::read | file_perm::exec},
    {"/etc/", "the whole configuration of the system", writes},
    {"/usr/", "every installed program", writes},
    {"/usr/bin/", "every installed program", writes},
    {"/usr/lib/", "every installed library", writes},
    {"/boot/", "the kernel that is started next", writes},
    {"/home/somebody/", "all that a person keeps, the shell's start files too", writes},
    {"/root/", "all that the administrator keeps", writes},
    {"/var/", "the data of every program", writes},
    {"/dev/", "every device", writes},
    {"/sys/", "all settings of the kernel", writes},
};

FilePerms perms_of(const FileRule& file) {
  return static_cast<FilePerms>(file.perms | (file.exec.empty() ? 0 : file_perm::exec));
}

std::string verbs(FilePerms perms) {
  const bool w = (perms & writes) != 0, x = (perms & file_perm::exec) != 0;
  if (w && x) return "written and executed";
  if (x) return "executed";
  return w ? "written" : "read";
}

// A bit for each zone of which the pattern holds all: what stands in it, and what stands deeper.
std::uint32_t zones_in(std::string_view pattern) {
  const std::string_view prefix = literal_prefix(pattern);
  std::uint32_t found = 0;
  AareProgram program;
  for (std::size_t i = 0; i < std::size(zones); ++i) {
    if (!prefixes_meet(zones[i].directory, prefix)) continue;
    if (program.starts.empty() && program.add(pattern, 0)) return 0;
    const std::string directory(zones[i].directory);
    if (aare_matches(program, directory + "nobody-calls-it-so") &&
        aare_matches(program, directory + "nobody/calls-it-so.either"))
      found |= std::uint32_t{1} << i;
  }
  return found;
}

const Zone* zone_of(LintContext& context, const std::string& pattern, FilePerms perms) {
  if (pattern.find("**") == std::string::npos) return nullptr;
  const auto [known, added] = context.zones.try_emplace(pattern, 0);
  if (added) known->second = zones_in(pattern);
  for (std::size_t i = 0; i < std::size(zones); ++i)
    if ((zones[i].perms & perms) != 0 && (known->second >> i & 1U) != 0) return &zones[i];
  return nullptr;
}

bool is_candidate(const LintRule& rule) { return allows(rule.prefix) && confines(rule.profile); }

}  // namespace

void lint_too_wide(LintContext& context) {
  for (const LintRule& rule : context.rules) {
    if (!is_candidate(rule)) continue;
    if (std::holds_alternative<AllRule>(rule.rule->body)) {
      context.report(rule.item->span, "`all` allows everything there is",
                     "a profile that confines nothing says so with `flags=(unconfined)`");
      continue;
    }
    const auto* file = std::get_if<FileRule>(&rule.rule->body);
    if (file == nullptr) continue;
    if (file->bare) {
      context.report(rule.item->span, "`file` allows every file to be read, written and executed",
                     "name the directories that the program needs");
      continue;
    }
    const auto pattern = context.expand_path(rule.profile, file->path);
    const Zone* zone = pattern ? zone_of(context, *pattern, perms_of(*file)) : nullptr;
    if (zone == nullptr) continue;
    const std::string whose =
        rule.prefix.ownership == Ownership::owner ? " (where the user owns it)" : "";
    context.report(rule.item->span,
                   "`" + file->path + "` lets " + std::string(zone->name) + " be " +
                       verbs(perms_of(*file) & zone->perms) + whose,
                   "name the directories that the program needs", file->path);
  }
}

void lint_policy_write(LintContext& context) {
  constexpr std::string_view places[] = {
      "/etc/apparmor.d/usr.bin.anything",
      "/etc/apparmor.d/tunables/global",
      "/etc/apparmor/parser.conf",
      "/sys/kernel/security/apparmor/.replace",
      "/sys/kernel/security/apparmor/policy/load",
      "/var/cache/apparmor/01234567.0/anything",
  };
  for (const LintRule& rule : context.rules) {
    const auto* file = std::get_if<FileRule>(&rule.rule->body);
    if (file == nullptr || (file->perms & writes) == 0 || !is_candidate(rule)) continue;
    const auto pattern = context.expand_path(rule.profile, file->path);
    // What reaches still further is too-wide.
    if (!pattern || zone_of(context, *pattern, writes) != nullptr) continue;
    AareProgram program;
    const std::string_view prefix = literal_prefix(*pattern);
    for (const std::string_view place : places) {
      if (!prefixes_meet(place, prefix)) continue;
      if (program.starts.empty() && program.add(*pattern, 0)) break;
      if (!aare_matches(program, place)) continue;
      context.report(rule.item->span,
                     "the program may change what confines it: `" + file->path +
                         "` holds policy, and the rule allows writing",
                     "leave it to the administrator, or let a helper with a profile of its own do "
                     "it",
                     file->path);
      break;
    }
  }
}

void lint_write_exec(LintContext& context) {
  struct Entry {
    const LintRule* rule;
    const FileRule* file;
    std::string pattern, prefix;
    bool writes_it, runs_it;
  };
  std::map<const LintProfile*, std::vector<Entry>> by_profile;
  for (const LintRule& rule : context.rules) {
    const auto* file = std::get_if<FileRule>(&rule.rule->body);
    if (file == nullptr || file->bare || !is_candidate(rule)) continue;
    const bool writes_it = (file->perms & writes) != 0, runs_it = !file->exec.empty();
    if (!writes_it && !runs_it) continue;
    auto pattern = context.expand_path(rule.profile, file->path);
    if (!pattern) continue;
    // Told by too-wide already.
    if (zone_of(context, *pattern, writes | file_perm::exec) != nullptr) continue;
    std::string prefix(literal_prefix(*pattern));
    by_profile[rule.profile].push_back(
        {&rule, file, std::move(*pattern), std::move(prefix), writes_it, runs_it});
  }
  for (auto& [profile, entries] : by_profile)
    for (const Entry& run : entries) {
      if (!run.runs_it) continue;
      if (run.writes_it) {
        context.report(run.rule->item->span,
                       "`" + run.file->path +
                           "` may be both written and executed: what the program writes there runs",
                       "separate the files that are written from those that are executed",
                       run.file->path);
        continue;
      }
      for (const Entry& write : entries) {
        if (!context.may_compare()) return;
        if (!write.writes_it || write.runs_it || !prefixes_meet(run.prefix, write.prefix)) continue;
        if (!context.may_ask()) return;
        if (!aare_overlaps(run.pattern, write.pattern, pattern_pair_limit).value_or(false))
          continue;
        const Position at = context.source.position(write.rule->item->span.begin);
        context.report(
            run.rule->item->span,
            "`" + run.file->path + "` is executed here, and the rule in line " +
                std::to_string(at.line) + " lets it be written: what the program writes there runs",
            "separate the files that are written from those that are executed", run.file->path);
        break;
      }
    }
}

}  // namespace profgen::inline v0::policy
