#include "chat/nfc.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/utf8.h"

namespace chat {
namespace {

// Code points of Unicode 10 to 15 with a combining class or a canonical composition: found by comparing the reference
// with utf8proc over all code points (tests/parity/make_tokenizer.py compares the texts).
constexpr std::array<std::pair<char32_t, char32_t>, 36> kNewerThanReference{{
    {0x07FD, 0x07FD},   {0x0898, 0x089F},   {0x08CA, 0x08D3},   {0x09FE, 0x09FE},   {0x0C3C, 0x0C3C},
    {0x0D3B, 0x0D3C},   {0x0EBA, 0x0EBA},   {0x1715, 0x1715},   {0x1ABF, 0x1ACE},   {0x1DF6, 0x1DFA},
    {0xA82C, 0xA82C},   {0x10D24, 0x10D27}, {0x10EAB, 0x10EAC}, {0x10EFD, 0x10EFF}, {0x10F46, 0x10F50},
    {0x10F82, 0x10F85}, {0x11070, 0x11070}, {0x1133B, 0x1133B}, {0x1145E, 0x1145E}, {0x11839, 0x1183A},
    {0x11930, 0x11930}, {0x11938, 0x11938}, {0x1193D, 0x1193E}, {0x11943, 0x11943}, {0x119E0, 0x119E0},
    {0x11A34, 0x11A34}, {0x11A47, 0x11A47}, {0x11A99, 0x11A99}, {0x11D42, 0x11D45}, {0x11D97, 0x11D97},
    {0x11F41, 0x11F42}, {0x16FF0, 0x16FF1}, {0x1E08F, 0x1E08F}, {0x1E130, 0x1E136}, {0x1E2AE, 0x1E2EF},
    {0x1E4EC, 0x1E4EF},
}};

bool newer_than_reference(char32_t c) {
  const auto range = std::lower_bound(kNewerThanReference.begin(), kNewerThanReference.end(), c,
                                      [](const auto& entry, char32_t value) { return entry.second < value; });
  return range != kNewerThanReference.end() && c >= range->first;
}

enum class Joining {
  plain,       // starts a new chunk and is its own normal form
  decomposes,  // starts a new chunk and has a decomposition: its normal form may differ
  joins,       // may reorder or compose with what stands before it
};

Joining kind_of(char32_t c) {
  if (c < 0x300) return Joining::plain;  // no marks, and every decomposition in Latin-1 and Latin Extended recomposes
  if (c >= 0xAC00 && c <= 0xD7A3) return Joining::plain;  // Hangul syllables
  const utf8proc_property_t& property = *utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
  const bool hangul_vowel_or_tail = (c >= 0x1161 && c <= 0x1175) || (c >= 0x11A8 && c <= 0x11C2);
  constexpr utf8proc_uint16_t kNone = 0xFFFF;
  constexpr utf8proc_uint16_t kSecondOfPair = 0x8000;
  const bool second = property.comb_index != kNone && (property.comb_index & kSecondOfPair) != 0;
  const bool decomposes = property.decomp_seqindex != kNone && property.decomp_type == 0;
  if (property.combining_class == 0 && !second && !hangul_vowel_or_tail && !decomposes) return Joining::plain;
  if (newer_than_reference(c)) return Joining::plain;
  // These three Tibetan vowels are starters that decompose into marks only.
  const bool into_marks = c == 0x0F73 || c == 0x0F75 || c == 0x0F81;
  return property.combining_class == 0 && decomposes && !into_marks ? Joining::decomposes : Joining::joins;
}

using CodePoints = std::vector<utf8proc_int32_t>;

void append_decomposed(CodePoints& out, char32_t c) {
  std::array<utf8proc_int32_t, 8> parts{};  // the longest canonical decomposition has 4
  int boundary = 0;
  const auto count =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(),
                              static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE), &boundary);
  FR_CHECK(count >= 0 && count <= static_cast<utf8proc_ssize_t>(parts.size()), "decomposition of {}", uint32_t{c});
  out.insert(out.end(), parts.begin(), parts.begin() + count);
}

