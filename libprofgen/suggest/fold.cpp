#include "suggest/fold.hpp"

#include <algorithm>

#include "suggest/labels.hpp"
#include "suggest/transitions.hpp"

namespace profgen::inline v0::suggest {
namespace {

constexpr std::string_view stack_mark = "//&";

}  // namespace

Folder::Folder(const evidence::Evidence& evidence, const policy::Policy& policy,
               const ExecChoices& choices)
    : policy_(policy), choices_(choices), attachments_(policy) {
  for (const auto& entry : evidence.subjects())
    for (const auto& seen : entry.second)
      if (const auto* change = std::get_if<ChangeHatAccess>(&seen.first.access))
        hats_.insert(change->hat);
}

const Place& Folder::place(const evidence::Subject& subject) {
  const auto known = places_.find(subject);
  if (known != places_.end()) return known->second;
  return places_.emplace(subject, walk(subject)).first->second;
}

Place Folder::walk(const evidence::Subject& subject) {
  const Label label = split_label(subject.profile);
  Place place;
  place.name = label.base;
  for (std::size_t i = 0; i < label.chain.size(); ++i) {
    const std::string piece(label.chain[i]);
    const PieceKind kind = piece_kind(piece);
    if (kind == PieceKind::hat || (kind == PieceKind::counter && hats_.count(piece) != 0)) {
      place.name += "//" + piece;
      continue;
    }
    const evidence::Subject parent{subject.name_space, place.name};
    const auto chosen = choices_.find({parent, piece});
    const auto choice = chosen != choices_.end() ? std::optional<ExecChoice>(chosen->second)
                                                 : standing_choice(policy_, parent, piece);
    if (!choice) {
      place.kind = Place::Kind::undecided;
      place.program = piece;
      place.innermost = i + 1 == label.chain.size();
      return place;
    }
    const Transition transition = follow(parent, piece, *choice, policy_, attachments_, choices_);
    if (transition.kind == Transition::Kind::none) return {Place::Kind::gone, {}, {}, false, {}};
    if (chosen != choices_.end() && kind == PieceKind::program)
      place.runs.emplace_back(parent.profile, piece);
    place.name = transition.profile;
  }
  return place;
}

std::string Folder::peer(const std::string& name_space, const std::string& label) {
  if (label.find(null_mark) == std::string::npos) return label;
  std::string out;
  for (std::size_t begin = 0; begin <= label.size();) {
    const std::size_t end = std::min(label.find(stack_mark, begin), label.size());
    const Place& part = place({name_space, label.substr(begin, end - begin)});
    if (part.kind != Place::Kind::profile) return label;
    if (begin != 0) out += stack_mark;
    out += part.name;
    begin = end + stack_mark.size();
  }
  return out;
}

Access Folder::folded(const std::string& name_space, const Access& access) {
  Access out = access;
  if (auto* exec = std::get_if<ExecAccess>(&out)) {
    // Where it leads is what the choice says; a label that stands tells nothing more.
    if (exec->target.find(null_mark) != std::string::npos) exec->target.clear();
  } else if (auto* signal = std::get_if<SignalAccess>(&out)) {
    signal->peer = peer(name_space, signal->peer);
  } else if (auto* ptrace = std::get_if<PtraceAccess>(&out)) {
    ptrace->peer = peer(name_space, ptrace->peer);
  } else if (auto* socket = std::get_if<UnixAccess>(&out)) {
    socket->peer_label = peer(name_space, socket->peer_label);
  } else if (auto* bus = std::get_if<DbusAccess>(&out)) {
    bus->peer_label = peer(name_space, bus->peer_label);
  } else if (auto* change = std::get_if<ChangeProfileAccess>(&out)) {
    change->target = peer(name_space, change->target);
  } else if (auto* queue = std::get_if<MqueueAccess>(&out)) {
    queue->label = peer(name_space, queue->label);
  } else if (auto* ring = std::get_if<IoUringAccess>(&out)) {
    ring->label = peer(name_space, ring->label);
  }
  return out;
}

namespace {

using SeenRuns = std::set<std::pair<evidence::Subject, std::string>>;

bool any_attested(const evidence::Accesses& accesses) {
  return std::any_of(accesses.begin(), accesses.end(),
                     [](const auto& entry) { return entry.second.trusted(); });
}

// A child ran, so it was executed, even where the log lost that record.
void add_implied(evidence::Evidence& out, const SeenRuns& seen,
                 const std::map<std::pair<evidence::Subject, std::string>, bool>& implied) {
  for (const auto& [run, trusted] : implied) {
    if (seen.count(run) != 0) continue;
    evidence::Seen none;
    none.untrusted = trusted ? 0 : 1;
    out.add(run.first, {ExecAccess{run.second, false, {}}, false}, none);
  }
}

}  // namespace

evidence::Evidence fold(const evidence::Evidence& evidence, const policy::Policy& policy,
                        const ExecChoices& choices) {
  Folder folder(evidence, policy, choices);
  evidence::Evidence out;
  SeenRuns seen_runs;
  std::map<std::pair<evidence::Subject, std::string>, bool> implied;
  for (const auto& [subject, accesses] : evidence.subjects()) {
    const Place place = folder.place(subject);
    if (place.kind == Place::Kind::gone) continue;
    for (const auto& run : place.runs) {
      bool& trusted = implied[{{subject.name_space, run.first}, run.second}];
      trusted = trusted || any_attested(accesses);
    }
    evidence::Subject to = subject;
    if (place.kind == Place::Kind::profile) to.profile = place.name;
    for (const auto& [key, seen] : accesses) {
      const auto* exec = std::get_if<ExecAccess>(&key.access);
      if (exec != nullptr && !key.unusable) seen_runs.insert({to, exec->path});
      out.add(to, {folder.folded(subject.name_space, key.access), key.unusable, key.crowd}, seen);
    }
  }
  add_implied(out, seen_runs, implied);
  return out;
}

}  // namespace profgen::inline v0::suggest
