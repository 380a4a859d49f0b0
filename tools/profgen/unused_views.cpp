#include "tools/profgen/unused_views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tools/profgen/json_text.hpp"
#include "tools/profgen/verify_views.hpp"

namespace profgen::tool {
namespace {

using suggest::UnusedIn;
using Json = nlohmann::ordered_json;

template <typename Test>
std::size_t count_unused(const std::vector<UnusedIn>& all, Test test) {
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), test));
}

// All that has the same fate stands together, so that a long policy stays readable.
template <typename Test>
void print_profiles(const std::vector<UnusedIn>& all, const char* head, Test test,
                    bool with_attachment, const Style& style) {
  const std::size_t met = count_unused(all, test);
  if (met == 0) return;
  std::cout << fmt::format("{}{}{} {}\n", style.bold, counted(met, "profile"), style.reset, head);
  for (const UnusedIn& one : all) {
    if (!test(one)) continue;
    const policy::Profile& profile = *one.profile;
    const bool other = with_attachment && profile.attachment != profile.name;
    std::cout << fmt::format("  {}{}  {}{}{}\n", text::printable(profile.name),
                             other ? " (" + text::printable(profile.attachment) + ")" : "",
                             style.dim, text::printable(profile.file), style.reset);
  }
  std::cout << "\n";
}

}  // namespace

void print_unused_text(const std::vector<UnusedIn>& all, const Style& style) {
  print_profiles(
      all, "of a program that is not here", [](const UnusedIn& one) { return one.no_program; },
      true, style);
  print_profiles(
      all, "that no record is of", [](const UnusedIn& one) { return one.accesses == 0; }, false,
      style);
  std::size_t rules = 0;
  for (const UnusedIn& one : all) {
    rules += one.unused.size();
    if (one.unused.empty()) continue;
    std::cout << fmt::format("{}{}{}  {} of {} nothing used\n", style.bold,
                             text::printable(one.profile->name), style.reset, one.unused.size(),
                             counted(one.rules, "rule"));
    for (const policy::ResolvedRule* rule : one.unused)
      std::cout << fmt::format("  {}:{}  {}{}{}\n", text::printable(rule->where.file),
                               rule->where.at.line, style.yellow,
                               text::printable(policy::to_text(rule->rule)), style.reset);
    std::cout << "\n";
  }
  const std::size_t unsure =
      count_unused(all, [](const UnusedIn& one) { return one.program_unknown; });
  if (unsure != 0)
    std::cout << fmt::format("{} to tell whether their programs are here: too many files match\n",
                             counted(unsure, "profile") + (unsure == 1 ? " is hard" : " are hard"));
  std::cout << fmt::format("{}{} looked at, {} nothing used{}\n", style.dim,
                           counted(all.size(), "profile"), counted(rules, "rule"), style.reset);
  if (rules != 0)
    std::cout << fmt::format(
        "{}what a rule in force allows is not logged: only logs of a time when it did not stand, "
        "or\nwas audited, show its use; see that they are among these before it goes{}\n",
        style.dim, style.reset);
}

void print_unused_json(const std::vector<UnusedIn>& all) {
  Json out = Json::array();
  for (const UnusedIn& one : all) {
    if (!one.something() && !one.program_unknown) continue;
    Json entry;
    entry["profile"] = json_text(one.profile->name);
    entry["namespace"] = json_text(one.profile->name_space);
    entry["file"] = json_text(one.profile->file);
    entry["attachment"] = json_text(one.profile->attachment);
    entry["accesses"] = one.accesses;
    entry["no_program"] = one.program_unknown ? Json() : Json(one.no_program);
    entry["rules"] = one.rules;
    entry["unused"] = Json::array();
    for (const policy::ResolvedRule* rule : one.unused)
      entry["unused"].push_back({{"rule", json_text(policy::to_text(rule->rule))},
                                 {"file", json_text(rule->where.file)},
                                 {"line", rule->where.at.line}});
    out.push_back(std::move(entry));
  }
  std::cout << out.dump(2) << "\n";
}

}  // namespace profgen::tool
