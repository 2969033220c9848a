// How long the beginning of a text is that can be copied as it is: printable ASCII without a few characters that stop.
// Reads 32 bytes at a time (AVX2, which every target has), and never beyond the text.
#pragma once

#include <immintrin.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace core {

// Characters that are not plain beside control characters and those beyond ASCII; at most three.
struct Stops {
  char a;
  char b = a;
  char c = b;

  bool is_plain(char byte) const {
    return byte >= ' ' && byte < 0x7f && byte != a && byte != b && byte != c;  // beyond ASCII: negative
  }
};

namespace detail {

constexpr int kFill = 0x30303030;  // digits, which stop nothing

inline uint32_t special_bytes(__m256i bytes, Stops stops) {
  const auto is = [bytes](char c) { return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c)); };
  // One more than a printable character is above the space, as signed bytes go.
  const __m256i printable = _mm256_cmpgt_epi8(_mm256_add_epi8(bytes, _mm256_set1_epi8(1)), _mm256_set1_epi8(' '));
  const __m256i stop = _mm256_or_si256(_mm256_or_si256(is(stops.a), is(stops.b)), is(stops.c));
  return static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_andnot_si256(stop, printable))) ^ 0xffffffffU;
}

inline uint32_t special_bytes(__m128i bytes, Stops stops) {
  const auto is = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
  const __m128i printable = _mm_cmpgt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(1)), _mm_set1_epi8(' '));
  const __m128i stop = _mm_or_si128(_mm_or_si128(is(stops.a), is(stops.b)), is(stops.c));
  return static_cast<uint32_t>(_mm_movemask_epi8(_mm_andnot_si128(stop, printable))) ^ 0xffffU;
}

// The same for a text of 4 to 16 characters, read as its beginning and its end; both are copied where there is an
// `out`.
template <class Word>
size_t short_prefix(std::string_view text, Stops stops, char* out) {
  constexpr size_t kWord = sizeof(Word);
  const size_t behind = text.size() - kWord;
  Word first = 0;
  Word last = 0;
  std::memcpy(&first, text.data(), kWord);
  std::memcpy(&last, text.data() + behind, kWord);
  if (out != nullptr) {
    std::memcpy(out, &first, kWord);
    std::memcpy(out + behind, &last, kWord);
  }
  const __m128i both = kWord == 8 ? _mm_set_epi64x(static_cast<int64_t>(last), static_cast<int64_t>(first))
                                  : _mm_set_epi32(kFill, kFill, static_cast<int>(last), static_cast<int>(first));
  const uint32_t special = special_bytes(both, stops);
  if (special == 0) return text.size();
  const auto place = static_cast<size_t>(std::countr_zero(special));
  return place < kWord ? place : behind + place - kWord;
}

}  // namespace detail

// The number of plain characters that a text begins with. With `out`, where there is room for the text, they are
// copied there; what lies behind them is anything then.
[[gnu::always_inline]] inline size_t plain_prefix(std::string_view text, Stops stops, char* out = nullptr) {
  constexpr size_t kBlock = sizeof(__m256i);
  constexpr size_t kHalf = sizeof(__m128i);
  const char* const bytes = text.data();
  const size_t size = text.size();
  const auto block = [&](size_t at) {
    const __m256i loaded = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + at));
    if (out != nullptr) _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + at), loaded);
    return detail::special_bytes(loaded, stops);
  };
  const auto half = [&](size_t at) {
    const __m128i loaded = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at));
    if (out != nullptr) _mm_storeu_si128(reinterpret_cast<__m128i*>(out + at), loaded);
    return detail::special_bytes(loaded, stops);
  };
  size_t at = 0;
  for (; at + kBlock <= size; at += kBlock) {
    if (const uint32_t special = block(at)) return at + static_cast<size_t>(std::countr_zero(special));
  }
  // What is left is read together with some of what was read before, which was plain.
  if (at == size) return size;
  if (size >= kBlock) {
    const uint32_t special = block(size - kBlock);
    return special == 0 ? size : size - kBlock + static_cast<size_t>(std::countr_zero(special));
  }
  if (size >= kHalf) {
    if (const uint32_t special = half(0)) return static_cast<size_t>(std::countr_zero(special));
    const uint32_t special = half(size - kHalf);
    return special == 0 ? size : size - kHalf + static_cast<size_t>(std::countr_zero(special));
  }
  if (size >= sizeof(uint64_t)) return detail::short_prefix<uint64_t>(text, stops, out);
  if (size >= sizeof(uint32_t)) return detail::short_prefix<uint32_t>(text, stops, out);
  for (; at < size && stops.is_plain(bytes[at]); ++at) {
    if (out != nullptr) out[at] = bytes[at];
  }
  return at;
}

}  // namespace core
