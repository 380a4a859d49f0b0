#include "grammar/vocabulary.hpp"
#include "policy/grants_of.hpp"

namespace profgen::inline v0::policy {
namespace {

constexpr unsigned mount_groups = 30;

// One digit a group of grammar::mount_options.
std::string flags_pattern(const std::vector<std::string>& words, bool exact, bool& remount) {
  std::string digits(mount_groups, '0');
  for (const std::string& word : words)
    for (const grammar::MountOption& option : grammar::mount_options)
      if (option.text == word && option.value != 0) {
        if (word == "remount")
          remount = true;
        else
          digits[option.group] = '1';
      }
  if (exact) return digits;
  std::string pattern;
  for (const char digit : digits) pattern += digit == '1' ? "[01]" : "0";
  return pattern;
}

std::string any_flags() {
  std::string pattern;
  for (unsigned i = 0; i < mount_groups; ++i) pattern += "[01]";
  return pattern;
}

// These change how a mount point behaves: what stands as their source is the mount point.
bool is_propagation(const std::vector<std::string>& words) {
  for (const std::string& word : words)
    for (const char* kind : {"unbindable", "private", "slave", "shared"})
      if (word.size() >= std::string_view(kind).size() &&
          word.compare(word.size() - std::string_view(kind).size(), std::string::npos, kind) == 0)
        return true;
  return false;
}

const char* kind_name(MountKind kind) {
  constexpr const char* names[] = {"mount", "remount", "umount"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

void GrantBuilder::operator()(const CapabilityRule& body) {
  std::vector<std::string> names = body.names;
  if (names.empty())
    for (const grammar::Word& word : grammar::capabilities) names.emplace_back(word.text);
  // One grant a name: each is told by itself.
  for (const std::string& name : names) add(GrantClass::capability, the_grant, {name});
}

void GrantBuilder::operator()(const UsernsRule&) { add(GrantClass::userns, the_grant, {"userns"}); }

void GrantBuilder::operator()(const ChangeProfileRule& body) {
  const bool stack = body.target.substr(0, 1) == "&";
  const std::string stacking = body.target.empty() ? "{,&}" : stack ? "&" : "";
  add(GrantClass::change_profile, the_grant,
      {path(body.exec), stacking, text(std::string_view(body.target).substr(stack ? 1 : 0))});
}

void GrantBuilder::operator()(const PivotRootRule& body) {
  add(GrantClass::pivot_root, the_grant,
      {path(body.old_root), path(body.new_root), text(body.target)});
}

void GrantBuilder::operator()(const MountRule& body) {
  std::vector<std::string> filesystems, flags;
  bool remount = body.kind == MountKind::remount, propagation = false;
  for (const Condition& condition : body.conditions) {
    if (condition.key == "fstype" || condition.key == "vfstype") {
      filesystems.insert(filesystems.end(), condition.values.begin(), condition.values.end());
    } else {
      flags.push_back(flags_pattern(condition.values, condition.op != "in", remount));
      propagation = propagation || is_propagation(condition.values);
    }
  }
  const MountKind kind = remount ? MountKind::remount : body.kind;
  const bool any_kind = kind == MountKind::mount && flags.empty();
  if (flags.empty() || kind == MountKind::umount) flags = {any_flags()};
  if (filesystems.empty()) filesystems.emplace_back();
  const bool moved = body.mountpoint.empty() && (propagation || kind != MountKind::mount);
  for (const std::string& filesystem : filesystems)
    for (const std::string& flag : flags)
      add(GrantClass::mount, the_grant,
          {any_kind ? "{mount,remount}" : kind_name(kind), text(filesystem), flag,
           path(moved ? std::string() : body.source), path(moved ? body.source : body.mountpoint)});
}

}  // namespace profgen::inline v0::policy
