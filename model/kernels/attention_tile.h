// One tile of queries of one key/value head against the blocks of keys that it sees: the inner part of
// packed_attention.cpp, on one thread. Operands are counted in units of 32 bits, as in matmul.h.
#pragma once

#include <vector>

#include "model/kernels/attention_rows.h"
#include "model/kernels/forest_plan.h"
#include "model/kernels/matmul.h"

namespace model::kernels {

static_assert(kKeyBlock == kPanelB, "a block of keys is a panel of the matmul kernel");

struct AttentionShape {
  int64_t tokens = 0;
  int64_t heads = 0;
  int64_t kv_heads = 0;
  int64_t size = 0;     // of a head
  int64_t element = 0;  // bytes

  int64_t group() const { return heads / kv_heads; }
  int64_t per_unit() const { return 4 / element; }
  int64_t size_units() const { return size / per_unit(); }
  int64_t panels() const { return (size + kPanelB - 1) / kPanelB; }  // of a head's width
};

// A [T, heads, E] tensor with a dense last dimension.
struct HeadMatrix {
  char* data = nullptr;
  int64_t token_stride = 0;  // elements
  int64_t head_stride = 0;
  int64_t element = 0;

  explicit HeadMatrix(const at::Tensor& x_THE);
  char* row(int64_t token, int64_t head) const { return data + (token * token_stride + head * head_stride) * element; }
};

// Keys or values of all heads and blocks, packed as right-hand sides.
class PackedHeads {
 public:
  enum class Side {
    by_row,     // [E, 64 keys]: the product runs over the head's width
    by_column,  // [64 keys, E]: it runs over the keys
  };
  PackedHeads(const MatmulKernels& kernels, const ForestPlan& plan, const AttentionShape& shape,
              const at::Tensor& x_TKE, Side side);

  // A panel of 64 columns; only the sides by_column have more than one.
  const uint32_t* panel(int64_t head, int64_t block, int64_t index = 0) const {
    return data_ + ((head * blocks_ + block) * panels_ + index) * panel_units_;
  }

 private:
  at::Tensor storage_;
  const uint32_t* data_ = nullptr;
  int64_t blocks_ = 0;
  int64_t panels_ = 0;
  int64_t panel_units_ = 0;
};

struct AttentionOperands {
  const ForestPlan& plan;
  const MatmulKernels& matmul;
  const AttentionRows& rows;
  AttentionShape shape;
  float scale = 1;
};

// `count` <= kPanelB sums to elements of the operands' type.
void store_sums(const AttentionOperands& operands, const float* sums, int64_t count, char* to);

// Sums of dK or dV of some heads, fp32: [head][block][panel][64 keys][64 of E].
class HeadSums {
 public:
  HeadSums(const AttentionShape& shape, int64_t blocks, int64_t first_head, int64_t heads);
  float* at(int64_t head, int64_t block, int64_t panel) const {
    return data_ + (((head - first_head_) * blocks_ + block) * panels_ + panel) * kKeyBlock * kPanelB;
  }
  bool has(int64_t head) const { return head >= first_head_ && head < first_head_ + heads_; }

 private:
  at::Tensor storage_;
  float* data_ = nullptr;
  int64_t blocks_ = 0, panels_ = 0, first_head_ = 0, heads_ = 0;
};

struct BackwardArgs {
  HeadMatrix q, out, dout, dq;
  const PackedHeads& keys_by_row;
  const PackedHeads& keys_by_column;
  const PackedHeads& values_by_row;
  const float* lse = nullptr;  // [K, T, group]
};

// Scratch memory of one thread, and the work on a tile.
class AttentionTile {
 public:
  explicit AttentionTile(const AttentionOperands& operands);

  void backward(const BackwardArgs& args, const QueryTile& tile, int64_t head, const HeadSums& dk, const HeadSums& dv);

 private:
  void start(const QueryTile& tile, int64_t head);
  // Rows of the tile, dense: row r is token r / group, query head r % group of the group.
  void gather(const HeadMatrix& from, std::vector<uint32_t>& rows) const;
  void scatter(const HeadMatrix& to, const std::vector<float>& sums) const;
  void see(const KeyBlock& block);
  // out [rows, 64] = rows of a, a head's width each, times a packed panel of 64 keys.
  void dot_rows(const std::vector<uint32_t>& a, const uint32_t* panel, std::vector<float>& out) const;
  // out [rows, 64] += rows of a, `units` of a block's keys each, times a packed panel of 64 columns.
  void multiply(const std::vector<uint32_t>& a, int64_t units, const uint32_t* panel, float* out) const;
  // out [64, 64] += aᵀ [64, rows] times a packed panel [rows, 64].
  void multiply_transposed(const std::vector<uint32_t>& a, const uint32_t* panel, float* out) const;
  void transpose(const std::vector<uint32_t>& from, std::vector<uint32_t>& to) const;
  void pack_panels(const std::vector<uint32_t>& rows, std::vector<uint32_t>& packed) const;
  const uint32_t* own_panel(const std::vector<uint32_t>& packed, int64_t index) const {
    return packed.data() + index * panel_units_;
  }

  const AttentionOperands& o_;
  const AttentionShape& shape_;
  int64_t block_units_ = 0;  // units of a row of 64 elements
  int64_t panel_units_ = 0;  // units of a panel whose inner dimension is the tile's rows
  QueryTile tile_;
  int64_t head_ = 0;
  int64_t rows_ = 0;

  std::vector<uint32_t> q_, dout_, out_rows_;            // gathered rows
  std::vector<uint32_t> q_panels_, dout_panels_;         // the same as right-hand sides
  std::vector<uint32_t> p_, ds_, p_across_, ds_across_;  // probabilities and dS, and their transposes
  std::vector<float> scores_, dp_, sums_;                // sums_: [panel][rows][64]
  std::vector<float> delta_;
  std::vector<int32_t> visible_;
};

}  // namespace model::kernels
