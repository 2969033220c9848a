// Values by byte string, for finding the prefixes of a text that are keys. Built once; children of a node lie together.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace chat::sentencepiece {

class ByteTrie {
 public:
  static constexpr uint32_t kNone = 0;  // the root is nobody's child

  ByteTrie() : nodes_(1), labels_(1) {}
  // Keys are distinct and not empty; values are not negative.
  explicit ByteTrie(std::vector<std::pair<std::string_view, int32_t>> entries);

  bool empty() const { return nodes_.size() == 1; }

  // The node behind `byte`; kNone: no key goes on so.
  uint32_t child(uint32_t node, char byte) const {
    const Node& at = nodes_[node];
    if (at.count == 0) return kNone;
    const char* labels = labels_.data() + at.first;
    const void* found = std::memchr(labels, byte, at.count);
    return found == nullptr ? kNone : at.first + static_cast<uint32_t>(static_cast<const char*>(found) - labels);
  }
  // The value of the key that ends in this node; -1: none does.
  int32_t value(uint32_t node) const { return nodes_[node].value; }

  // Bytes of the longest key that `text` begins with; 0: none.
  size_t longest_prefix(std::string_view text) const {
    size_t longest = 0;
    uint32_t node = 0;
    for (size_t at = 0; at < text.size() && (node = child(node, text[at])) != kNone; ++at) {
      if (value(node) >= 0) longest = at + 1;
    }
    return longest;
  }

 private:
  struct Node {
    uint32_t first = 0;  // child
    uint32_t count = 0;
    int32_t value = -1;
  };
  std::vector<Node> nodes_;
  std::vector<char> labels_;  // of the nodes: the byte that leads to each
};

}  // namespace chat::sentencepiece
