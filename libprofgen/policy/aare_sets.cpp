#include "policy/aare_sets.hpp"

#include <algorithm>
#include <functional>

#include "policy/automaton.hpp"

namespace profgen::inline v0::policy {
namespace {

using Ids = std::vector<std::uint32_t>;

enum class SetAnswer : std::uint8_t { yes, no, given_up };
// Patterns of policies need some hundred steps a state; a pattern of a million bytes may need that
// many.
constexpr std::uint64_t work_per_state = 4000;

struct Search {
  SetAnswer found = SetAnswer::no;
  std::string text;
};

bool has(const Ids& ids, std::uint32_t id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

// Breadth first, so the text is a shortest one.
// States that are not `hopeful` lead to nothing that is wanted.
Search find_state(const AareProgram& program, std::size_t limit,
                  const std::function<bool(const Ids&)>& wanted,
                  const std::function<bool(const Ids& threads)>& hopeful) {
  struct From {
    std::size_t parent;
    std::uint8_t byte_class;
  };
  LazyStates states(program);
  std::vector<std::uint32_t> order{states.start()};
  std::vector<From> from{{0, 0}};
  std::vector<bool> queued(states.states(), false);
  std::vector<LazyStates::Move> moves;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (wanted(states.accepted(order[i]))) {
      std::string text;
      for (std::size_t at = i; at != 0; at = from[at].parent)
        text += states.representative(from[at].byte_class);
      return {SetAnswer::yes, {text.rbegin(), text.rend()}};
    }
    if (states.states() > limit || states.work() > limit * work_per_state)
      return {SetAnswer::given_up, {}};
    if (!hopeful(states.threads(order[i]))) continue;
    states.moves(order[i], moves);
    for (const auto& [byte_class, next] : moves) {
      if (queued.size() <= next) queued.resize(states.states(), false);
      if (next == order[0] || queued[next]) continue;
      queued[next] = true;
      order.push_back(next);
      from.push_back({i, byte_class});
    }
  }
  return {};
}

constexpr std::uint32_t subject = 0, other = 1;

bool is_plain(char c) {
  return c != '*' && c != '?' && c != '[' && c != ']' && c != '{' && c != '}' && c != ',' &&
         c != '\\';
}

enum class Wanted : std::uint8_t { only_subject, both };

// nullopt: a pattern is wrong.
std::optional<Search> search(std::string_view of, const std::vector<std::string>& others,
                             std::size_t limit, Wanted what) {
  AareProgram program;
  if (program.add(of, subject)) return std::nullopt;
  const auto end_of_subject = static_cast<std::uint32_t>(program.code.size());
  bool any = false;
  for (const std::string& pattern : others) {
    if (aare_apart(of, pattern)) {
      if (aare_error(pattern)) return std::nullopt;
      continue;
    }
    if (program.add(pattern, other)) return std::nullopt;
    any = true;
  }
  const bool both = what == Wanted::both;
  if (both && !any) return Search{};
  return find_state(
      program, limit,
      [both](const Ids& ids) { return has(ids, subject) && has(ids, other) == both; },
      [&](const Ids& threads) {
        return !threads.empty() && threads.front() < end_of_subject &&
               (!both || threads.back() >= end_of_subject);
      });
}

}  // namespace

bool aare_apart(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < a.size() && i < b.size() && is_plain(a[i]) && is_plain(b[i]); ++i)
    if (a[i] != b[i]) return true;
  // Seen from behind, a byte may belong to an escape.
  const auto has_escape = [](std::string_view text) {
    return text.find('\\') != std::string_view::npos;
  };
  if (has_escape(a) || has_escape(b)) return false;
  for (auto in_a = a.rbegin(), in_b = b.rbegin();
       in_a != a.rend() && in_b != b.rend() && is_plain(*in_a) && is_plain(*in_b); ++in_a, ++in_b)
    if (*in_a != *in_b) return true;
  return false;
}

std::optional<bool> aare_covers(const std::vector<std::string>& outer, std::string_view inner,
                                std::size_t limit) {
  const auto result = search(inner, outer, limit, Wanted::only_subject);
  if (!result || result->found == SetAnswer::given_up) return std::nullopt;
  return result->found == SetAnswer::no;
}

std::optional<bool> aare_overlaps(std::string_view a, std::string_view b, std::size_t limit) {
  const auto result = search(a, {std::string(b)}, limit, Wanted::both);
  if (!result || result->found == SetAnswer::given_up) return std::nullopt;
  return result->found == SetAnswer::yes;
}

std::optional<Example> aare_example(std::string_view of, const std::vector<std::string>& without,
                                    std::size_t limit) {
  const auto result = search(of, without, limit, Wanted::only_subject);
  if (!result || result->found == SetAnswer::no) return std::nullopt;
  return Example{result->text, result->found == SetAnswer::given_up};
}

std::optional<std::string> aare_find(
    const AareProgram& program,
    const std::function<bool(const std::vector<std::uint32_t>&)>& wanted, std::size_t limit) {
  Search result = find_state(program, limit, wanted, [](const Ids&) { return true; });
  if (result.found != SetAnswer::yes) return std::nullopt;
  return std::move(result.text);
}

}  // namespace profgen::inline v0::policy
