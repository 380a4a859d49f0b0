#include "policy/automaton.hpp"

#include <algorithm>
#include <utility>

namespace profgen::inline v0::policy {
namespace {

// What one automaton may keep between two texts: it grows with its patterns, so that the states of
// some hundred texts stay.
std::size_t cache_limit(const AareProgram& program) {
  return (std::size_t{1} << 18U) + 64 * program.code.size();
}

std::uint64_t hash_of(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const auto* values : {&a, &b}) {
    for (const std::uint32_t value : *values) hash = (hash ^ value) * 0x100000001b3U;
    hash = (hash ^ 0xffU) * 0x100000001b3U;
  }
  return hash;
}

// Less is better in a message.
int rank_of(std::uint8_t byte) {
  constexpr std::string_view preferred =
      "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::size_t place = preferred.find(static_cast<char>(byte));
  if (place != std::string_view::npos) return static_cast<int>(place);
  constexpr int printable = 100, other = 1000;
  return (byte > ' ' && byte <= '~' ? printable : other) + byte;
}

}  // namespace

LazyStates::LazyStates(const AareProgram& program)
    : program_(program), seen_(program.code.size(), 0) {
  divide_bytes();
  forget();
}

void LazyStates::forget() {
  constexpr std::size_t first_size = 64;
  states_.clear();
  table_.assign(first_size, 0);
  bytes_ = 0;
  start_ = unknown;
  states_.emplace_back();
  states_[dead].next.assign(representative_.size(), dead);
}

std::uint32_t LazyStates::forget_all_but(std::uint32_t state) {
  State kept = std::move(states_[state]);
  forget();
  return intern(std::move(kept));
}

// Splits the 256 bytes into classes that no pattern tells apart.
void LazyStates::divide_bytes() {
  std::bitset<256> single;
  for (const auto& instruction : program_.code)
    if (instruction.op == AareProgram::Op::byte) single.set(instruction.a);
  std::array<std::uint32_t, 256> classes{};
  std::uint32_t count = 1;
  std::vector<std::uint32_t> renamed;  // by old class and membership
  for (const ByteSet& set : program_.sets) {
    renamed.assign(std::size_t{2} * count, unknown);
    count = 0;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      std::uint32_t& name = renamed[std::size_t{2} * classes[byte] + (set[byte] ? 1 : 0)];
      if (name == unknown) name = count++;
      classes[byte] = name;
    }
  }
  for (std::size_t byte = 0; byte < 256; ++byte)
    if (single[byte]) classes[byte] = count++;
  std::vector<std::uint32_t> dense(count, unknown);
  for (std::size_t byte = 0; byte < 256; ++byte) {
    std::uint32_t& name = dense[classes[byte]];
    if (name == unknown) {
      name = static_cast<std::uint32_t>(representative_.size());
      representative_.push_back(static_cast<std::uint8_t>(byte));
    }
    class_of_[byte] = static_cast<std::uint8_t>(name);
    std::uint8_t& chosen = representative_[name];
    if (rank_of(static_cast<std::uint8_t>(byte)) < rank_of(chosen))
      chosen = static_cast<std::uint8_t>(byte);
  }
  for (std::size_t i = 0; i < representative_.size(); ++i)
    readable_first_.push_back(static_cast<std::uint8_t>(i));
  std::sort(readable_first_.begin(), readable_first_.end(), [this](std::uint8_t a, std::uint8_t b) {
    return rank_of(representative_[a]) < rank_of(representative_[b]);
  });
}

// Adds what can be reached from an instruction without reading a byte.
void LazyStates::follow(std::uint32_t instruction, State& state) {
  using Op = AareProgram::Op;
  pending_.push_back(instruction);
  while (!pending_.empty()) {
    const std::uint32_t at = pending_.back();
    pending_.pop_back();
    ++work_;
    if (seen_[at] == round_) continue;
    seen_[at] = round_;
    const auto& code = program_.code[at];
    switch (code.op) {
      case Op::byte:
      case Op::set:
        state.threads.push_back(at);
        break;
      case Op::accept:
        state.accepted.push_back(code.a);
        break;
      case Op::split:
        pending_.push_back(code.b);
        pending_.push_back(code.a);
        break;
      case Op::jump:
        pending_.push_back(code.a);
        break;
    }
  }
}

