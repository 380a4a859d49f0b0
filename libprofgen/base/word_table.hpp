// Short words that are looked for many million times: known at compile time, compared by two loads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace profgen::inline v0 {

// Bytes that must be readable from a word's first one on, whatever they are.
inline constexpr std::size_t word_padding = 16;

// A word of 1 to 16 bytes, or fewer and one more behind it.
struct ShortWord {
  using Words = std::array<std::uint64_t, 2>;
  alignas(16) Words bytes{};  // the first one lowest; NUL behind the word
  alignas(16) Words mask{};   // which bits of these are its own
  std::uint32_t size = 0;     // 0: no word

  constexpr ShortWord() = default;
  constexpr explicit ShortWord(std::string_view word) { append(word); }
  constexpr ShortWord(std::string_view word, char behind) {
    append(word);
    append({&behind, 1});
  }

  // A word that no bytes begin with.
  static constexpr ShortWord nowhere() {
    ShortWord word;
    word.bytes[0] = 1;
    return word;
  }

  // Do the bytes there begin with the word?
  [[nodiscard]] bool is_at(const char* at) const {
#if defined(__SSE2__)
    const __m128i there = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i own = _mm_load_si128(reinterpret_cast<const __m128i*>(mask.data()));
    const __m128i word = _mm_load_si128(reinterpret_cast<const __m128i*>(bytes.data()));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_and_si128(there, own), word)) == 0xffff;
#else
    return (((load(at) & mask[0]) ^ bytes[0]) | ((load(at + 8) & mask[1]) ^ bytes[1])) == 0;
#endif
  }

  static std::uint64_t load(const char* at) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
  }

 private:
  constexpr void append(std::string_view word) {
    for (const char c : word) {
      const std::uint32_t shift = 8 * (size % 8);
      bytes[size / 8] |= std::uint64_t{static_cast<unsigned char>(c)} << shift;
      mask[size / 8] |= std::uint64_t{0xff} << shift;
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
      if (known.bytes[0] == first && known.bytes[1] == second && known.size == word.size())
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
    std::size_t at = slot_of(word.bytes[0], word.bytes[1]);
    while (slots_[at] != 0) at = (at + 1) % Slots;
    slots_[at] = static_cast<std::uint8_t>(number + 1);
  }

  std::array<std::uint8_t, Slots> slots_{};  // a word's number + 1; 0: nothing
  std::array<ShortWord, Slots / 4> words_{};
  std::uint8_t count_ = 0;
};

}  // namespace profgen::inline v0
