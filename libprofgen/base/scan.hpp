// Looks for a byte in short texts, sixteen bytes at a time: a call of memchr() costs more than the
// few bytes of a field are worth. All of them may read (never write) up to `scan::padding` bytes
// behind the text, which must belong to it.
#pragma once

#include <cstddef>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace profgen::inline v0::scan {

inline constexpr std::size_t padding = 16;

#if defined(__SSE2__)
namespace detail {

inline unsigned mask_of(__m128i equal) { return static_cast<unsigned>(_mm_movemask_epi8(equal)); }
inline unsigned lowest(unsigned mask) { return static_cast<unsigned>(__builtin_ctz(mask)); }

// The first byte at which `equal` sets a bit; `end` if there is none before it.
template <typename Equal>
const char* first(const char* at, const char* end, const Equal& equal) {
  for (; at < end; at += 16) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    if (const auto mask = mask_of(equal(bytes))) {
      at += lowest(mask);
      break;
    }
  }
  return at < end ? at : end;
}

}  // namespace detail

// The first `Byte`; `end` if there is none.
template <char Byte>
const char* byte(const char* at, const char* end) {
  return detail::first(at, end,
                       [](__m128i bytes) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(Byte)); });
}
// The first byte that is no more than `Limit`, as unsigned numbers; `end` if there is none.
template <char Limit>
const char* at_most(const char* at, const char* end) {
  return detail::first(at, end, [](__m128i bytes) {
    return _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(Limit)), bytes);
  });
}

// The same in a text behind which `padding` zeros stand: what is found there need not be told from
// what is found before. nullptr if there is none.
template <char Byte>
const char* byte_before_zeros(const char* at, const char* end) {
  static_assert(Byte != '\0');
  for (;; at += 16) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    if (const auto mask = detail::mask_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(Byte))))
      return at + detail::lowest(mask);
    if (end - at <= 16) return nullptr;
  }
}
// The first of the zeros if there is none before.
template <char Limit>
const char* at_most_before_zeros(const char* at, const char*) {
  for (;; at += 16) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto least = _mm_min_epu8(bytes, _mm_set1_epi8(Limit));
    if (const auto mask = detail::mask_of(_mm_cmpeq_epi8(least, bytes)))
      return at + detail::lowest(mask);
  }
}

#else

template <char Byte>
const char* byte(const char* at, const char* end) {
  while (at < end && *at != Byte) ++at;
  return at;
}
template <char Limit>
const char* at_most(const char* at, const char* end) {
  while (at<end&& static_cast<unsigned char>(*at)> static_cast<unsigned char>(Limit)) ++at;
  return at;
}
template <char Byte>
const char* byte_before_zeros(const char* at, const char* end) {
  at = byte<Byte>(at, end);
  return at == end ? nullptr : at;
}
template <char Limit>
const char* at_most_before_zeros(const char* at, const char* end) {
  return at_most<Limit>(at, end);
}

#endif

}  // namespace profgen::inline v0::scan
