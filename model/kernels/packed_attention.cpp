#include "model/kernels/packed_attention.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "model/kernels/attention_tile.h"

namespace model::kernels {

namespace {

AttentionOperands operands(const ForestPlan& plan, const at::Tensor& q_THE, const at::Tensor& k_TKE) {
  const at::ScalarType type = q_THE.scalar_type();
  const AttentionShape shape{q_THE.size(0), q_THE.size(1), k_TKE.size(1), q_THE.size(2),
                             static_cast<int64_t>(q_THE.element_size())};
  return {plan, *matmul_kernels(type), type == at::kFloat ? kAttentionRowsF32 : kAttentionRowsBf16, shape,
          1.0F / std::sqrt(static_cast<float>(shape.size))};
}

// Calls fn(part, its first task, one past its last) for each thread's share of heads x tiles.
template <class Fn>
void over_parts(const ForestPlan& plan, const AttentionShape& shape, const Fn& fn) {
  const int64_t parts = at::get_num_threads();
  const std::vector<int64_t> bounds = plan.split(shape.kv_heads, parts);
  at::parallel_for(0, parts, 1, [&](int64_t first, int64_t last) {
    for (int64_t part = first; part < last; ++part) {
      const int64_t begin = bounds[static_cast<size_t>(part)], end = bounds[static_cast<size_t>(part) + 1];
      if (begin < end) fn(part, begin, end);
    }
  });
}

// The parts' sums of one gradient, added up in their order.
at::Tensor add_up(const AttentionOperands& o, const std::vector<std::vector<HeadSums>>& parts, size_t which,
                  const at::Tensor& like_TKE) {
  at::Tensor total_TKE = at::empty(like_TKE.sizes(), like_TKE.options());
  const HeadMatrix out(total_TKE);
  const auto blocks = static_cast<int64_t>(o.plan.blocks().size());
  at::parallel_for(0, o.shape.kv_heads * blocks, 16, [&](int64_t begin, int64_t end) {
    float row[kPanelB];
    for (int64_t task = begin; task < end; ++task) {
      const int64_t head = task / blocks, b = task % blocks;
      const KeyBlock& block = o.plan.blocks()[static_cast<size_t>(b)];
      for (int64_t panel = 0; panel < o.shape.panels(); ++panel) {
        const int64_t count = std::min(kPanelB, o.shape.size - panel * kPanelB);
        for (int64_t key = 0; key < block.count; ++key) {
          std::fill_n(row, kPanelB, 0.0F);
          for (const std::vector<HeadSums>& part : parts) {
            if (part.empty() || !part[which].has(head)) continue;
            const float* from = part[which].at(head, b, panel) + key * kPanelB;
            for (int64_t i = 0; i < kPanelB; ++i) row[i] += from[i];
          }
          store_sums(o, row, count, out.row(block.begin + key, head) + panel * kPanelB * o.shape.element);
        }
      }
    }
  });
  return total_TKE;
}

}  // namespace

bool forest_attention_supported(const at::Tensor& q_THE, const at::Tensor& k_TKE, const at::Tensor& v_TKE) {
  const auto fits = [&](const at::Tensor& x) {
    // Pairs of bf16 must lie on 32-bit boundaries.
    const int64_t pairs = x.scalar_type() == at::kBFloat16 ? 2 : 1;
    return x.is_cpu() && x.scalar_type() == q_THE.scalar_type() && x.stride(2) == 1 && x.size(2) % pairs == 0 &&
           x.stride(0) % pairs == 0 && x.stride(1) % pairs == 0 && x.storage_offset() % pairs == 0;
  };
  return fits(q_THE) && fits(k_TKE) && fits(v_TKE) && matmul_kernels(q_THE.scalar_type()) != nullptr;
}

ForestAttentionGradients forest_attention_backward(const ForestPlan& plan, const at::Tensor& q_THE,
                                                   const at::Tensor& k_TKE, const at::Tensor& v_TKE,
                                                   const ForestAttention& result, const at::Tensor& dout_THE) {
  FR_CHECK(forest_attention_supported(q_THE, k_TKE, v_TKE), "operands without a kernel");
  const AttentionOperands o = operands(plan, q_THE, k_TKE);
  const PackedHeads keys_by_row(o.matmul, plan, o.shape, k_TKE, PackedHeads::Side::by_row);
  const PackedHeads keys_by_column(o.matmul, plan, o.shape, k_TKE, PackedHeads::Side::by_column);
  const PackedHeads values_by_row(o.matmul, plan, o.shape, v_TKE, PackedHeads::Side::by_row);
  ForestAttentionGradients gradients;
  gradients.dq_THE = at::empty(q_THE.sizes(), q_THE.options());
  const at::Tensor dout = dout_THE.contiguous();
  const BackwardArgs args{HeadMatrix(q_THE), HeadMatrix(result.out_THE),
                          HeadMatrix(dout),  HeadMatrix(gradients.dq_THE),
                          keys_by_row,       keys_by_column,
                          values_by_row,     result.lse_KTG.const_data_ptr<float>()};
  const auto tiles = static_cast<int64_t>(plan.tiles().size()), blocks = static_cast<int64_t>(plan.blocks().size());
  std::vector<std::vector<HeadSums>> sums(static_cast<size_t>(at::get_num_threads()));  // by part: dK and dV
  over_parts(plan, o.shape, [&](int64_t part, int64_t begin, int64_t end) {
    const int64_t first_head = begin / tiles, heads = (end - 1) / tiles + 1 - first_head;
    std::vector<HeadSums>& own = sums[static_cast<size_t>(part)];
    for (int i = 0; i < 2; ++i) own.emplace_back(o.shape, blocks, first_head, heads);
    AttentionTile tile(o);
    for (int64_t task = begin; task < end; ++task) {
      tile.backward(args, plan.tiles()[static_cast<size_t>(task % tiles)], task / tiles, own[0], own[1]);
    }
  });
  gradients.dk_TKE = add_up(o, sums, 0, k_TKE);
  gradients.dv_TKE = add_up(o, sums, 1, v_TKE);
  return gradients;
}

}  // namespace model::kernels
