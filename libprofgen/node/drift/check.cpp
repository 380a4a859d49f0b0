#include "node/drift/check.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "node/change/loaded.hpp"
#include "node/facts/facts.hpp"
#include "node/package.hpp"

namespace profgen::inline v0::node {
namespace {

// The bundle was held to its signature when it was applied; what is kept of it is its bytes.
Machine without_trust(const Machine& machine) {
  Machine out = machine;
  out.trust = {};
  return out;
}

struct Compared {
  State state;
  Modes loaded;
  std::map<std::string, std::string> hashes;

  // How an entry of the state deviates, by the state alone; kind "as-desired" where it does not.
  [[nodiscard]] DriftItem item(const Machine& machine, const Written& entry) const {
    DriftItem out{entry.profile, entry.file, "as-desired", "", ""};
    const auto text = machine.files.read(policy_path(machine, entry.file));
    const std::string mode = mode_in(loaded, entry.profile);
    const std::string hash = mode_in(hashes, entry.profile);
    if (!text)
      out.kind = "disk-missing";
    else if (bundle::digest(*text) != entry.sha256)
      out.kind = "disk-differs";
    else if (mode.empty())
      out.kind = "not-loaded";
    else if (mode != entry.mode)
      out.kind = "other-mode";
    else if (!entry.hash.empty() && !hash.empty() && hash != entry.hash)
      out.kind = "kernel-differs";
    if (out.kind == "other-mode")
      out.detail = "loaded in mode " + mode + ", not " + entry.mode;
    else if (out.kind != "as-desired")
      out.detail = "not as the last step left it";
    return out;
  }

  [[nodiscard]] std::vector<DriftItem> includes(const Machine& machine) const {
    std::vector<DriftItem> out;
    for (const WrittenFile& file : state.files) {
      const auto text = machine.files.read(policy_path(machine, file.file));
      if (text && bundle::digest(*text) == file.sha256) continue;
      out.push_back({"", file.file, text ? "disk-differs" : "disk-missing",
                     "not as the last step left it", ""});
    }
    return out;
  }
};

// Retired profiles are parked ones whose file is gone on purpose.
bool is_retired(const State& state, const DriftItem& item) {
  return item.kind == "disk-missing" &&
         std::ranges::any_of(state.parked,
                             [&](const ParkedProfile& one) { return one.profile == item.profile; });
}

bool was_changed_since(const State& state, const bundle::Bundle& bundle) {
  for (const bundle::Profile& profile : bundle.profiles) {
    const Written* entry = state.entry(profile.name);
    if (std::ranges::any_of(state.parked,
                            [&](const auto& one) { return one.profile == profile.name; }))
      return true;
    if (state.stage == Stage::final && (entry == nullptr || flag_for(entry->mode) != profile.mode))
      return true;
  }
  return false;
}

// Drops those that were loaded so at the machine's start.
void take_start_as_it_is(Machine& machine, const Compared& now, Kept& kept, DriftCheck& check) {
  const std::string boot = boot_id(machine);
  const Kept before = kept;
  if (kept.boot_id != boot) {
    const bool first_look = kept.boot_id.empty();
    kept.boot_id = boot;
    kept.started_with.clear();
    if (!first_look)
      for (const DriftItem& item : check.items)
        if (item.kind == "kernel-differs") {
          kept.started_with[item.profile] = mode_in(now.hashes, item.profile);
          check.notes.push_back(text::printable(item.profile) +
                                " was loaded at the machine's start by another compiler than this "
                                "one, its text is as desired: taken as it is");
        }
  }
  std::erase_if(check.items, [&](const DriftItem& item) {
    const auto found = kept.started_with.find(item.profile);
    return item.kind == "kernel-differs" && found != kept.started_with.end() &&
           found->second == mode_in(now.hashes, item.profile);
  });
  if (kept != before)
    if (Status written = write_kept(machine, kept); !written)
      check.notes.push_back(written.error().text());
}

}  // namespace

Result<DriftCheck> check_drift(Machine& machine, Kept& kept) {
  Machine trusting = without_trust(machine);
  DriftCheck check;
  // Settles what a killed call has left, too.
  const Reply status = handle(trusting, StatusOf{});
  if (const auto* no = std::get_if<Refused>(&status))
    return Error{ErrorKind::system, "look at", "this node", no->problems.front().text};
  Compared now;
  auto state = read_state(machine);
  if (!state) return state.error();
  now.state = std::move(*state);
  auto loaded = loaded_modes(machine.kernel);
  if (!loaded) return loaded.error();
  now.loaded = std::move(*loaded);
  now.hashes = profile_hashes(machine.kernel);

  std::vector<DriftItem> told;
  if (!now.state.digest.empty()) {
    const Package package{now.state.digest, "", "", bundle::SignatureKind::none};
    auto opened = open_package(trusting, package);
    if (const auto* bundle = std::get_if<bundle::Bundle>(&opened)) {
      check.bundle = bundle->name;
      check.changed_since = was_changed_since(now.state, *bundle);
      const Reply reply = handle(trusting, DriftOf{package, now.state.stage});
      if (const auto* drift = std::get_if<DriftReply>(&reply)) told = drift->items;
    }
  }
  std::vector<DriftItem> includes = now.includes(machine);
  for (const Written& entry : now.state.entries) {
    DriftItem own = now.item(machine, entry);
    if (is_retired(now.state, own)) continue;
    const auto more = std::ranges::find(told, entry.profile, &DriftItem::profile);
    // The comparison with the bundle knows more: what differs, and who did it.
    const bool usable = more != told.end() && more->kind != "as-desired";
    const bool as_desired = own.kind == "as-desired";
    const bool by_include = as_desired && !includes.empty();
    if (usable && (more->kind == "disabled" || own.kind == more->kind ||
                   (by_include && more->kind == "disk-differs")))
      check.items.push_back(*more);
    else if (!as_desired)
      check.items.push_back(std::move(own));
  }
  // An include that no profile answers for.
  if (check.items.empty()) check.items = std::move(includes);
  take_start_as_it_is(machine, now, kept, check);
  return check;
}

Reply correct_drift(Machine& machine, const std::vector<DriftItem>& items) {
  Machine trusting = without_trust(machine);
  auto state = read_state(machine);
  if (!state) return Refused{{{"bad-state", state.error().text(), "see to the file", true}}};
  std::set<std::string> disabled;
  for (const DriftItem& item : items)
    if (item.kind == "disabled") disabled.insert(item.file);
  Apply apply{{state->digest, "", "", bundle::SignatureKind::none}, state->stage, {}, state->run};
  for (const Written& entry : state->entries)
    if (disabled.count(entry.file) == 0) apply.adopt.push_back(entry.file);
  for (const WrittenFile& file : state->files) apply.adopt.push_back(file.file);
  return handle(trusting, apply);
}

}  // namespace profgen::inline v0::node
