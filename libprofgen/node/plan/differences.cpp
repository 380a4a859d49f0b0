#include "node/plan/differences.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr std::size_t most_differences = 200;  // of a profile; a person reads no more

// Of a top profile and its children.
bool is_of(const std::string& name, const std::string& top) {
  return name == top || name.starts_with(top + "//");
}

std::string difference_line(const std::string& of, const std::string& top,
                            const edit::Difference& one) {
  std::string line = of == top ? "" : of.substr(top.size()) + ": ";
  line += std::string(edit::name_of(one.change)) + ": " + one.culprit.text;
  if (!one.detail.empty()) line += " (" + one.detail + ")";
  if (one.partial && !one.permissions.empty()) line += " (" + one.permissions + " of it)";
  if (!one.certain) line += " (perhaps)";
  return text::printable(line);
}

}  // namespace

std::vector<edit::ProfileDifference> differences_of(const Machine& machine, const Intent& intent) {
  using Kind = edit::ProfileDifference::Kind;
  std::vector<edit::ProfileDifference> out;
  const auto changes = [&](const policy::Profile& profile) {
    return std::ranges::any_of(intent.changed(), [&](const std::string& file) {
      return policy_path(machine, file) == profile.file;
    });
  };
  for (const policy::Profile& after : intent.after().profiles()) {
    if (!changes(after)) continue;
    const policy::Profile* before = intent.before().find(after.name, after.name_space);
    const std::string name = host::kernel_name(after);
    if (before == nullptr) {
      out.push_back({Kind::only_after, name, {}, after.where, {}});
    } else if (auto found = edit::compare(*before, after); !found.empty()) {
      out.push_back({Kind::differs, name, before->where, after.where, std::move(found)});
    }
  }
  for (const policy::Profile& before : intent.before().profiles())
    if (changes(before) && intent.after().find(before.name, before.name_space) == nullptr)
      out.push_back({Kind::only_before, host::kernel_name(before), before.where, {}, {}});
  return out;
}

std::vector<std::string> difference_lines(const std::vector<edit::ProfileDifference>& differences,
                                          const std::string& top) {
  std::vector<std::string> lines;
  std::size_t more = 0;
  const auto add = [&](std::string line) {
    if (lines.size() < most_differences)
      lines.push_back(std::move(line));
    else
      ++more;
  };
  for (const edit::ProfileDifference& profile : differences) {
    if (!is_of(profile.name, top)) continue;
    if (profile.kind == edit::ProfileDifference::Kind::only_before)
      add(text::printable("gone: " + profile.name));
    if (profile.kind == edit::ProfileDifference::Kind::only_after)
      add(text::printable("new: " + profile.name));
    for (const edit::Difference& one : profile.differences)
      add(difference_line(profile.name, top, one));
  }
  if (more != 0) lines.push_back("… and " + std::to_string(more) + " more");
  return lines;
}

bool only_modes_differ(const std::vector<edit::ProfileDifference>& differences,
                       const std::string& top) {
  for (const edit::ProfileDifference& profile : differences) {
    if (!is_of(profile.name, top)) continue;
    if (profile.kind != edit::ProfileDifference::Kind::differs) return false;
    for (const edit::Difference& one : profile.differences)
      if (one.class_name != "mode") return false;
  }
  return true;
}

}  // namespace profgen::inline v0::node
