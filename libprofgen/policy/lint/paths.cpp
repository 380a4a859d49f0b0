// How paths are written.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "policy/aare.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

struct Tunable {
  std::string_view path;      // a path begins so
  std::string_view variable;  // what stands for it
};
constexpr Tunable tunables[] = {
    {"/proc/", "@{PROC}/"},      {"/sys/", "@{sys}/"},
    {"/run/", "@{run}/"},        {"/var/run/", "@{run}/"},
    {"/home/*/", "@{HOME}/"},    {"/{,var/}run/", "@{run}/"},
    {"/{var/,}run/", "@{run}/"}, {"/@{HOMEDIRS}/*/", "@{HOME}/"},
};
constexpr std::string_view multiarch[] = {"x86_64-linux-gnu", "i386-linux-gnu",
                                          "aarch64-linux-gnu"};

// The path that a rule is about; empty for other rules.
std::string_view path_of(const Rule& rule) {
  if (const auto* file = std::get_if<FileRule>(&rule.body)) return file->path;
  if (const auto* link = std::get_if<LinkRule>(&rule.body)) return link->link;
  return {};
}

// "HOME" of "@{HOME}/": declared where the rule stands?
bool declared(const LintRule& rule, std::string_view variable) {
  if (rule.profile == nullptr || rule.profile->resolved == nullptr) return false;
  const std::string_view name = variable.substr(2, variable.find('}') - 2);
  return rule.profile->resolved->environment->sets.count(name) != 0;
}

// Directories of every Linux system: a rule for one of them without `/` at the end meets nothing.
constexpr std::string_view directories[] = {
    "/bin",       "/boot",    "/dev",           "/dev/pts", "/dev/shm", "/dev/snd",   "/etc",
    "/home",      "/lib",     "/lib64",         "/media",   "/mnt",     "/opt",       "/proc",
    "/root",      "/run",     "/run/user",      "/sbin",    "/srv",     "/sys",       "/sys/class",
    "/sys/bus",   "/tmp",     "/usr",           "/usr/bin", "/usr/lib", "/usr/local", "/usr/sbin",
    "/usr/share", "/var",     "/var/cache",     "/var/lib", "/var/log", "/var/run",   "/var/spool",
    "/var/tmp",   "/etc/ssl", "/etc/ssl/certs",
};

std::string_view number_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  // A number is a whole element of the path.
  return end < text.size() && text[end] != '/' ? std::string_view() : text.substr(at, end - at);
}

struct NumberedPlace {
  std::string_view path;  // what follows is a number of one user or process
  std::string_view what, instead;
};
constexpr NumberedPlace numbered[] = {
    {"/proc/", "process", "@{pid}"},      {"@{PROC}/", "process", "@{pid}"},
    {"/run/user/", "user", "@{uid}"},     {"@{run}/user/", "user", "@{uid}"},
    {"/var/run/user/", "user", "@{uid}"},
};

}  // namespace

// Told once for each: who writes one of them out mostly does so in many rules.
void lint_tunables(LintContext& context) {
  struct Written {
    const LintRule* first = nullptr;
    std::size_t count = 0;
    std::string message, hint;
  };
  std::map<std::string_view, Written> written;
  const auto note = [&](const LintRule& rule, std::string_view part, std::string message,
                        std::string hint) {
    Written& one = written[part];
    if (one.count++ == 0) {
      one.first = &rule;
      one.message = "`" + std::string(part) + "` " + std::move(message);
      one.hint = std::move(hint);
    }
  };
  for (const LintRule& rule : context.rules) {
    const std::string_view path = path_of(*rule.rule);
    for (const Tunable& tunable : tunables)
      if (path.starts_with(tunable.path) && declared(rule, tunable.variable))
        note(rule, tunable.path, "is written out: a site that has it elsewhere cannot say so",
             "write `" + std::string(tunable.variable) +
                 std::string(path.substr(tunable.path.size())) + "`");
    for (const std::string_view triplet : multiarch)
      if (path.find(triplet) != std::string_view::npos && declared(rule, "@{multiarch}"))
        note(rule, triplet, "holds for one architecture only", "write `@{multiarch}`");
  }
  for (auto& [part, one] : written) {
    if (one.count > 1) one.message += " (in " + std::to_string(one.count) + " rules of the file)";
    context.report(one.first->item->span, std::move(one.message), std::move(one.hint), part);
  }
}

