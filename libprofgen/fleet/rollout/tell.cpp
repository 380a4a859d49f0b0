// A journal in words.
#include <fmt/format.h>

#include "base/overloaded.hpp"
#include "fleet/rollout/run_journal.hpp"
#include "profgen/fleet.hpp"

namespace profgen::inline v0::fleet {
namespace {

using Look = ToldEntry::Look;

std::string_view words_of(Step step) {
  switch (step) {
    case Step::complain:
      return "complain stage";
    case Step::final:
      return "texts and modes of the bundle";
    case Step::relax:
      return "flipped to complain mode";
    case Step::rollback:
      return "as before the run";
  }
  return "";
}

std::string words_of(const PhaseEntry& entry) {
  if (entry.baking)
    return entry.phase == Phase::complain ? "complain stage: baking"
                                          : fmt::format("wave {}: baking", entry.wave);
  switch (entry.phase) {
    case Phase::preflight:
      return "preflight";
    case Phase::plan:
      return "plan";
    case Phase::complain:
      return "complain stage on all nodes";
    case Phase::wave:
      return fmt::format("wave {}", entry.wave);
    case Phase::rollback:
      return "rolling back";
  }
  return {};
}

Look look_of(News news) {
  switch (news) {
    case News::done:
      return Look::good;
    case News::away:
    case News::note:
    case News::left_out:
      return Look::warn;
    case News::blocked:
    case News::bad:
      return Look::bad;
    default:
      return Look::plain;
  }
}

std::string words_of(const NodeEntry& entry) {
  std::string out;
  switch (entry.news) {
    case News::fit:
      return "fit";
    case News::planned:
      return "can be changed as planned";
    case News::done:
      return fmt::format("{}: verified in the kernel", words_of(entry.step));
    case News::away:
      out = "away";
      break;
    case News::blocked:
      out = "blocked";
      break;
    case News::bad:
      out = "failed";
      break;
    case News::left_out:
      out = "left out";
      break;
    case News::note:
      out = "note";
      break;
  }
  if (!entry.reason.empty()) out += ": " + entry.reason;
  return out;
}

Look look_of(RunState state) {
  switch (state) {
    case RunState::done:
      return Look::good;
    case RunState::running:
    case RunState::stopped:
    case RunState::aborted:
      return Look::warn;
    default:
      return Look::bad;
  }
}

// Gathers lines that differ in their node only.
class Teller {
 public:
  void take(const Entry& entry) {
    std::visit(
        Overloaded{
            [&](const RunHead& head) {
              nodes_ = head.nodes;
              say(head.time_us,
                  fmt::format("{} begins to roll out {} ({}) to {} nodes of {}", head.who,
                              head.bundle, head.digest, head.nodes.size(), head.fleet),
                  Look::plain);
            },
            [&](const PhaseEntry& phase) { say(phase.time_us, words_of(phase), Look::plain); },
            [&](const AskedEntry& asked) {
              flush();
              for (const std::size_t node : asked.nodes) add_node(node);
              begin(asked.time_us, fmt::format("asked for: {}", words_of(asked.step)), Look::plain);
              flush();
            },
            [&](const NodeEntry& node) {
              about(node.time_us, node.node, words_of(node), look_of(node.news));
            },
            [&](const SeenEntry& seen) { take_events(seen); },
            [&](const StartsEntry& starts) {
              about(starts.time_us, starts.node, "seen running under the profiles", Look::plain);
            },
            [&](const BreachEntry& breach) {
              say(breach.time_us,
                  breach.by_hand ? "to be rolled back, by hand" : "breach: " + breach.why,
                  Look::bad);
            },
            [&](const ResumedEntry& resumed) {
              say(resumed.time_us, "resumed by " + resumed.who, Look::plain);
            },
            [&](const EndEntry& end) {
              say(end.time_us,
                  fmt::format("{}{}{}", name_of(end.state), end.why.empty() ? "" : ": ", end.why),
                  look_of(end.state));
            }},
        entry);
  }
  std::vector<ToldEntry> end() {
    flush();
    return std::move(out_);
  }

 private:
  void take_events(const SeenEntry& seen) {
    if (seen.denied.empty() && seen.allowed.empty()) return;
    std::string what;
    if (!seen.denied.empty()) what = fmt::format("{} new denied accesses", seen.denied.size());
    if (!seen.allowed.empty())
      what += fmt::format("{}{} accesses let through by complain mode", what.empty() ? "" : ", ",
                          seen.allowed.size());
    if (!seen.file.empty()) what += " (" + seen.file + ")";
    about(seen.time_us, seen.node, std::move(what), seen.denied.empty() ? Look::plain : Look::bad);
  }
  void say(std::int64_t time_us, std::string what, Look look) {
    flush();
    out_.push_back({time_us, {}, std::move(what), look});
  }
  void about(std::int64_t time_us, std::size_t node, std::string what, Look look) {
    if (names_.empty() || what != waiting_.what || look != waiting_.look) {
      flush();
      begin(time_us, std::move(what), look);
    }
    add_node(node);
  }
  void begin(std::int64_t time_us, std::string what, Look look) {
    waiting_ = {time_us, {}, std::move(what), look};
  }
  void add_node(std::size_t node) {
    if (node < nodes_.size()) names_.push_back(nodes_[node]);
  }
  void flush() {
    if (names_.empty()) return;
    waiting_.where = fold_names(std::move(names_));
    names_.clear();
    out_.push_back(std::move(waiting_));
  }

  std::vector<std::string> nodes_, names_;
  ToldEntry waiting_;
  std::vector<ToldEntry> out_;
};

}  // namespace

Result<std::vector<ToldEntry>> tell_run(const RunPlace& place, const std::string& run) {
  Teller teller;
  const Result<ReadJournal> read =
      read_journal(place, run, [&](const Entry& entry) { teller.take(entry); });
  if (!read) return read.error();
  return teller.end();
}

}  // namespace profgen::inline v0::fleet
