#include <algorithm>

#include "base/text.hpp"
#include "node/drift/drift_of.hpp"
#include "node/drift/who.hpp"
#include "node/operations.hpp"
#include "node/package.hpp"
#include "node/plan/differences.hpp"
#include "node/plan/modes.hpp"
#include "profgen/status.hpp"

namespace profgen::inline v0::node {
namespace {

constexpr std::size_t differences_shown = 3;

class Drifting {
 public:
  Drifting(Machine& machine, const Intent& intent, const State& state)
      : machine_(machine),
        intent_(intent),
        state_(state),
        differences_(differences_of(machine, intent)) {
    if (auto hashes = machine.kernel.hashes()) hashes_ = std::move(*hashes);
  }

  [[nodiscard]] DriftItem item(const IntendedProfile& profile) const {
    DriftItem out{profile.profile, profile.file, "as-desired", "", ""};
    if (disabled(profile, out) || disk(profile, out)) return out;
    if (profile.mode_before.empty()) {
      out.kind = "not-loaded";
      out.detail = "the file is there, the kernel does not have the profile";
      return out;
    }
    if (profile.mode_before != profile.mode_after) {
      out.kind = "other-mode";
      out.detail = "loaded in mode " + profile.mode_before + ", not " + profile.mode_after;
      return out;
    }
    kernel(profile, out);
    return out;
  }

 private:
  bool disabled(const IntendedProfile& profile, DriftItem& out) const {
    const host::FileLinks links = host::links_of(
        machine_.files, intent_.before().options().policy_dir, policy_path(machine_, profile.file));
    const bool complains = mode_denies(profile.mode_after) && !links.force_complain.empty();
    if (links.disable.empty() && !complains) return false;
    const std::string& link = links.disable.empty() ? links.force_complain : links.disable;
    out.kind = "disabled";
    out.detail = text::printable(link) + (links.disable.empty()
                                              ? " holds it in complain mode at the next start"
                                              : " keeps it from being loaded at the next start");
    out.who = who_changed(machine_, link, "", "");
    return true;
  }

  // The text that should stand there.
  [[nodiscard]] bool disk(const IntendedProfile& profile, DriftItem& out) const {
    const IntendedFile* file = intent_.file(profile.file);
    if (file == nullptr) return false;
    if (!file->before) {
      out.kind = "disk-missing";
      out.detail = "the file is not there; what is loaded is lost at the next start";
      return true;
    }
    const std::string path = policy_path(machine_, profile.file);
    if (file->kept) {
      // It was left as it was; what that was, our state says.
      const Written* entry = state_.entry(profile.profile);
      if (entry == nullptr || entry->sha256 == bundle::digest(*file->before)) return false;
      out.kind = "disk-differs";
      out.detail = "the text changed since the last step";
      out.who = who_changed(machine_, path, *file->before, "");
      return true;
    }
    if (intent_.changed().count(profile.file) == 0) return false;
    out.kind = "disk-differs";
    out.detail = what_differs(profile.profile);
    if (file->changes()) {
      out.who = who_changed(machine_, path, *file->before, file->after.value_or(""));
      return true;
    }
    for (const IntendedFile& other : intent_.files()) {
      if (!other.changes() || holds_profile(other.file)) continue;
      out.detail = text::printable(other.file) + (other.before ? " differs" : " is missing") +
                   (out.detail.empty() ? "" : ": " + out.detail);
      if (other.before)
        out.who = who_changed(machine_, policy_path(machine_, other.file), *other.before,
                              other.after.value_or(""));
      break;
    }
    return true;
  }

  [[nodiscard]] bool holds_profile(const std::string& file) const {
    return std::ranges::any_of(intent_.profiles(),
                               [&](const IntendedProfile& one) { return one.file == file; });
  }

  // From what is there to what should be.
  [[nodiscard]] std::string what_differs(const std::string& profile) const {
    std::vector<std::string> lines = difference_lines(differences_, profile);
    if (lines.empty()) return "comments or layout only";
    const std::size_t all = lines.size();
    if (all > differences_shown) {
      lines.resize(differences_shown);
      lines.push_back("and " + std::to_string(all - differences_shown) + " more");
    }
    return "to be corrected: " + text::join(lines, "; ");
  }

  void kernel(const IntendedProfile& profile, DriftItem& out) const {
    const Written* entry = state_.entry(profile.profile);
    const auto now = hashes_.find(profile.profile);
    if (entry == nullptr || entry->hash.empty() || now == hashes_.end() ||
        now->second.profile.empty()) {
      out.detail = "what is loaded could not be compared: there is no hash of it";
      return;
    }
    if (entry->hash == now->second.profile) return;
    out.kind = "kernel-differs";
    out.detail = "another policy was loaded under this name since the last step";
  }

  Machine& machine_;
  const Intent& intent_;
  const State& state_;
  std::vector<edit::ProfileDifference> differences_;
  std::map<std::string, host::LoadedHash> hashes_;
};

}  // namespace

Result<DriftReply> drift_of(Machine& machine, const bundle::Bundle& bundle, Stage stage,
                            const State& state) {
  const auto loaded = machine.kernel.profiles();
  if (!loaded) return loaded.error();
  const Intent intent = Intent::of(machine, bundle, stage, *loaded);
  const Drifting drifting(machine, intent, state);
  DriftReply reply;
  for (const IntendedProfile& profile : intent.profiles())
    reply.items.push_back(drifting.item(profile));
  return reply;
}

Reply drift(Machine& machine, const DriftOf& request) {
  const auto opened = open_package(machine, request.package);
  if (const auto* no = std::get_if<Refused>(&opened)) return *no;
  const auto state = read_state(machine);
  if (!state) return refused("bad-state", state.error(), "see to the file");
  auto reply = drift_of(machine, *std::get_if<bundle::Bundle>(&opened), request.stage, *state);
  if (!reply) return refused("no-apparmor", reply.error(), "`preflight` says why");
  return std::move(*reply);
}

}  // namespace profgen::inline v0::node
