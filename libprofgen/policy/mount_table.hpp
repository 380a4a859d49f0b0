// Mount, remount, umount and pivot_root rules.
#pragma once

#include <string>
#include <vector>

#include "policy/judge.hpp"
#include "policy/text_pattern.hpp"

namespace profgen::inline v0::policy {

// The flags of one `options` condition, bits by group of grammar::mount_options.
struct MountFlags {
  std::uint32_t bits = 0;
  bool exact = true;  // `=`: these and no others; `in`: none but these
};

struct MountEntry : RuleHead {
  MountKind kind = MountKind::mount;
  std::vector<TextPattern> filesystems;  // empty: any
  std::vector<MountFlags> options;       // each a set of its own; empty: any
  TextPattern source, mountpoint;
};
struct PivotRootEntry : RuleHead {
  TextPattern old_root, new_root;
};

class MountTable {
 public:
  void add(const ResolvedRule& rule, const MountRule& mount, Expander& expander);
  void add(const ResolvedRule& rule, const PivotRootRule& pivot_root, Expander& expander);
  void add_all(const ResolvedRule& rule);

  [[nodiscard]] Coverage covers(const MountAccess& access) const;
  [[nodiscard]] Coverage covers(const PivotRootAccess& access) const;

 private:
  std::vector<MountEntry> mounts_;
  std::vector<PivotRootEntry> pivot_roots_;
};

}  // namespace profgen::inline v0::policy
