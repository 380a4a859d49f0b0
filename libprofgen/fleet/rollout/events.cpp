// Which of a node's events count, and against what.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "fleet/rollout/accesses.hpp"
#include "fleet/rollout/run_engine.hpp"

namespace profgen::inline v0::fleet {
namespace {

// A cursor that moves over nothing of ours is written down so often at most.
constexpr std::int64_t cursor_every_us = 3'600'000'000;

std::string evidence_name(std::size_t node, const std::string& name, std::size_t number,
                          std::int64_t time_us) {
  std::string safe = name;
  for (char& c : safe)
    if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-')
      c = '_';
  return fmt::format("{:05}-{}-{}-{}.jsonl", node, safe.substr(0, 64), time_us, number);
}

}  // namespace

void RunEngine::take_events(std::size_t i, const node::EventsReply& reply) {
  Live& live = live_[i];
  NodeRun& node = run_.nodes[i];
  SeenEntry entry{transport_.now_us(), i, reply.cursor, 0, {}, {}, {}, {}};
  std::vector<SeenAccess> accesses;
  if (!reply.evidence.empty()) {
    Result<std::vector<SeenAccess>> read =
        accesses_of(reply.evidence, "evidence of " + run_.head.nodes[i]);
    if (!read)
      return came_to_nothing(i, Ask::events, "its evidence is damaged: " + read.error().reason,
                             "look whether profgen and profgen-node are of one version");
    accesses = std::move(*read);
  }
  const bool final = node.asked == Reached::final;
  const std::uint64_t mixed = (i + 1) * 0x9E3779B97F4A7C15u;
  for (const SeenAccess& access : accesses) {
    const std::uint64_t hash = access.hash;
    // Before anything was changed there, or by what denied before and was left as it was.
    const bool before =
        node.asked == Reached::nothing ||
        (!final && std::ranges::find(node.denying, access.top) != node.denying.end());
    if (before) {
      if (access.denied && !run_.known.contains(hash)) entry.known.push_back(hash);
    } else if (final) {
      if (!access.denied || run_.known.contains(hash)) continue;
      if (counted_.insert(hash ^ mixed).second) ++entry.new_on_node;
      if (!run_.denied.contains(hash)) entry.denied.push_back(hash);
    } else {
      // In a wave, what complain mode let through just before the final step is no news of it.
      if (run_.phase == Phase::complain && counted_.insert(hash ^ mixed).second)
        ++entry.new_on_node;
      if (!run_.allowed.contains(hash)) entry.allowed.push_back(hash);
    }
  }
  if (!entry.allowed.empty() || !entry.denied.empty()) {
    entry.file = evidence_name(i, run_.head.nodes[i], evidence_files_++, entry.time_us);
    const std::string folder = evidence_folder(place_, run_.head.run);
    (void)place_.files.make_directories(folder, 0700);
    // The accesses count whether their text can be kept or not.
    if (!place_.files.replace(folder + "/" + entry.file, reply.evidence, 0600)) entry.file.clear();
  }
  if (!reply.evidence.empty() && observer_.events) observer_.events(run_.head.nodes[i], reply);
  const bool news = entry.new_on_node != 0 || !entry.known.empty() || !entry.allowed.empty() ||
                    !entry.denied.empty() || node.cursor.empty() ||
                    entry.time_us - node.cursor_us > cursor_every_us;
  if (news)
    record(entry);
  else
    node.cursor = reply.cursor;
  if (!reply.gaps.empty()) {
    const std::string gap = "its log may not be whole: " + text::join(reply.gaps, ", ");
    if (run_.view.nodes[i].reason != text::printable(gap))
      tell(i, News::note, gap, "make the log larger; what is missing was not counted");
  }
  live.fresh = true;
  live.polled_us = live.asked_us;
  if (run_.phase == Phase::rollback) live.gathered = true;
  live.poll = counts_starts(i) && !enough_starts() ? Poll::usage : Poll::idle;
  breach_ = breach_ || too_many_denials();
}

}  // namespace profgen::inline v0::fleet
