#include "model/token_stats.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <span>
#include <vector>

#include "core/error.h"
#include "model/kernels/linear.h"
#include "model/kernels/matmul.h"
#include "model/ops/linear.h"
#include "model/ops/product.h"
#include "model/sampler.h"
#include "model/strict.h"
#include "model/token_stats_kernel.h"

namespace model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::Variable;
using torch::autograd::variable_list;

struct Chunk {
  int64_t begin;
  int64_t size;
};

// Equal chunks of at most `rows` rows: a small last one would cost a whole pass over the output matrix.
std::vector<Chunk> cut(int64_t count, int64_t rows) {
  std::vector<Chunk> chunks;
  const int64_t parts = (count + rows - 1) / rows;
  for (int64_t i = 0; i < parts; ++i) {
    const int64_t begin = count * i / parts;
    chunks.push_back({begin, count * (i + 1) / parts - begin});
  }
  return chunks;
}

// Logits of some rows, rounded as little as can be: in fp32 where the operands are bf16, as the sampler has them.
// ATen's product would be rounded to bf16.
at::Tensor exact_logits(const at::Tensor& rows_ND, const at::Tensor& output_VD, bool strict) {
  const bool rounds = rows_ND.scalar_type() == at::kBFloat16 && kernels::matmul_kernels(at::kBFloat16) == nullptr;
  if (strict || rounds) return ops::logits(rows_ND, output_VD);
  const auto type = rows_ND.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const at::Tensor logits_NV = at::empty({rows_ND.size(0), output_VD.size(0)}, rows_ND.options().dtype(type));
  ops::product_into(logits_NV, rows_ND, output_VD.t());
  return logits_NV;
}

// By the sampler's sums.
void strict_logp(const at::Tensor& logits_NV, const at::Tensor& targets_N, const at::Tensor& logp_N) {
  const auto* logits = logits_NV.const_data_ptr<float>();
  const auto* targets = targets_N.const_data_ptr<int64_t>();
  auto* logp = logp_N.mutable_data_ptr<float>();
  const auto vocabulary = static_cast<size_t>(logits_NV.size(1));
  at::parallel_for(0, logits_NV.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const std::span<const float> row(logits + static_cast<size_t>(i) * vocabulary, vocabulary);
      logp[i] = model_logp(row, static_cast<chat::TokenId>(targets[i]));
    }
  });
}

class TokenStatsFunction : public Function<TokenStatsFunction> {
 public:
  static variable_list forward(AutogradContext* ctx, const Variable& hidden_ND, const Variable& output_VD,
                               const at::Tensor& targets_N, int64_t chunk_rows, int64_t keep_rows) {
    const int64_t count = hidden_ND.size(0);
    const auto stat_dtype = hidden_ND.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor stats_4N = at::empty({4, count}, hidden_ND.options().dtype(stat_dtype));
    const bool strict = strict_numerics() && kernels::linear_supported(hidden_ND, output_VD);
    std::vector<at::Tensor> kept;
    for (const Chunk& chunk : cut(count, chunk_rows)) {
      const at::Tensor chunk_targets_N = targets_N.narrow(0, chunk.begin, chunk.size);
      const at::Tensor chunk_stats_4N = stats_4N.narrow(1, chunk.begin, chunk.size);
      const at::Tensor logits_NV = exact_logits(hidden_ND.narrow(0, chunk.begin, chunk.size), output_VD, strict);
      token_stats_rows(logits_NV, chunk_targets_N, chunk_stats_4N);
      if (strict) strict_logp(logits_NV, chunk_targets_N, chunk_stats_4N[0]);
      if (chunk.begin + chunk.size <= keep_rows) kept.push_back(logits_NV.to(hidden_ND.scalar_type()));
    }
    // The kept logits are neither inputs nor outputs: saved_data holds them without making a cycle.
    ctx->saved_data["kept"] = kept;
    ctx->saved_data["chunk_rows"] = chunk_rows;
    ctx->saved_data["stats"] = stats_4N;
    ctx->save_for_backward({hidden_ND, output_VD, targets_N});
    // Copies: outputs that were views of one buffer would be refused by autograd, and four short rows cost nothing.
    return {stats_4N[0].clone(), stats_4N[1].clone(), stats_4N[2].clone(), stats_4N[3].clone()};
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& gradients) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor& hidden_ND = saved[0];
    const at::Tensor& output_VD = saved[1];
    const at::Tensor& targets_N = saved[2];
    const at::Tensor stats_4N = ctx->saved_data["stats"].toTensor();
    const at::Tensor gradients_4N = at::stack(gradients).to(stats_4N.scalar_type()).contiguous();
    const auto kept = ctx->saved_data["kept"].toTensorVector();
    ctx->saved_data["kept"] = std::vector<at::Tensor>{};  // overwritten below: a second backward computes them again
    const bool wants_hidden = ctx->needs_input_grad(0);
    const bool wants_output = ctx->needs_input_grad(1);
    const std::vector<Chunk> chunks = cut(hidden_ND.size(0), ctx->saved_data["chunk_rows"].toInt());

