#include "chat/added_tokens.h"

#include <utf8proc.h>

#include <algorithm>

#include "chat/nfc.h"
#include "core/utf8.h"

namespace chat {
namespace {

// White_Space and \w as Rust's regex crate has them, which the reference uses here.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_word(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_PC:
      return true;
    default:
      // Join controls, and the circled and squared letters, which are alphabetic symbols.
      return c == 0x200C || c == 0x200D || (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) ||
             (c >= 0x1F150 && c <= 0x1F169) || (c >= 0x1F170 && c <= 0x1F189);
  }
}

bool word_before(std::string_view text, size_t at) {
  if (at == 0) return false;
  size_t start = core::code_point_before(text, at);
  return is_word(core::next_code_point(text, start));
}

bool word_after(std::string_view text, size_t at) {
  return at < text.size() && is_word(core::next_code_point(text, at));
}

size_t strip_left(std::string_view text, size_t at, size_t limit) {
  while (at > limit) {
    const size_t start = core::code_point_before(text, at);
    size_t next = start;
    if (!is_space(core::next_code_point(text, next))) break;
    at = start;
  }
  return at;
}

size_t strip_right(std::string_view text, size_t at) {
  while (at < text.size()) {
    size_t next = at;
    if (!is_space(core::next_code_point(text, next))) break;
    at = next;
  }
  return at;
}

}  // namespace

std::string effective_text(const AddedToken& token, bool nfc) {
  auto normal = nfc && token.normalized ? to_nfc(token.content) : std::nullopt;
  return normal ? *std::move(normal) : token.content;
}

void AddedTokenFinder::add(const AddedToken& token, std::string_view text) {
  if (text.empty()) return;
  int32_t node = 0;
  for (const char byte : text) {
    int32_t child = step(node, byte);
    if (child < 0) {
      child = static_cast<int32_t>(nodes_.size());
      nodes_.push_back({-1, nodes_[static_cast<size_t>(node)].child, -1, byte});
      nodes_[static_cast<size_t>(node)].child = child;
    }
    node = child;
  }
  nodes_[static_cast<size_t>(node)].token = static_cast<int32_t>(tokens_.size());
  tokens_.push_back({token.id, token.single_word, token.lstrip, token.rstrip});
  starts_[static_cast<unsigned char>(text.front())] = true;
}

int32_t AddedTokenFinder::step(int32_t node, char byte) const {
  int32_t child = nodes_[static_cast<size_t>(node)].child;
  while (child >= 0 && nodes_[static_cast<size_t>(child)].byte != byte) child = nodes_[static_cast<size_t>(child)].next;
  return child;
}

int32_t AddedTokenFinder::longest_at(std::string_view text, size_t at, size_t& end) const {
  int32_t best = -1;
  int32_t node = 0;
  while (at < text.size() && (node = step(node, text[at])) >= 0) {
    ++at;
    const int32_t token = nodes_[static_cast<size_t>(node)].token;
    if (token >= 0) {
      best = token;
      end = at;
    }
  }
  return best;
}

std::vector<AddedTokenFinder::Match> AddedTokenFinder::find_all(std::string_view text) const {
  std::vector<Match> matches;
  size_t done = 0;  // end of the last match with what it stripped
  for (size_t at = 0; at < text.size();) {
    if (!starts_[static_cast<unsigned char>(text[at])]) {
      ++at;
      continue;
    }
    size_t end = at;
    const int32_t found = longest_at(text, at, end);
    if (found < 0) {
      ++at;
      continue;
    }
    const Rules& rules = tokens_[static_cast<size_t>(found)];
    const bool inside_word = rules.single_word && (word_before(text, at) || word_after(text, end));
    if (!inside_word) {
      const size_t begin = rules.lstrip ? strip_left(text, at, done) : std::max(at, done);
      const size_t stop = rules.rstrip ? strip_right(text, end) : end;
      if (stop > done) {
        matches.push_back({begin, stop, rules.id});
        done = stop;
      }
    }
    at = end;
  }
  return matches;
}

}  // namespace chat
