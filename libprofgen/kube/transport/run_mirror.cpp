#include "kube/transport/run_mirror.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "kube/objects/kinds.hpp"
#include "kube/objects/objects.hpp"
#include "profgen/evidence_file.hpp"

namespace profgen::inline v0::kube {
namespace {

constexpr std::int64_t status_every_us = 5'000'000;
constexpr std::size_t kept_denials = 20;

}  // namespace

void RunMirror::take(const std::string& node, const node::EventsReply& reply) {
  if (reply.denied == 0) return;
  const auto stream = evidence::open_text(reply.evidence, node);
  if (!stream) return;
  evidence::Entry entry;
  for (;;) {
    const Result<bool> more = (*stream)->next(entry);
    if (!more || !*more) return;
    if (entry.seen.counts[2] == 0 && entry.seen.counts[3] == 0) continue;
    std::string line =
        text::printable(node + ": " + entry.subject.profile + ": " + describe(entry.key.access));
    if (std::ranges::find(denials_, line) != denials_.end()) continue;
    denials_.push_back(std::move(line));
    if (denials_.size() > kept_denials) denials_.pop_front();
  }
}

void RunMirror::write(const fleet::RunView& view) {
  const std::string now = view.phase + "/" + std::string(name_of(view.state));
  const std::int64_t time_us = timing_.now_us();
  if (now == last_ && time_us - written_us_ < status_every_us) return;
  const auto patched =
      api_.patch(profile_bundles, "", object_name(view.bundle, view.digest),
                 status_patch(view, {denials_.begin(), denials_.end()}, time_us), true);
  written_us_ = time_us;
  // Until the first request there is no object.
  if (patched) last_ = now;
}

fleet::Observer RunMirror::observer(fleet::Observer inner) {
  fleet::Observer out;
  out.changed = [this, changed = inner.changed](const fleet::RunView& view) {
    if (changed) changed(view);
    write(view);
  };
  out.events = [this, told = std::move(inner.events)](const std::string& node,
                                                      const node::EventsReply& reply) {
    if (told) told(node, reply);
    take(node, reply);
  };
  return out;
}

}  // namespace profgen::inline v0::kube