    at::Tensor hidden_grad_ND;
    if (wants_hidden) hidden_grad_ND = at::empty_like(hidden_ND);
    // A parameter whose gradient exists is added to in place: summing a second [V, D] tensor would cost as much as a
    // matrix product of a small batch.
    const bool in_place = wants_output && output_VD.is_leaf() && output_VD.grad().defined();
    at::Tensor output_grad_VD;
    if (in_place) output_grad_VD = output_VD.grad();
    at::Tensor scratch_NV;
    for (size_t i = 0; i < chunks.size(); ++i) {
      const Chunk& chunk = chunks[i];
      const at::Tensor rows_ND = hidden_ND.narrow(0, chunk.begin, chunk.size);
      at::Tensor logits_NV;
      if (i < kept.size()) {
        logits_NV = kept[i];
      } else {
        if (!scratch_NV.defined() || scratch_NV.size(0) < chunk.size) {
          scratch_NV = at::empty({chunk.size, output_VD.size(0)}, hidden_ND.options());
        }
        logits_NV = scratch_NV.narrow(0, 0, chunk.size);
        ops::product_into(logits_NV, rows_ND, output_VD.t());
      }
      token_stats_backward_rows(logits_NV, targets_N.narrow(0, chunk.begin, chunk.size),
                                stats_4N.narrow(1, chunk.begin, chunk.size),
                                gradients_4N.narrow(1, chunk.begin, chunk.size));
      if (wants_hidden) ops::product_into(hidden_grad_ND.narrow(0, chunk.begin, chunk.size), logits_NV, output_VD);
      if (!wants_output) continue;
      if (output_grad_VD.defined()) {
        ops::add_product(output_grad_VD, logits_NV.t(), rows_ND);
      } else {
        output_grad_VD = at::empty(output_VD.sizes(), stats_4N.options());  // chunks are summed in fp32 or fp64
        ops::product_into(output_grad_VD, logits_NV.t(), rows_ND);
      }
    }
    if (in_place) return {hidden_grad_ND, Variable(), Variable(), Variable(), Variable()};
    if (wants_output && output_grad_VD.defined()) output_grad_VD = output_grad_VD.to(output_VD.scalar_type());
    if (wants_output && !output_grad_VD.defined()) output_grad_VD = at::zeros_like(output_VD);
    return {hidden_grad_ND, output_grad_VD, Variable(), Variable(), Variable()};
  }
};

}  // namespace

TokenStats token_stats(const at::Tensor& hidden_ND, const at::Tensor& output_VD, const at::Tensor& targets_N,
                       const TokenStatsOptions& options) {
  FR_CHECK(hidden_ND.dim() == 2 && output_VD.dim() == 2 && hidden_ND.size(1) == output_VD.size(1) &&
               hidden_ND.scalar_type() == output_VD.scalar_type(),
           "token_stats: hidden states and output matrix do not fit");
  FR_CHECK(targets_N.dim() == 1 && targets_N.size(0) == hidden_ND.size(0) && targets_N.scalar_type() == at::kLong,
           "token_stats: one int64 target a row is needed");
  const int64_t count = targets_N.size(0);
  const int64_t vocabulary = output_VD.size(0);
  const at::Tensor targets = targets_N.contiguous();
  const auto* target = targets.const_data_ptr<int64_t>();
  FR_CHECK(std::all_of(target, target + count, [&](int64_t id) { return id >= 0 && id < vocabulary; }),
           "token_stats: a target is outside the vocabulary of {}", vocabulary);

  const auto row_bytes = vocabulary * static_cast<int64_t>(hidden_ND.element_size());
  const bool differentiable = at::GradMode::is_enabled() && (hidden_ND.requires_grad() || output_VD.requires_grad());
  const int64_t exact_bytes = vocabulary * (hidden_ND.scalar_type() == at::kDouble ? 8 : 4);
  const int64_t chunk_rows = std::max<int64_t>(16, options.chunk_bytes / exact_bytes);
  const int64_t keep_rows = differentiable ? options.keep_bytes / row_bytes : 0;
  const variable_list stats =
      TokenStatsFunction::apply(hidden_ND.contiguous(), output_VD.contiguous(), targets, chunk_rows, keep_rows);
  return {stats[0], stats[1], stats[2], stats[3]};
}

}  // namespace model
