// Keys of a record by number.
#pragma once

#include "base/word_table.hpp"
#include "grammar/audit_keys.hpp"
#include "profgen/record.hpp"

namespace profgen::inline v0::log {

using grammar::audit::Key;

namespace detail {

constexpr std::array<std::string_view, grammar::audit::keys.size()> key_words() {
  std::array<std::string_view, grammar::audit::keys.size()> words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = grammar::audit::keys[i].word;
  return words;
}
inline constexpr WordTable<512> key_table(key_words());

}  // namespace detail

// What a reader that expects a key wants to know of it.
struct alignas(64) ExpectedKey {
  ShortWord with_equals;    // "operation="
  std::uint64_t place = 0;  // FieldList::Place::key_part()
  bool bare = false;        // a value without quotes stands for itself
};

namespace detail {

constexpr std::array<ExpectedKey, grammar::audit::keys.size()> make_expected_keys() {
  std::array<ExpectedKey, grammar::audit::keys.size()> expected;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const grammar::audit::KeyWord& key = grammar::audit::keys[i];
    const auto number = static_cast<Key>(i);
    const bool nowhere = number == Key::none || number == Key::msg || number == Key::operation;
    expected[i].with_equals = nowhere ? ShortWord::nowhere() : ShortWord(key.word, '=');
    expected[i].place = FieldList::Place::key_part(static_cast<std::uint8_t>(i), key.word.size());
    expected[i].bare = !key.string && number != Key::type;
  }
  return expected;
}
inline constexpr auto expected_keys = make_expected_keys();

}  // namespace detail

// Never met: Key::none and Key::msg, behind which other things than a value may stand, and
// Key::operation, behind which other keys are expected.
inline const ExpectedKey& expected_key(std::uint8_t number) {
  return detail::expected_keys[number];
}

// Key::none for one that is not in the table. word_padding bytes must be readable from its first.
inline Key key_of(std::string_view word) {
  return static_cast<Key>(detail::key_table.find(word, 0));
}

}  // namespace profgen::inline v0::log
