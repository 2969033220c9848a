#include "chat/sentencepiece/byte_trie.h"

#include <algorithm>

namespace chat::sentencepiece {

ByteTrie::ByteTrie(std::vector<std::pair<std::string_view, int32_t>> entries) : ByteTrie() {
  std::sort(entries.begin(), entries.end());
  struct Range {
    uint32_t node;
    size_t begin;
    size_t end;
    size_t depth;  // bytes that the range's keys share
  };
  std::vector<Range> queue{{0, 0, entries.size(), 0}};  // grows while it is read
  for (size_t next = 0; next < queue.size(); ++next) {
    auto [node, begin, end, depth] = queue[next];
    if (begin < end && entries[begin].first.size() == depth) nodes_[node].value = entries[begin++].second;
    nodes_[node].first = static_cast<uint32_t>(nodes_.size());
    while (begin < end) {
      const char label = entries[begin].first[depth];
      size_t stop = begin;
      while (stop < end && entries[stop].first[depth] == label) ++stop;
      queue.push_back({static_cast<uint32_t>(nodes_.size()), begin, stop, depth + 1});
      nodes_.emplace_back();
      labels_.push_back(label);
      ++nodes_[node].count;
      begin = stop;
    }
  }
}

}  // namespace chat::sentencepiece
