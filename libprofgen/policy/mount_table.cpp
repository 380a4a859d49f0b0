#include "policy/mount_table.hpp"

#include <algorithm>

#include "grammar/vocabulary.hpp"
#include "policy/grants.hpp"

namespace profgen::inline v0::policy {
namespace {

// Words that clear a bit are how the bit is anyway; words that no rule can say are left out.
std::uint32_t flag_bits(const std::vector<std::string>& words) {
  std::uint32_t bits = 0;
  for (const std::string& word : words)
    for (const grammar::MountOption& option : grammar::mount_options)
      if (option.text == word && option.value != 0) bits |= 1U << option.group;
  return bits;
}

constexpr std::uint32_t group_bit(std::string_view word) {
  for (const grammar::MountOption& option : grammar::mount_options)
    if (option.text == word) return 1U << option.group;
  return 0;
}
constexpr std::uint32_t remount_bit = group_bit("remount");
// These change how a mount point behaves: what stands as their source is the mount point.
constexpr std::uint32_t propagation_bits = group_bit("unbindable") | group_bit("runbindable") |
                                           group_bit("private") | group_bit("rprivate") |
                                           group_bit("slave") | group_bit("rslave") |
                                           group_bit("shared") | group_bit("rshared");

bool holds(const MountFlags& flags, std::uint32_t bits) {
  return flags.exact ? flags.bits == bits : (bits & ~flags.bits) == 0;
}

}  // namespace

void MountTable::add(const ResolvedRule& rule, const MountRule& mount, Expander& expander) {
  const auto head = head_of(rule);
  if (!head) return;
  MountEntry entry;
  static_cast<RuleHead&>(entry) = *head;
  entry.kind = mount.kind;
  bool propagation = false;
  for (const Condition& condition : mount.conditions) {
    if (condition.key == "fstype" || condition.key == "vfstype") {
      for (const std::string& value : condition.values)
        entry.filesystems.push_back(TextPattern::of(value, expander));
    } else {
      std::uint32_t bits = flag_bits(condition.values);
      if ((bits & remount_bit) != 0) entry.kind = MountKind::remount;
      propagation = propagation || (bits & propagation_bits) != 0;
      bits &= ~remount_bit;
      entry.options.push_back({bits, condition.op != "in"});
    }
  }
  const bool moved = mount.mountpoint.empty() && (propagation || entry.kind != MountKind::mount);
  entry.mountpoint = TextPattern::of_path(moved ? mount.source : mount.mountpoint, expander);
  if (!moved) entry.source = TextPattern::of_path(mount.source, expander);
  mounts_.push_back(std::move(entry));
}

void MountTable::add(const ResolvedRule& rule, const PivotRootRule& pivot_root,
                     Expander& expander) {
  const auto head = head_of(rule);
  if (!head) return;
  PivotRootEntry entry;
  static_cast<RuleHead&>(entry) = *head;
  entry.old_root = TextPattern::of_path(pivot_root.old_root, expander);
  entry.new_root = TextPattern::of_path(pivot_root.new_root, expander);
  pivot_roots_.push_back(std::move(entry));
}

void MountTable::add_all(const ResolvedRule& rule) {
  const auto head = head_of(rule);
  if (!head) return;
  for (const MountKind kind : {MountKind::mount, MountKind::remount, MountKind::umount}) {
    MountEntry entry;
    static_cast<RuleHead&>(entry) = *head;
    entry.kind = kind;
    mounts_.push_back(std::move(entry));
  }
  PivotRootEntry entry;
  static_cast<RuleHead&>(entry) = *head;
  pivot_roots_.push_back(std::move(entry));
}

Coverage MountTable::covers(const MountAccess& access) const {
  std::uint32_t bits = flag_bits(access.options);
  MountKind kind = access.kind;
  if (kind == MountKind::mount && (bits & remount_bit) != 0) kind = MountKind::remount;
  bits &= ~remount_bit;
  std::vector<Match> matches;
  for (const MountEntry& entry : mounts_) {
    // A mount rule without options is about every kind of mounting.
    const bool same_kind =
        entry.kind == kind ||
        (entry.kind == MountKind::mount && kind == MountKind::remount && entry.options.empty());
    const auto is_type = [&access](const TextPattern& pattern) {
      return pattern.matches(access.fstype);
    };
    const auto has_flags = [bits](const MountFlags& flags) { return holds(flags, bits); };
    if (same_kind && entry.mountpoint.matches(access.mountpoint) &&
        entry.source.matches(access.source) &&
        (entry.filesystems.empty() ||
         std::any_of(entry.filesystems.begin(), entry.filesystems.end(), is_type)) &&
        (entry.options.empty() || kind == MountKind::umount ||
         std::any_of(entry.options.begin(), entry.options.end(), has_flags)))
      matches.push_back({&entry, the_grant});
  }
  return judge(matches, the_grant);
}

Coverage MountTable::covers(const PivotRootAccess& access) const {
  std::vector<Match> matches;
  for (const PivotRootEntry& entry : pivot_roots_)
    if (entry.old_root.matches(access.old_root) && entry.new_root.matches(access.new_root))
      matches.push_back({&entry, the_grant});
  return judge(matches, the_grant);
}

}  // namespace profgen::inline v0::policy
