#include "core/json_parts.h"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace core {
namespace {

char at(std::string_view text, size_t i) {
  return i < text.size() ? text[i] : '\0';
}

void skip_space(std::string_view text, size_t& i) {
  while (at(text, i) == ' ' || at(text, i) == '\n' || at(text, i) == '\t' || at(text, i) == '\r') ++i;
}

// Moves from the opening quote of a string behind its closing one.
void skip_string(std::string_view text, size_t& i) {
  const size_t open = i;
  bool escaped = true;
  while (escaped) {
    i = std::min(text.find('"', i + 1), text.size());
    size_t begin = i;  // of the backslashes before it
    while (begin > open && text[begin - 1] == '\\') --begin;
    escaped = i < text.size() && (i - begin) % 2 == 1;
  }
  i = std::min(i + 1, text.size());
}

// 64 bytes of a text, a bit each.
struct Block {
  static constexpr size_t kSize = 64;

  explicit Block(const char* bytes) {
    constexpr size_t kHalf = sizeof(__m256i);
    for (size_t begin = 0; begin < kSize; begin += kHalf) {
      const __m256i half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + begin));
      const auto equal = [begin](__m256i found, char c) {
        const int bits = _mm256_movemask_epi8(_mm256_cmpeq_epi8(found, _mm256_set1_epi8(c)));
        return static_cast<uint64_t>(static_cast<uint32_t>(bits)) << begin;
      };
      quotes |= equal(half, '"');
      backslashes |= equal(half, '\\');
      const __m256i folded = _mm256_or_si256(half, _mm256_set1_epi8('{' - '['));  // square brackets as braces
      opening |= equal(folded, '{');
      closing |= equal(folded, '}');
    }
  }

  uint64_t quotes = 0;
  uint64_t backslashes = 0;
  uint64_t opening = 0;
  uint64_t closing = 0;
};

// Finds the end of a container block by block.
class ContainerEnd {
 public:
  // Where in the block the container ends: behind its last bracket. Block::kSize + 1 where it goes on.
  size_t in(Block block) {
    block.quotes &= ~escaped(block.backslashes);
    // A bit is in a string that has an odd number of quotes up to it.
    uint64_t inside = block.quotes;
    for (unsigned shift = 1; shift < Block::kSize; shift *= 2) inside ^= inside << shift;
    if (in_string_) inside = ~inside;
    in_string_ = inside >> (Block::kSize - 1) != 0;
    block.opening &= ~inside;
    block.closing &= ~inside;
    const auto closing = static_cast<size_t>(std::popcount(block.closing));
    if (closing >= depth_) {
      size_t closed = 0;
      for (uint64_t left = block.closing; left != 0; left &= left - 1) {
        const uint64_t before = (left & -left) - 1;
        if (depth_ + static_cast<size_t>(std::popcount(block.opening & before)) == ++closed) {
          return static_cast<size_t>(std::countr_zero(left)) + 1;
        }
      }
    }
    depth_ += static_cast<size_t>(std::popcount(block.opening)) - closing;
    return Block::kSize + 1;
  }

 private:
  // The bytes behind a backslash that is none of these itself.
  uint64_t escaped(uint64_t backslashes) {
    uint64_t found = escapes_next_ ? 1 : 0;
    escapes_next_ = false;
    for (uint64_t left = backslashes & ~found; left != 0;) {
      const uint64_t next = (left & -left) << 1U;
      escapes_next_ = next == 0;
      found |= next;
      left &= left - 1;
      left &= ~next;
    }
    return found;
  }

  size_t depth_ = 0;
  bool in_string_ = false;
  bool escapes_next_ = false;
};

void skip_container(std::string_view text, size_t& i) {
  ContainerEnd end;
  for (; text.size() - i >= Block::kSize; i += Block::kSize) {
    const size_t found = end.in(Block(text.data() + i));
    if (found > Block::kSize) continue;
    i += found;
    return;
  }
  std::array<char, Block::kSize> rest{};
  std::copy(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), rest.begin());
  i = std::min(i + end.in(Block(rest.data())), text.size());
}

std::string_view take_value(std::string_view text, size_t& i) {
  const size_t begin = i;
  const char first = at(text, i);
  if (first == '"') {
    skip_string(text, i);
  } else if (first == '{' || first == '[') {
    skip_container(text, i);
  } else {
    i = std::min(text.find_first_of(",]} \n\t\r", i), text.size());
  }
  return text.substr(begin, i - begin);
}

// To the next part of a container: false where it ends, or never began.
bool next_part(std::string_view text, size_t& i, char open) {
  const bool first = i == 0;
  skip_space(text, i);
  if (at(text, i) != (first ? open : ',')) return false;
  ++i;
  skip_space(text, i);
  const char c = at(text, i);
  return c != '\0' && c != '}' && c != ']';
}

}  // namespace

bool JsonMembers::next() {
  if (!next_part(text_, at_, '{')) return false;
  const std::string_view quoted = take_value(text_, at_);
  if (quoted.size() < 2) return false;
  key_ = quoted.substr(1, quoted.size() - 2);
  skip_space(text_, at_);
  at_ = std::min(at_ + 1, text_.size());  // the colon
  skip_space(text_, at_);
  value_ = take_value(text_, at_);
  return true;
}

bool JsonItems::next() {
  if (!next_part(text_, at_, '[')) return false;
  value_ = take_value(text_, at_);
  return true;
}

}  // namespace core