std::uint32_t LazyStates::intern(State&& state) {
  std::sort(state.threads.begin(), state.threads.end());
  std::sort(state.accepted.begin(), state.accepted.end());
  state.accepted.erase(std::unique(state.accepted.begin(), state.accepted.end()),
                       state.accepted.end());
  if (state.threads.empty() && state.accepted.empty()) return dead;
  state.hash = hash_of(state.threads, state.accepted);
  std::size_t place = state.hash & (table_.size() - 1);
  for (; table_[place] != 0; place = (place + 1) & (table_.size() - 1)) {
    const State& other = states_[table_[place]];
    if (other.hash == state.hash && other.threads == state.threads &&
        other.accepted == state.accepted)
      return table_[place];
  }
  const auto number = static_cast<std::uint32_t>(states_.size());
  table_[place] = number;
  state.next.assign(representative_.size(), unknown);
  bytes_ += sizeof(State) + 16 +
            4 * (state.threads.capacity() + state.accepted.capacity() + state.next.capacity());
  states_.push_back(std::move(state));
  if (2 * states_.size() > table_.size()) rehash();
  return number;
}

void LazyStates::rehash() {
  table_.assign(2 * table_.size(), 0);
  for (std::uint32_t number = 1; number < states_.size(); ++number) {
    std::size_t place = states_[number].hash & (table_.size() - 1);
    while (table_[place] != 0) place = (place + 1) & (table_.size() - 1);
    table_[place] = number;
  }
}

std::uint32_t LazyStates::start() {
  if (start_ == unknown) {
    ++round_;
    State state;
    for (const std::uint32_t start : program_.starts) follow(start, state);
    start_ = intern(std::move(state));
  }
  return start_;
}

std::uint32_t LazyStates::step(std::uint32_t state, std::uint8_t byte_class) {
  const std::uint32_t known = states_[state].next[byte_class];
  if (known != unknown) return known;
  ++round_;
  work_ += states_[state].threads.size();
  const std::uint8_t byte = representative_[byte_class];
  State next;
  for (const std::uint32_t thread : states_[state].threads) {
    const auto& code = program_.code[thread];
    const bool passes =
        code.op == AareProgram::Op::byte ? code.a == byte : program_.sets[code.a][byte];
    if (passes) follow(thread + 1, next);
  }
  const std::uint32_t made = intern(std::move(next));
  states_[state].next[byte_class] = made;
  return made;
}

void LazyStates::moves(std::uint32_t state, std::vector<Move>& out) {
  out.clear();
  // Divides the classes by what the threads of this state take; a thread for a single byte sets its
  // class apart.
  constexpr std::uint32_t alone = 0x80000000U;
  group_.assign(classes(), 0);
  std::uint32_t groups = 1;
  const std::vector<std::uint32_t>& threads = states_[state].threads;
  std::uint32_t last_set = unknown;
  for (const std::uint32_t thread : threads) {
    const auto& code = program_.code[thread];
    if (code.op == AareProgram::Op::byte || code.a == last_set) continue;
    last_set = code.a;
    split_.assign(std::size_t{2} * groups, unknown);
    groups = 0;
    for (std::size_t c = 0; c < group_.size(); ++c) {
      const bool in = program_.sets[code.a][representative_[c]];
      std::uint32_t& name = split_[std::size_t{2} * group_[c] + (in ? 1 : 0)];
      if (name == unknown) name = groups++;
      group_[c] = name;
    }
  }
  for (const std::uint32_t thread : threads) {
    const auto& code = program_.code[thread];
    if (code.op == AareProgram::Op::byte) group_[class_of_[code.a]] |= alone;
  }
  work_ += threads.size() + group_.size();
  split_.assign(groups, 0);  // from here on: has the group been seen?
  for (const std::uint8_t byte_class : readable_first_) {
    const std::uint32_t group = group_[byte_class];
    if ((group & alone) == 0 && split_[group]++ != 0) continue;
    const std::uint32_t next = step(state, byte_class);
    if (next != dead) out.push_back({byte_class, next});
  }
}

const std::vector<std::uint32_t>& Automaton::run(std::string_view bytes) const {
  if (!states_) states_ = std::make_unique<LazyStates>(program_);
  const std::size_t limit = cache_limit(program_);
  std::uint32_t state = states_->start();
  for (const char byte : bytes) {
    if (state == LazyStates::dead) break;
    if (states_->bytes() > limit) state = states_->forget_all_but(state);
    state = states_->step(state, states_->class_of(byte));
  }
  return states_->accepted(state);
}

void Automaton::match(std::string_view bytes, std::vector<std::uint32_t>& ids) const {
  const std::lock_guard lock(mutex_);
  ids = run(bytes);
}

bool Automaton::matches(std::string_view bytes) const {
  const std::lock_guard lock(mutex_);
  return !run(bytes).empty();
}

}  // namespace profgen::inline v0::policy
