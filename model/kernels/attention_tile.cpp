#include "model/kernels/attention_tile.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace model::kernels {

HeadMatrix::HeadMatrix(const at::Tensor& x_THE)
    : data(static_cast<char*>(x_THE.data_ptr())),
      token_stride(x_THE.stride(0)),
      head_stride(x_THE.stride(1)),
      element(static_cast<int64_t>(x_THE.element_size())) {}

PackedHeads::PackedHeads(const MatmulKernels& kernels, const ForestPlan& plan, const AttentionShape& shape,
                         const at::Tensor& x_TKE, Side side)
    : blocks_(static_cast<int64_t>(plan.blocks().size())),
      panels_(side == Side::by_row ? 1 : shape.panels()),
      panel_units_((side == Side::by_row ? shape.size_units() : kKeyBlock / shape.per_unit()) * kPanelB) {
  storage_ = at::empty({shape.kv_heads * blocks_ * panels_ * panel_units_}, at::kInt);
  auto* data = reinterpret_cast<uint32_t*>(storage_.mutable_data_ptr<int>());
  data_ = data;
  const HeadMatrix x(x_TKE);
  at::parallel_for(0, shape.kv_heads * blocks_, 16, [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const KeyBlock& block = plan.blocks()[static_cast<size_t>(task % blocks_)];
      const char* from = x.row(block.begin, task / blocks_);
      uint32_t* to = data + task * panels_ * panel_units_;
      if (side == Side::by_row) {
        kernels.pack_rows(reinterpret_cast<const uint32_t*>(from), x.token_stride / shape.per_unit(), block.count,
                          shape.size_units(), to, kPanelB);
        continue;
      }
      for (int64_t p = 0; p < panels_; ++p) {
        kernels.pack_columns(from + p * kPanelB * x.element, x.token_stride, block.count,
                             std::min(kPanelB, shape.size - p * kPanelB), to + p * panel_units_, kPanelB);
      }
    }
  });
}

void store_sums(const AttentionOperands& operands, const float* sums, int64_t count, char* to) {
  if (operands.shape.element == 2) {
    operands.matmul.store_bf16(sums, count, reinterpret_cast<uint16_t*>(to));
  } else {
    std::memcpy(to, sums, static_cast<size_t>(count) * sizeof(float));
  }
}

HeadSums::HeadSums(const AttentionShape& shape, int64_t blocks, int64_t first_head, int64_t heads)
    : storage_(at::zeros({heads, blocks, shape.panels(), kKeyBlock, kPanelB}, at::kFloat)),
      data_(storage_.mutable_data_ptr<float>()),
      blocks_(blocks),
      panels_(shape.panels()),
      first_head_(first_head),
      heads_(heads) {}

AttentionTile::AttentionTile(const AttentionOperands& operands) : o_(operands), shape_(operands.shape) {
  const int64_t rows = operands.plan.max_tile_tokens() * shape_.group();
  block_units_ = kKeyBlock / shape_.per_unit();
  panel_units_ = (rows + shape_.per_unit() - 1) / shape_.per_unit() * kPanelB;
  const auto units = [](std::vector<uint32_t>& v, int64_t count) { v.resize(static_cast<size_t>(count)); };
  const auto floats = [](std::vector<float>& v, int64_t count) { v.resize(static_cast<size_t>(count)); };
  for (auto* v : {&q_, &dout_, &out_rows_}) units(*v, rows * shape_.size_units());
  for (auto* v : {&q_panels_, &dout_panels_}) units(*v, shape_.panels() * panel_units_);
  for (auto* v : {&p_, &ds_}) units(*v, rows * block_units_);
  for (auto* v : {&p_across_, &ds_across_}) units(*v, panel_units_);
  for (auto* v : {&scores_, &dp_}) floats(*v, rows * kKeyBlock);
  floats(sums_, shape_.panels() * rows * kPanelB);
  floats(delta_, rows);
  visible_.resize(static_cast<size_t>(rows));
}

void AttentionTile::start(const QueryTile& tile, int64_t head) {
  tile_ = tile;
  head_ = head;
  rows_ = (tile.end - tile.begin) * shape_.group();
  std::fill(sums_.begin(), sums_.end(), 0.0F);
}

void AttentionTile::gather(const HeadMatrix& from, std::vector<uint32_t>& rows) const {
  uint32_t* to = rows.data();
  for (int64_t token = tile_.begin; token < tile_.end; ++token) {
    for (int64_t g = 0; g < shape_.group(); ++g, to += shape_.size_units()) {
      std::memcpy(to, from.row(token, head_ * shape_.group() + g), static_cast<size_t>(shape_.size * shape_.element));
    }
  }
}

