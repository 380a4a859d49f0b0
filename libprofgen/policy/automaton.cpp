#include "policy/automaton.hpp"

#include <algorithm>
#include <utility>

namespace profgen::policy {
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

}  // namespace

LazyStates::LazyStates(const AareProgram& program)
    : program_(program), seen_(program.code.size(), 0) {
  divide_bytes();
  forget();
}

void LazyStates::forget() {
  states_.clear();
  index_.clear();
  bytes_ = 0;
  start_ = unknown;
  (void)intern(State{});  // dead
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
  }
}

// Adds what can be reached from an instruction without reading a byte.
void LazyStates::follow(std::uint32_t instruction, State& state) {
  using Op = AareProgram::Op;
  pending_.push_back(instruction);
  while (!pending_.empty()) {
    const std::uint32_t at = pending_.back();
    pending_.pop_back();
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
  std::vector<std::uint32_t>& same = index_[hash_of(state.threads, state.accepted)];
  for (const std::uint32_t other : same)
    if (states_[other].threads == state.threads && states_[other].accepted == state.accepted)
      return other;
  const auto number = static_cast<std::uint32_t>(states_.size());
  same.push_back(number);
  state.next.assign(representative_.size(), states_.empty() ? dead : unknown);
  bytes_ += sizeof(State) + 64 +
            4 * (state.threads.capacity() + state.accepted.capacity() + state.next.capacity());
  states_.push_back(std::move(state));
  return number;
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

}  // namespace profgen::policy
