// Short words that are looked for many million times: known at compile time, compared by two loads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace profgen {

// Bytes that must be readable from a word's first one on, whatever they are.
inline constexpr std::size_t word_padding = 16;

// A word of 1 to 16 bytes, or fewer and one more behind it.
struct ShortWord {
  std::uint64_t first = 0, second = 0;            // its bytes, the first one lowest; NUL behind it
  std::uint64_t first_mask = 0, second_mask = 0;  // which bits of these are its own
  std::uint32_t size = 0;                         // 0: no word

  constexpr ShortWord() = default;
  constexpr explicit ShortWord(std::string_view word) { append(word); }
  constexpr ShortWord(std::string_view word, char behind) {
    append(word);
    append({&behind, 1});
  }

  // A word that no bytes begin with.
  static constexpr ShortWord nowhere() {
    ShortWord word;
    word.first = 1;
    return word;
  }

  // Do the bytes there begin with the word?
  [[nodiscard]] bool is_at(const char* bytes) const {
    return (((load(bytes) & first_mask) ^ first) | ((load(bytes + 8) & second_mask) ^ second)) == 0;
  }

  static std::uint64_t load(const char* bytes) {
    std::uint64_t word;
    std::memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
  }

 private:
  constexpr void append(std::string_view word) {
    for (const char c : word) {
      const std::uint32_t shift = 8 * (size % 8);
      (size < 8 ? first : second) |= std::uint64_t{static_cast<unsigned char>(c)} << shift;
      (size < 8 ? first_mask : second_mask) |= std::uint64_t{0xff} << shift;
      ++size;
    }
  }
};

// A set of up to `Slots / 4` words: found by one multiplication and (nearly always) one comparison.
// `Slots` is a power of two.
template <std::size_t Slots>
class WordTable {
 public:
  template <typename Words>
  constexpr explicit WordTable(const Words& words) {
    for (const std::string_view word : words) {
      words_[count_] = ShortWord(word);
      if (!word.empty()) insert(words_[count_], count_);
      ++count_;
    }
  }

  // The number of a word in the list that the table was made of; `otherwise` if it is not there.
  // word_padding bytes from word.data() on must be readable.
  [[nodiscard]] std::uint8_t find(std::string_view word, std::uint8_t otherwise) const {
    if (word.empty() || word.size() > word_padding) return otherwise;
    const bool two = word.size() > 8;
    const std::uint64_t first = ShortWord::load(word.data()) & low_bytes(two ? 8 : word.size());
    const std::uint64_t second =
        two ? ShortWord::load(word.data() + 8) & low_bytes(word.size() - 8) : 0;
    for (std::size_t at = slot_of(first, second);; at = (at + 1) % Slots) {
      if (slots_[at] == 0) return otherwise;
      const ShortWord& known = words_[slots_[at] - 1];
      if (known.first == first && known.second == second && known.size == word.size())
        return static_cast<std::uint8_t>(slots_[at] - 1);
    }
  }

 private:
  static constexpr std::uint64_t low_bytes(std::size_t count) {
    return count >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * count)) - 1;
  }
  static constexpr std::size_t slot_of(std::uint64_t first, std::uint64_t second) {
    return static_cast<std::size_t>(((first ^ (second * 31)) * 0x9e3779b97f4a7c15) >> 40) % Slots;
  }
  constexpr void insert(const ShortWord& word, std::uint8_t number) {
    std::size_t at = slot_of(word.first, word.second);
    while (slots_[at] != 0) at = (at + 1) % Slots;
    slots_[at] = static_cast<std::uint8_t>(number + 1);
  }

  std::array<std::uint8_t, Slots> slots_{};  // a word's number + 1; 0: nothing
  std::array<ShortWord, Slots / 4> words_{};
  std::uint8_t count_ = 0;
};

}  // namespace profgen
