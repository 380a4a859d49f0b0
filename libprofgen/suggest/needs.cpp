#include "suggest/needs.hpp"

#include <algorithm>
#include <iterator>

#include "suggest/labels.hpp"
#include "suggest/literal_rules.hpp"

namespace profgen::inline v0::suggest {
namespace {

// What has no more than this severity is not worth a profile of its own.
constexpr int harmless_severity = 2;

// A version may follow: python3.11, perl5.36
bool is_name_or_version(std::string_view name, std::string_view start) {
  return name.substr(0, start.size()) == start &&
         name.find_first_not_of("0123456789.-", start.size()) == std::string_view::npos;
}

}  // namespace

// The log does not show the `#!` line, but it shows that the kernel opened both files for one exec.
bool is_interpreter(std::string_view path) {
  static constexpr std::string_view names[] = {
      "sh",  "bash",  "dash",    "ash",   "zsh",    "ksh",  "mksh", "fish",
      "csh", "tcsh",  "busybox", "perl",  "python", "ruby", "node", "php",
      "lua", "guile", "expect",  "tclsh", "awk",    "mawk", "gawk", "sed"};
  const std::string_view name = base_name(path);
  return path.find("/bin/") != std::string_view::npos &&
         std::any_of(std::begin(names), std::end(names),
                     [&](std::string_view start) { return is_name_or_version(name, start); });
}

int severity_of_access(Severities& severities, const evidence::Key& key,
                       const evidence::Seen& seen) {
  Ask ask;
  ask.evidence.emplace_back(key, seen);
  ask.needed.push_back(key.access);
  if (std::holds_alternative<ExecAccess>(key.access)) ask.exec = ExecChoice{"ix", {}};
  return severities.of_all(literal_rules(ask, Generalise::exact));
}

NeedsFinder::NeedsFinder(const policy::Policy& policy) : policy_(policy) {
  for (const policy::Abstraction& abstraction : policy.abstractions())
    if (abstraction.path == "abstractions/base") base_ = &abstraction;
}

void NeedsFinder::did(const evidence::Subject& profile, const Access& access) {
  Did& did = did_[profile];
  if (const auto* file = std::get_if<FileAccess>(&access))
    did.files[file->path] |= file->perms;
  else
    did.others.insert(access);
}

bool NeedsFinder::has(const evidence::Subject& parent, const Access& access) const {
  const policy::Profile* profile = policy_.find(parent.profile, parent.name_space);
  if (profile != nullptr && profile->matcher != nullptr &&
      policy::covers(*profile->matcher, access).answer == policy::Answer::allowed)
    return true;
  const auto did = did_.find(parent);
  if (did == did_.end()) return false;
  const auto* file = std::get_if<FileAccess>(&access);
  if (file == nullptr) return did->second.others.count(access) != 0;
  const auto known = did->second.files.find(file->path);
  return known != did->second.files.end() && (file->perms & ~known->second) == 0;
}

void NeedsFinder::add(ChildNeeds& needs, const evidence::Subject& parent,
                      const std::string& program, const evidence::Accesses& accesses) {
  const bool may_be_script = !is_interpreter(program);
  for (const auto& [key, seen] : accesses) {
    ++needs.accesses;
    ++needs.by_class[std::string(class_of(key.access))];
    const auto* file = std::get_if<FileAccess>(&key.access);
    if (may_be_script && file != nullptr && needs.interpreter.empty() &&
        (file->perms & file_perm::read) != 0 && is_interpreter(file->path))
      needs.interpreter = file->path;
    const bool own = file != nullptr &&
                     (file->path == program || file->path == needs.interpreter) &&
                     (file->perms & ~(file_perm::read | file_perm::map_exec)) == 0;
    if (has(parent, key.access)) {
      ++needs.covered;
      continue;
    }
    const bool in_base = base_ != nullptr && policy::covers(*base_->matcher, key.access).answer ==
                                                 policy::Answer::allowed;
    const int severity = own || in_base ? 0 : severity_of_access(severities_, key, seen);
    if (severity <= harmless_severity) {
      ++needs.harmless;
      continue;
    }
    if (severity <= needs.severity) continue;
    needs.severity = severity;
    needs.worst = describe(key.access);
  }
}

}  // namespace profgen::inline v0::suggest
