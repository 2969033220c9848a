#include "train/sft_step.h"

#include <algorithm>

#include "model/attention.h"
#include "model/token_stats.h"

namespace train {
namespace {

// The coefficients of one micro-batch out of those of the whole step.
at::Tensor coefficients_of(std::span<const double> step, size_t begin, size_t count) {
  at::Tensor part = at::empty({static_cast<int64_t>(count)}, at::kDouble);
  std::copy_n(step.begin() + static_cast<std::ptrdiff_t>(begin), count, part.mutable_data_ptr<double>());
  return part;
}

}  // namespace

StepResult accumulate_gradients(const model::Transformer& transformer, const Loss& loss,
                                std::span<const Sample* const> samples, const PackingOptions& packing) {
  const std::vector<MicroBatch> batches = pack(samples, packing);
  std::vector<LossToken> step_tokens;
  for (const MicroBatch& batch : batches) {
    step_tokens.insert(step_tokens.end(), batch.loss_tokens.begin(), batch.loss_tokens.end());
  }
  const std::vector<double> coefficients = loss.coefficients(step_tokens);

  StepResult result;
  result.supervised_tokens = static_cast<int64_t>(step_tokens.size());
  size_t begin = 0;
  for (const MicroBatch& micro : batches) {
    model::PackedAttention attention(micro.batch);
    const at::Tensor hidden_TD = transformer.forward(micro.batch.tokens_T, micro.batch.positions_T, attention);
    const model::TokenStats stats =
        model::token_stats(hidden_TD.index_select(0, micro.rows_N), transformer.output_matrix(), micro.targets_N);
    const size_t count = micro.loss_tokens.size();
    const at::Tensor value = partial_loss(loss, stats, coefficients_of(coefficients, begin, count));
    value.backward();
    begin += count;
    result.loss += value.item<double>();
    result.tokens += micro.sample_tokens;
    result.computed_tokens += micro.computed_tokens();
  }
  return result;
}

}  // namespace train
