// What programs are started as.
#include <algorithm>

#include "base/text.hpp"
#include "policy/aare_once.hpp"
#include "policy/aare_sets.hpp"
#include "policy/lint/table.hpp"

namespace profgen::inline v0::policy {
namespace {

struct Qualifier {
  std::string_view text;
  char transition;  // p, c, u, i
  char fallback;    // u, i; 0: none
  bool scrubs;
};
constexpr Qualifier qualifiers[] = {
    {"ix", 'i', 0, false},    {"ux", 'u', 0, false},    {"Ux", 'u', 0, true},
    {"px", 'p', 0, false},    {"Px", 'p', 0, true},     {"cx", 'c', 0, false},
    {"Cx", 'c', 0, true},     {"pix", 'p', 'i', false}, {"Pix", 'p', 'i', true},
    {"cix", 'c', 'i', false}, {"Cix", 'c', 'i', true},  {"pux", 'p', 'u', false},
    {"PUx", 'p', 'u', true},  {"Pux", 'p', 'u', true},  {"cux", 'c', 'u', false},
    {"CUx", 'c', 'u', true},  {"Cux", 'c', 'u', true},
};

const Qualifier* qualifier_of(const FileRule& file) {
  for (const Qualifier& qualifier : qualifiers)
    if (qualifier.text == file.exec) return &qualifier;
  return nullptr;
}

// The same qualifier with a clean environment: `Px` for `px`, `PUx` for `pux`.
std::string scrubbing(std::string_view exec) {
  std::string out(exec);
  out[0] = static_cast<char>(out[0] & ~0x20);
  if (out.size() == 3 && out[1] == 'u') out[1] = 'U';
  return out;
}

// The rules of the file that start programs, with what they say.
template <typename Found>
void for_each_exec(LintContext& context, const Found& found) {
  for (const LintRule& rule : context.rules) {
    const auto* file = std::get_if<FileRule>(&rule.rule->body);
    if (file == nullptr || file->bare || !allows(rule.prefix) || !confines(rule.profile)) continue;
    if (const Qualifier* qualifier = qualifier_of(*file)) found(rule, *file, *qualifier);
  }
}

bool is_plain(std::string_view name) {
  return name.find_first_of("*?[]{}&:@\\") == std::string_view::npos;
}

// Does a profile of this file have the name?
bool is_here(const LintContext& context, std::string_view name) {
  return std::any_of(context.resolved.begin(), context.resolved.end(),
                     [&](const ResolvedProfile& one) { return one.profile.name == name; });
}

// Could one of the profiles of this file, or of the children of `parent`, attach to such a program?
bool attaches_here(const LintContext& context, std::string_view pattern, std::string_view parent) {
  return std::any_of(
      context.resolved.begin(), context.resolved.end(), [&](const ResolvedProfile& one) {
        std::string_view name = one.profile.name;
        if (!parent.empty()) {
          if (name.substr(0, parent.size()) != parent || name.substr(parent.size(), 2) != "//")
            return false;
          name.remove_prefix(parent.size() + 2);
        }
        const bool deeper = name.find("//") != std::string_view::npos;
        if (deeper || one.profile.attachment.empty()) return false;
        const IndexedProfile entry =
            index_entry(one.profile.name, one.profile.attachment, one.environment);
        return !entry.attachment.empty() && prefixes_meet(entry.prefix, literal_prefix(pattern)) &&
               aare_overlaps(entry.attachment, pattern, pattern_pair_limit).value_or(true);
      });
}

bool is_missing(LintContext& context, const LintRule& rule, const FileRule& file, bool child) {
  const std::string& parent = rule.profile->resolved->profile.name;
  if (!file.target.empty()) {
    if (!is_plain(file.target)) return false;
    if (child) return !is_here(context, parent + "//" + file.target);
    const std::string top = file.target.substr(0, file.target.find("//"));
    return !is_here(context, file.target) && context.index.known() && !context.index.has(top);
  }
  const auto pattern = context.expand_path(rule.profile, file.path);
  if (!pattern) return false;
  if (child) return !attaches_here(context, *pattern, parent);
  return !attaches_here(context, *pattern, {}) && context.index.known() &&
         !context.index.attaches(*pattern);
}

bool is_internet(const Rule& rule) {
  const auto* network = std::get_if<NetworkRule>(&rule.body);
  return network != nullptr && allows(rule.prefix) &&
         (network->domain.empty() || network->domain == "inet" || network->domain == "inet6");
}

}  // namespace

void lint_exec_mode(LintContext& context) {
  const bool dangerous = context.id == "dangerous-exec", into = context.id == "unscrubbed-exec";
  for_each_exec(context, [&](const LintRule& rule, const FileRule& file, const Qualifier& how) {
    const bool scrubs = how.scrubs ? file.environment != ExecEnvironment::unsafe
                                   : file.environment == ExecEnvironment::safe;
    const bool unconfined = how.transition == 'u' || how.fallback == 'u';
    if (how.transition == 'i' || unconfined == into || scrubs == (dangerous || into)) return;
    const std::string when = how.fallback == 'u' ? " where it has no profile" : "";
    const std::string what = "`" + file.exec + "` starts `" + file.path + "` ";
    if (into)
      context.report(rule.item->span,
                     what +
                         "in another profile and keeps the environment: LD_PRELOAD and its like "
                         "reach into it",
                     "use the qualifier with a capital letter: `" + scrubbing(file.exec) + "`",
                     file.path);
    else if (dangerous)
      context.report(rule.item->span,
                     what + "unconfined" + when +
                         " and keeps the environment: with LD_PRELOAD it does what this program "
                         "wants",
                     "use a profile (`Px`, `Cx`) or `ix`; at least `" + scrubbing(file.exec) +
                         "`, which clears such variables",
                     file.path);
    else
      context.report(rule.item->span, what + "unconfined" + when,
                     "write a profile for it and use `Px`, or a child profile and `Cx`", file.path);
  });
}

// Which profiles stand beside this one differs from host to host; which children it has does not.
void lint_missing_profile(LintContext& context) {
  const bool by_path = context.id == "unattached-exec";
  for_each_exec(context, [&](const LintRule& rule, const FileRule& file, const Qualifier& how) {
    const bool child = how.transition == 'c';
    if (how.fallback != 0 || (how.transition != 'p' && !child)) return;
    if ((file.target.empty() && !child) != by_path || rule.profile == nullptr ||
        rule.profile->resolved == nullptr || !is_missing(context, rule, file, child))
      return;
    const std::string whose = child ? "the profile has no child" : "the policy has no profile";
    const std::string what = file.target.empty() ? " that attaches to `" + file.path + "`"
                                                 : " that is called `" + file.target + "`";
    context.report(rule.item->span,
                   whose + what + ": with `" + file.exec + "` and no fallback the start fails",
                   std::string("write that profile, or allow a fallback: `") +
                       (how.scrubs ? (child ? "Cix" : "Pix") : (child ? "cix" : "pix")) + "`",
                   file.target.empty() ? file.path : file.target);
  });
}

void lint_network_shell(LintContext& context) {
  constexpr std::string_view programs[] = {"/bin/sh",       "/usr/bin/sh",     "/bin/bash",
                                           "/usr/bin/bash", "/bin/dash",       "/usr/bin/dash",
                                           "/usr/bin/perl", "/usr/bin/python3"};
  std::map<const LintProfile*, const ResolvedRule*> network;
  for (const LintProfile& profile : context.profiles) {
    if (profile.resolved == nullptr) continue;
    for (const ResolvedRule& rule : profile.resolved->profile.rules)
      if (is_internet(rule.rule)) {
        network.emplace(&profile, &rule);
        break;
      }
  }
  if (network.empty()) return;
  for_each_exec(context, [&](const LintRule& rule, const FileRule& file, const Qualifier& how) {
    const auto found = network.find(rule.profile);
    if (how.transition != 'i' || found == network.end()) return;
    const auto pattern = context.expand_path(rule.profile, file.path);
    if (!pattern) return;
    const std::string_view prefix = literal_prefix(*pattern);
    AareProgram compiled;
    for (const std::string_view program : programs) {
      if (!prefixes_meet(prefix, program)) continue;
      if (compiled.starts.empty() && compiled.add(*pattern, 0)) return;
      if (!aare_matches(compiled, program)) continue;
      context.report(rule.item->span,
                     "`" + std::string(program) +
                         "` runs inside this profile, which has internet "
                         "access (" +
                         place_text(found->second->where) +
                         "): who takes over the "
                         "program has a shell with all its rights",
                     "give it a child profile of its own: `Cx`", file.path);
      return;
    }
  });
}

}  // namespace profgen::inline v0::policy