void lint_hard_coded(LintContext& context) {
  for (const LintRule& rule : context.rules) {
    const std::string_view path = path_of(*rule.rule);
    for (const NumberedPlace& place : numbered) {
      if (!path.starts_with(place.path)) continue;
      const std::string_view number = number_at(path, place.path.size());
      if (number.empty() || (place.what == "process" && number == "1")) continue;
      context.report(rule.item->span,
                     "`" + std::string(number) + "` is the number of one " +
                         std::string(place.what) + ": the rule helps no other",
                     "write `" + std::string(place.instead) + "`", path);
    }
    constexpr std::string_view home = "/home/";
    const std::string_view rest = path.starts_with(home) ? path.substr(home.size()) : "";
    const std::string_view user = rest.substr(0, rest.find('/'));
    if (user.size() < rest.size() && !user.empty() && user != "lost+found" &&
        user.find_first_of("*?[]{}@\\") == std::string_view::npos)
      context.report(rule.item->span,
                     "`/home/" + std::string(user) +
                         "` is the home of one user: the rule helps no "
                         "other",
                     "write `@{HOME}" + std::string(rest.substr(user.size())) + "`", path);
  }
}

void lint_directory_mark(LintContext& context) {
  // What the rules of a profile say of a path shows that it is a directory.
  std::map<const LintProfile*, std::set<std::string>> parents;
  for (const LintRule& rule : context.rules) {
    const std::string_view path = path_of(*rule.rule);
    const std::size_t slash = path.find_last_of('/');
    if (slash == std::string_view::npos || slash == 0) continue;
    // `/a/**` and `/a/b` say it of `/a`; `/a/` itself too.
    const std::string_view parent = path.substr(0, slash);
    if (parent.find_first_of("*?[]{},\\") == std::string_view::npos ||
        parent.find("@{") != std::string_view::npos)
      parents[rule.profile].insert(std::string(parent));
  }
  for (const LintRule& rule : context.rules) {
    if (const auto* pivot = std::get_if<PivotRootRule>(&rule.rule->body)) {
      for (const std::string& path : {pivot->old_root, pivot->new_root})
        if (!path.empty() && path.back() != '/' && path.back() != '*' && path.back() != '}')
          context.report(rule.item->span,
                         "`" + path +
                             "` is a directory, and names of directories end with `/`: "
                             "the rule meets nothing",
                         "write `" + path + "/`", path);
      continue;
    }
    const auto* file = std::get_if<FileRule>(&rule.rule->body);
    if (file == nullptr || file->path.empty() || file->path.back() == '/' || !file->exec.empty() ||
        (file->perms & file_perm::map_exec) != 0)
      continue;
    const auto expanded = context.expand_path(rule.profile, file->path);
    const auto literal = expanded ? aare_literal(*expanded) : std::nullopt;
    const bool known = literal && std::find(std::begin(directories), std::end(directories),
                                            *literal) != std::end(directories);
    const auto& of_profile = parents[rule.profile];
    // With a write permission it may be made as a file by one rule, as a directory by another.
    const bool seen =
        literal && file->perms == file_perm::read && of_profile.count(file->path) != 0;
    if (known || seen)
      context.report(rule.item->span,
                     "`" + file->path + "` is a directory" +
                         (known ? "" : ", as another rule of the profile shows") +
                         ", and names of directories end with `/`: the rule meets nothing",
                     "write `" + file->path + "/`", file->path);
  }
}

}  // namespace profgen::inline v0::policy
