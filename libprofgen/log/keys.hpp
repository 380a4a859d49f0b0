// Keys of a record by number.
#pragma once

#include "base/word_table.hpp"
#include "grammar/audit_keys.hpp"

namespace profgen::log {

using grammar::audit::Key;

namespace detail {

constexpr std::array<std::string_view, grammar::audit::keys.size()> key_words() {
  std::array<std::string_view, grammar::audit::keys.size()> words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = grammar::audit::keys[i].word;
  return words;
}
inline constexpr WordTable<512> key_table(key_words());

constexpr std::array<ShortWord, grammar::audit::keys.size()> keys_and_equals() {
  std::array<ShortWord, grammar::audit::keys.size()> words;
  for (std::size_t i = 1; i < words.size(); ++i)
    words[i] = ShortWord(grammar::audit::keys[i].word, '=');
  words[static_cast<std::size_t>(Key::none)] = ShortWord::nowhere();
  words[static_cast<std::size_t>(Key::msg)] = ShortWord::nowhere();
  return words;
}
inline constexpr std::array<ShortWord, grammar::audit::keys.size()> key_equals = keys_and_equals();

}  // namespace detail

// "operation=" for Key::operation. Key::none and Key::msg, behind which other things than a value
// may stand, give a word that is nowhere.
inline const ShortWord& with_equals(Key key) {
  return detail::key_equals[static_cast<std::size_t>(key)];
}

// Key::none for one that is not in the table. word_padding bytes must be readable from its first.
inline Key key_of(std::string_view word) {
  return static_cast<Key>(detail::key_table.find(word, 0));
}

}  // namespace profgen::log
