// The precompiled rules of a normaliser (nmt_nfkc and others): replacements by byte string, in the double-array trie of
// the darts-clone library: 32-bit units, little endian, then the replacements, each ended by a zero byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chat::sentencepiece {

class CharsMap {
 public:
  // An empty map has no rules. Throws core::Error(data) for a broken one: every rule that can be reached is checked.
  explicit CharsMap(std::string_view precompiled);

  struct Rule {
    size_t length;  // bytes of the text that it replaces
    std::string_view replacement;
  };
  // The longest rule that `text` begins with.
  std::optional<Rule> longest_prefix(std::string_view text) const;
  bool empty() const { return units_.empty(); }

 private:
  void check() const;
  // The node behind `byte`, or nothing. A node is where its children's places are counted from.
  std::optional<uint32_t> child(uint32_t node, unsigned char byte, bool& has_value) const;
  uint32_t value(uint32_t node) const { return units_[node] & 0x7FFFFFFFU; }

  std::vector<uint32_t> units_;
  std::string replacements_;
};

}  // namespace chat::sentencepiece
