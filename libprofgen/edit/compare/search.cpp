#include "edit/compare/search.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace profgen::inline v0::edit::by_meaning {
namespace {

using policy::LazyStates;

// What one entry may cost: pairs of states, and instructions followed to make new ones.
constexpr std::size_t most_pairs = 6000;
constexpr std::uint64_t most_work = 20'000'000;

// Bytes that read well in an example come first.
int readability(unsigned char byte) {
  constexpr std::string_view preferred = "abcdefghijklmnopqrstuvwxyz0123456789";
  const std::size_t place = preferred.find(static_cast<char>(byte));
  if (place != std::string_view::npos) return static_cast<int>(place);
  if (byte >= 'A' && byte <= 'Z') return 100;
  return byte > ' ' && byte <= '~' ? 200 + byte : 1000 + byte;
}

// The exec permissions that lead to different places on the two sides.
std::uint32_t changed_transitions(const Verdict& a, const Verdict& b) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < a.transitions.size(); ++i)
    if (a.transitions[i] != nullptr && b.transitions[i] != nullptr &&
        a.transitions[i]->grant.transition != b.transitions[i]->grant.transition)
      bits |= std::uint32_t{file_perm::exec} << (i == 0 ? 0U : policy::other_shift);
  return bits;
}

}  // namespace

Search::Search(Field& field, const GrantEntry& entry, const policy::AareProgram& program,
               bool thorough)
    : field_(field),
      entry_(entry),
      own_(program),
      thorough_(thorough),
      widening_(contested(entry) & entry.perms[entry.grant.deny ? before : after]),
      narrowing_(contested(entry) & entry.perms[entry.grant.deny ? after : before]) {
  make_steps();
}

void Search::make_steps() {
  std::vector<unsigned char> bytes(256);
  for (unsigned i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i);
  std::sort(bytes.begin(), bytes.end(), [](unsigned char a, unsigned char b) {
    return std::tuple(readability(a), a) < std::tuple(readability(b), b);
  });
  std::unordered_set<std::uint32_t> known;
  for (const unsigned char byte : bytes) {
    const char c = static_cast<char>(byte);
    const Step step{own_.class_of(c), field_.states().class_of(c), c};
    if (known.insert((std::uint32_t{step.of_entry} << 8U) | step.of_field).second)
      steps_.push_back(step);
  }
}

std::uint32_t Search::missing() const {
  std::uint32_t bits =
      (widening_ & ~outcome_.granted.perms) | (narrowing_ & ~outcome_.removed.perms);
  if (entry_.grant.deny) {
    bits |= widening_ & ~outcome_.undenied.perms;
    bits |= narrowing_ & ~outcome_.denied.perms;
  } else {
    bits |= contested(entry_) & exec_bits & ~outcome_.changed.perms;
    if (thorough_) bits |= widening_ & ~(outcome_.fresh.perms & outcome_.overruled.perms);
  }
  return bits;
}

std::string Search::text_of(std::size_t at) const {
  std::string text;
  for (; at != 0; at = pairs_[at].parent) text += pairs_[at].byte;
  return {text.rbegin(), text.rend()};
}

void Search::note(Finding& finding, std::uint32_t perms, const Pair& pair, std::size_t at) {
  perms &= ~finding.perms;
  if (perms == 0) return;
  if (finding.perms == 0) {
    finding.example = text_of(at);
    finding.example_perms = perms;
    finding.matching = field_.states().accepted(pair.field);
  }
  finding.perms |= perms;
}

void Search::look(const Pair& pair, std::size_t at) {
  const Field::Views& views = field_.views_at(pair.field);
  const Verdict &a = views.before, &b = views.after;
  note(outcome_.granted, widening_ & b.allowed & ~a.allowed, pair, at);
  note(outcome_.removed, narrowing_ & a.allowed & ~b.allowed, pair, at);
  if (entry_.grant.deny) {
    note(outcome_.undenied, widening_ & a.denied & ~b.denied & ~b.allowed, pair, at);
    note(outcome_.denied, narrowing_ & b.denied & ~a.denied & ~a.allowed, pair, at);
    return;
  }
  note(outcome_.changed, contested(entry_) & changed_transitions(a, b), pair, at);
  if (!thorough_) return;
  note(outcome_.fresh, widening_ & b.allowed & ~a.allowed & ~a.denied, pair, at);
  note(outcome_.overruled, widening_ & b.allowed & a.denied, pair, at);
}

void Search::reach(const Pair& pair) {
  const std::uint64_t key = (std::uint64_t{pair.own} << 33U) | (std::uint64_t{pair.field} << 1U) |
                            (pair.byte == '/' ? 1U : 0U);
  if (seen_.insert(key).second) pairs_.push_back(pair);
}

void Search::go_on(std::size_t from) {
  // The kernel never asks about a path with `//`, which patterns may yet match.
  const bool paths =
      entry_.grant.of == policy::GrantClass::file || entry_.grant.of == policy::GrantClass::link;
  const Pair pair = pairs_[from];
  for (const Step& step : steps_) {
    if (paths && step.byte == '/' && pair.byte == '/') continue;
    const std::uint32_t own = own_.step(pair.own, step.of_entry);
    if (own != LazyStates::dead)
      reach({own, field_.states().step(pair.field, step.of_field), from, step.byte});
  }
}

Outcome Search::run() {
  const std::uint64_t begin = field_.states().work();
  Field::Budget& left = field_.budget();
  const std::size_t pairs_limit = std::min(most_pairs, left.pairs);
  const std::uint64_t work_limit = std::min(most_work, left.work);
  reach({own_.start(), field_.states().start(), 0, 0});
  for (std::size_t i = 0; i < pairs_.size() && missing() != 0; ++i) {
    if (!own_.accepted(pairs_[i].own).empty()) look(pairs_[i], i);
    if (pairs_.size() > pairs_limit || field_.states().work() - begin > work_limit) {
      outcome_.unsure = missing();
      break;
    }
    go_on(i);
  }
  left.pairs -= std::min(left.pairs, pairs_.size());
  left.work -= std::min(left.work, field_.states().work() - begin);
  return std::move(outcome_);
}

}  // namespace profgen::inline v0::edit::by_meaning
