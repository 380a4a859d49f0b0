#include "profgen/runs.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "evidence/seen.hpp"
#include "suggest/labels.hpp"

namespace profgen::inline v0::suggest {
namespace {

struct Stay {
  std::int64_t first_us, last_us;
  std::int64_t pid;
};

std::size_t runs_of(std::vector<Stay> stays) {
  std::sort(stays.begin(), stays.end(),
            [](const Stay& a, const Stay& b) { return a.first_us < b.first_us; });
  std::size_t runs = 0;
  std::int64_t end_us = 0;
  std::set<std::int64_t> met;  // in this run
  for (const Stay& stay : stays) {
    const bool begins =
        runs == 0 || (stay.first_us - end_us > Runs::gap_us && !met.count(stay.pid));
    if (begins) {
      ++runs;
      met.clear();
      end_us = stay.last_us;
    }
    met.insert(stay.pid);
    end_us = std::max(end_us, stay.last_us);
  }
  return runs;
}

}  // namespace

void Runs::note(Seen& seen, const std::string& host, std::int64_t pid, std::int64_t time_us) {
  std::vector<Spell>& spells = seen.spells[{host, pid}];
  // The spell that begins last of those that begin no later; most records go on with the last one.
  auto at =
      std::upper_bound(spells.begin(), spells.end(), time_us,
                       [](std::int64_t time, const Spell& spell) { return time < spell.first_us; });
  const auto next = at;
  if (at != spells.begin() && time_us - std::prev(at)->last_us <= gap_us) {
    --at;
    at->last_us = std::max(at->last_us, time_us);
    if (next != spells.end() && next->first_us - at->last_us <= gap_us) {
      at->last_us = std::max(at->last_us, next->last_us);
      spells.erase(next);
      --seen.count;
    }
    return;
  }
  if (next != spells.end() && next->first_us - time_us <= gap_us) {
    next->first_us = time_us;
    return;
  }
  if (seen.count == most_spells) {
    seen.more = true;
    if (spells.empty()) seen.spells.erase({host, pid});
    return;
  }
  spells.insert(next, {time_us, time_us});
  ++seen.count;
}

void Runs::add(const Record& record, const Event& event) {
  const bool is_access =
      static_cast<std::size_t>(event.verdict) < std::tuple_size_v<evidence::Counts>;
  if (!is_access || !record.trusted() || record.time_us == 0 || event.pid <= 0) return;
  const std::string host = record.host.substr(0, evidence::longest_word);
  // Whoever makes names makes `//null-` children: they count for the profile below which they are.
  const Label label = split_label(event.profile);
  std::string_view name = label.base.substr(0, evidence::longest_word);
  for (;;) {
    note(profiles_[{event.name_space, std::string(name)}], host, event.pid, record.time_us);
    const std::size_t up = name.rfind("//");
    if (up == std::string_view::npos || up == 0) break;
    name = name.substr(0, up);
  }
}

Runs::Count Runs::of(std::string_view name_space, std::string_view profile) const {
  Count count;
  const auto found = profiles_.find({std::string(name_space), std::string(profile)});
  if (found == profiles_.end()) return count;
  count.more = found->second.more;
  const Spells& spells = found->second.spells;
  // audit.log names no host: where others name just one, it is that one's.
  std::set<std::string> hosts;
  for (const auto& entry : spells) hosts.insert(entry.first.first);
  const bool one_host = hosts.size() == 2 && hosts.begin()->empty();
  std::map<std::string, std::vector<Stay>> stays;
  std::set<std::pair<std::string, std::int64_t>> processes;
  for (const auto& [who, times] : spells) {
    const std::string& host = one_host ? *hosts.rbegin() : who.first;
    processes.emplace(host, who.second);
    for (const Spell& spell : times)
      stays[host].push_back({spell.first_us, spell.last_us, who.second});
  }
  count.processes = processes.size();
  for (auto& entry : stays) count.runs += runs_of(std::move(entry.second));
  return count;
}

}  // namespace profgen::inline v0::suggest