void AttentionTile::scatter(const HeadMatrix& to, const std::vector<float>& sums) const {
  for (int64_t r = 0; r < rows_; ++r) {
    char* out = to.row(tile_.begin + r / shape_.group(), head_ * shape_.group() + r % shape_.group());
    for (int64_t p = 0; p < shape_.panels(); ++p) {
      const float* from = sums.data() + (p * rows_ + r) * kPanelB;
      store_sums(o_, from, std::min(kPanelB, shape_.size - p * kPanelB), out + p * kPanelB * shape_.element);
    }
  }
}

void AttentionTile::see(const KeyBlock& block) {
  for (int64_t r = 0; r < rows_; ++r) {
    visible_[static_cast<size_t>(r)] = static_cast<int32_t>(ForestPlan::seen(block, tile_.begin + r / shape_.group()));
  }
}

void AttentionTile::dot_rows(const std::vector<uint32_t>& a, const uint32_t* panel, std::vector<float>& out) const {
  MatmulBlock block;
  block.a = a.data();
  block.a_row = shape_.size_units();
  block.a_step = 1;
  block.b = panel;
  block.units = shape_.size_units();
  block.rows = rows_;
  block.sums = out.data();
  block.fresh = true;
  o_.matmul.block(block);
}

void AttentionTile::multiply(const std::vector<uint32_t>& a, int64_t units, const uint32_t* panel, float* out) const {
  MatmulBlock block;
  block.a = a.data();
  block.a_row = block_units_;
  block.a_step = 1;
  block.b = panel;
  block.units = units;
  block.rows = rows_;
  block.sums = out;
  o_.matmul.block(block);
}

void AttentionTile::multiply_transposed(const std::vector<uint32_t>& a, const uint32_t* panel, float* out) const {
  MatmulBlock block;
  block.a = a.data();
  block.a_row = 1;
  block.a_step = kPanelB;
  block.b = panel;
  block.units = (rows_ + shape_.per_unit() - 1) / shape_.per_unit();
  block.rows = kKeyBlock;
  block.sums = out;
  o_.matmul.block(block);
}

void AttentionTile::transpose(const std::vector<uint32_t>& from, std::vector<uint32_t>& to) const {
  o_.matmul.pack_columns(from.data(), kKeyBlock, rows_, kKeyBlock, to.data(), kPanelB);
}

void AttentionTile::pack_panels(const std::vector<uint32_t>& rows, std::vector<uint32_t>& packed) const {
  for (int64_t p = 0; p < shape_.panels(); ++p) {
    const char* from = reinterpret_cast<const char*>(rows.data()) + p * kPanelB * shape_.element;
    o_.matmul.pack_columns(from, shape_.size, rows_, std::min(kPanelB, shape_.size - p * kPanelB),
                           packed.data() + p * panel_units_, kPanelB);
  }
}

void AttentionTile::backward(const BackwardArgs& args, const QueryTile& tile, int64_t head, const HeadSums& dk,
                             const HeadSums& dv) {
  start(tile, head);
  gather(args.q, q_);
  gather(args.dout, dout_);
  gather(args.out, out_rows_);
  pack_panels(q_, q_panels_);
  pack_panels(dout_, dout_panels_);
  o_.rows.row_dots(dout_.data(), out_rows_.data(), rows_, shape_.size, delta_.data());
  const float* lse = args.lse + (head * shape_.tokens + tile.begin) * shape_.group();

  o_.plan.for_visible(tile, [&](int64_t b) {
    const KeyBlock& block = o_.plan.blocks()[static_cast<size_t>(b)];
    see(block);
    dot_rows(q_, args.keys_by_row.panel(head, b), scores_);
    dot_rows(dout_, args.values_by_row.panel(head, b), dp_);
    o_.rows.gradient(
        {rows_, o_.scale, scores_.data(), dp_.data(), visible_.data(), lse, delta_.data(), p_.data(), ds_.data()});
    transpose(p_, p_across_);
    transpose(ds_, ds_across_);
    const int64_t units = (block.count + shape_.per_unit() - 1) / shape_.per_unit();
    for (int64_t panel = 0; panel < shape_.panels(); ++panel) {
      multiply(ds_, units, args.keys_by_column.panel(head, b, panel), sums_.data() + panel * rows_ * kPanelB);
      multiply_transposed(p_across_, own_panel(dout_panels_, panel), dv.at(head, b, panel));
      multiply_transposed(ds_across_, own_panel(q_panels_, panel), dk.at(head, b, panel));
    }
  });
  scatter(args.dq, sums_);
}

}  // namespace model::kernels
