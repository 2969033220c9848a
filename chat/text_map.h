// Where the bytes of a rewritten text came from: a list of changed ranges; between them the texts run in step.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace chat {

class TextMap {
 public:
  // Bytes [out_begin, out_end) of the rewritten text replace [in_begin, in_end) of the input. Ranges come in order.
  void add(uint32_t out_begin, uint32_t out_end, uint32_t in_begin, uint32_t in_end) {
    edits_.push_back({out_begin, out_end, in_begin, in_end});
  }

  bool empty() const { return edits_.empty(); }

  // Exact outside the changed ranges; the start of the replaced input inside one.
  uint32_t to_input(uint32_t out) const {
    const auto next = std::upper_bound(edits_.begin(), edits_.end(), out,
                                       [](uint32_t position, const Edit& edit) { return position < edit.out_begin; });
    if (next == edits_.begin()) return out;
    const Edit& edit = *(next - 1);
    return out < edit.out_end ? edit.in_begin : out - edit.out_end + edit.in_end;
  }

 private:
  struct Edit {
    uint32_t out_begin;
    uint32_t out_end;
    uint32_t in_begin;
    uint32_t in_end;
  };
  std::vector<Edit> edits_;
};

}  // namespace chat
