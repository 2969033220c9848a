#include "fuzz/mutation.h"

#include <algorithm>
#include <string_view>

namespace fuzz {
namespace {

using core::Rng;

constexpr std::string_view kOpen = "([{<";
constexpr std::string_view kClose = ")]}>";
constexpr size_t kMostRepeated = 2'000;  // bytes: deep nesting is where parsers fall

struct Span {
  size_t begin = 0;
  size_t size = 0;
};

// A part between separators whose brackets are whole: an argument, an item, an attribute, a call.
Span random_part(const std::string& text, Rng& rng) {
  constexpr std::string_view kSeparators = "([{<>,=:\n\"' ";
  std::vector<size_t> begins = {0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (kSeparators.find(text[i]) != std::string_view::npos) begins.push_back(i + 1);
  }
  const size_t begin = rng.pick(begins);
  size_t end = begin;
  for (int depth = 0; end < text.size(); ++end) {
    if (kOpen.find(text[end]) != std::string_view::npos) ++depth;
    if (kClose.find(text[end]) != std::string_view::npos && --depth < 0) break;
    if (depth == 0 && (text[end] == ',' || text[end] == '\n')) break;
  }
  return {begin, end - begin};
}

Span random_span(const std::string& text, Rng& rng) {
  const size_t begin = rng.index(text.size() + 1);
  return {begin, rng.index(std::min<size_t>(text.size() - begin, 40) + 1)};
}

size_t random_line_begin(const std::string& text, Rng& rng) {
  std::vector<size_t> begins = {0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') begins.push_back(i + 1);
  }
  return rng.pick(begins);
}

std::string repeated(const std::string& part, Rng& rng) {
  std::string out;
  if (part.empty()) return out;
  for (size_t left = rng.index(kMostRepeated / part.size() + 1); left > 0; --left) out += part;
  return out;
}

std::string with_call(std::string text, const Vocabulary& words, Rng& rng) {
  const std::string call = words.call(rng);
  if (!words.call_a_line) return call;
  return text.insert(random_line_begin(text, rng), call + "\n");
}

}  // namespace

std::string mutated(std::string text, const Vocabulary& words, Rng& rng, const ByteEdit& edit_bytes) {
  const Span part = rng.chance(0.7) ? random_part(text, rng) : random_span(text, rng);
  const std::string held = text.substr(part.begin, part.size);
  switch (rng.index(12)) {
    case 0:
    case 1:
      return with_call(std::move(text), words, rng);
    case 2:
    case 3:
    case 4:
      return text.replace(part.begin, part.size, words.value(rng));
    case 5:
      return text.insert(part.begin, rng.pick(words.tokens));
    case 6:
      return text.replace(part.begin, part.size, rng.pick(words.tokens));
    case 7:
      return text.erase(part.begin, part.size);
    case 8:
      return text.insert(random_part(text, rng).begin, held);
    case 9:
      return text.insert(part.begin, repeated(held.substr(0, 1 + rng.index(20)), rng));
    default:
      edit_bytes(text);
      return text;
  }
}

ByteEdit random_byte_edit(Rng& rng) {
  return [&rng](std::string& text) {
    for (size_t left = 1 + rng.index(3); left > 0; --left) {
      const auto byte = static_cast<char>(rng.index(256));
      const size_t at = rng.index(text.size() + 1);
      if (at == text.size() || rng.chance(0.3)) {
        text.insert(at, 1, byte);
      } else {
        text[at] = byte;
      }
    }
  };
}

}  // namespace fuzz
