#include "policy/aare_sets.hpp"

#include <algorithm>
#include <functional>

#include "policy/automaton.hpp"

namespace profgen::policy {
namespace {

using Ids = std::vector<std::uint32_t>;

enum class Found : std::uint8_t { yes, no, given_up };
struct Search {
  Found found = Found::no;
  std::string text;
};

bool has(const Ids& ids, std::uint32_t id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

// A byte of the class that reads well in a message.
char readable(const LazyStates& states, std::size_t byte_class) {
  constexpr std::string_view preferred =
      "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (const char c : preferred)
    if (states.class_of(c) == byte_class) return c;
  for (char c = '!'; c <= '~'; ++c)
    if (states.class_of(c) == byte_class) return c;
  return states.representative(byte_class);
}

// Breadth first, so the text is a shortest one.
Search find_state(const AareProgram& program, std::size_t limit,
                  const std::function<bool(const Ids&)>& wanted) {
  struct From {
    std::size_t parent;
    std::size_t byte_class;
  };
  LazyStates states(program);
  std::vector<std::uint32_t> order{states.start()};
  std::vector<From> from{{0, 0}};
  std::vector<bool> queued(states.states(), false);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (wanted(states.accepted(order[i]))) {
      std::string text;
      for (std::size_t at = i; at != 0; at = from[at].parent)
        text += readable(states, from[at].byte_class);
      return {Found::yes, {text.rbegin(), text.rend()}};
    }
    if (states.states() > limit) return {Found::given_up, {}};
    for (std::size_t c = 0; c < states.classes(); ++c) {
      const std::uint32_t next = states.step(order[i], static_cast<std::uint8_t>(c));
      if (queued.size() <= next) queued.resize(states.states(), false);
      if (next == LazyStates::dead || next == order[0] || queued[next]) continue;
      queued[next] = true;
      order.push_back(next);
      from.push_back({i, c});
    }
  }
  return {};
}

constexpr std::uint32_t subject = 0, other = 1;

std::optional<Search> search(std::string_view of, const std::vector<std::string>& others,
                             std::size_t limit, const std::function<bool(const Ids&)>& wanted) {
  AareProgram program;
  if (program.add(of, subject)) return std::nullopt;
  for (const std::string& pattern : others)
    if (program.add(pattern, other)) return std::nullopt;
  return find_state(program, limit, wanted);
}

bool only_subject(const Ids& ids) { return has(ids, subject) && !has(ids, other); }

}  // namespace

std::optional<bool> aare_covers(const std::vector<std::string>& outer, std::string_view inner,
                                std::size_t limit) {
  const auto result = search(inner, outer, limit, only_subject);
  if (!result || result->found == Found::given_up) return std::nullopt;
  return result->found == Found::no;
}

std::optional<bool> aare_overlaps(std::string_view a, std::string_view b, std::size_t limit) {
  const auto result = search(a, {std::string(b)}, limit,
                             [](const Ids& ids) { return has(ids, subject) && has(ids, other); });
  if (!result || result->found == Found::given_up) return std::nullopt;
  return result->found == Found::yes;
}

std::optional<Example> aare_example(std::string_view of, const std::vector<std::string>& without,
                                    std::size_t limit) {
  const auto result = search(of, without, limit, only_subject);
  if (!result || result->found == Found::no) return std::nullopt;
  return Example{result->text, result->found == Found::given_up};
}

std::optional<std::string> aare_find(
    const AareProgram& program,
    const std::function<bool(const std::vector<std::uint32_t>&)>& wanted, std::size_t limit) {
  Search result = find_state(program, limit, wanted);
  if (result.found != Found::yes) return std::nullopt;
  return std::move(result.text);
}

}  // namespace profgen::policy