int combining_class(utf8proc_int32_t c) {
  return utf8proc_get_property(c)->combining_class;
}

// utf8proc's own ordering is quadratic in a run of marks.
void order_marks(CodePoints& text) {
  for (size_t begin = 0; begin < text.size(); ++begin) {
    if (combining_class(text[begin]) == 0) continue;
    size_t end = begin;
    while (end < text.size() && combining_class(text[end]) != 0) ++end;
    std::stable_sort(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end),
                     [](utf8proc_int32_t a, utf8proc_int32_t b) { return combining_class(a) < combining_class(b); });
    begin = end - 1;
  }
}

// A chunk between two boundaries, in form C.
void normalize_chunk(std::string_view chunk, CodePoints& scratch, std::string& out) {
  scratch.clear();
  for (size_t at = 0; at < chunk.size();) append_decomposed(scratch, core::next_code_point(chunk, at));
  order_marks(scratch);
  const auto length = utf8proc_normalize_utf32(scratch.data(), static_cast<utf8proc_ssize_t>(scratch.size()),
                                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  FR_CHECK(length >= 0, "composition of {} code points", scratch.size());
  out.clear();
  for (utf8proc_ssize_t i = 0; i < length; ++i) core::append_utf8(out, static_cast<char32_t>(scratch[i]));
}

// Position of the first code point at or behind `at` that may be touched (U+0300 and above); the size if none.
size_t skip_low(std::string_view text, size_t at) {
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0xCC) ++at;
  return at;
}

class Normalizer {
 public:
  Normalizer(std::string_view text, TextMap* map) : text_(text), map_(map) {}

  std::optional<std::string> run() {
    size_t at = 0;
    while ((at = skip_low(text_, at)) < text_.size()) {
      const size_t begin = at;
      const Joining kind = kind_of(core::next_code_point(text_, at));
      if (kind == Joining::plain) continue;
      // A joining mark reaches back to the starter before it, which may be a plain code point.
      const size_t reach = kind == Joining::joins && begin > done_ ? joinable_before(begin) : begin;
      at = end_of_chunk(at);
      replace(reach, at);
    }
    if (!changed_) return std::nullopt;
    out_.append(text_, copied_);
    return std::move(out_);
  }

 private:
  // Start of the code point before `at`, unless the reference takes it for one that composes with nothing.
  size_t joinable_before(size_t at) const {
    const size_t begin = core::code_point_before(text_, at);
    size_t end = begin;
    return newer_than_reference(core::next_code_point(text_, end)) ? at : begin;
  }

  size_t end_of_chunk(size_t at) const {
    while (at < text_.size()) {
      size_t next = at;
      if (kind_of(core::next_code_point(text_, next)) != Joining::joins) break;
      at = next;
    }
    return at;
  }

  void replace(size_t begin, size_t end) {
    done_ = end;
    const std::string_view chunk = text_.substr(begin, end - begin);
    normalize_chunk(chunk, code_points_, normal_);
    if (normal_ == chunk) return;
    changed_ = true;
    out_.append(text_, copied_, begin - copied_);
    if (map_ != nullptr) {
      map_->add(static_cast<uint32_t>(out_.size()), static_cast<uint32_t>(out_.size() + normal_.size()),
                static_cast<uint32_t>(begin), static_cast<uint32_t>(end));
    }
    out_ += normal_;
    copied_ = end;
  }

  std::string_view text_;
  TextMap* map_;
  std::string out_;
  size_t copied_ = 0;  // input already in out_
  size_t done_ = 0;    // end of the last chunk
  bool changed_ = false;
  CodePoints code_points_;
  std::string normal_;
};

}  // namespace

std::optional<std::string> to_nfc(std::string_view text, TextMap* map) {
  return Normalizer(text, map).run();
}

}  // namespace chat
