#include "model/cpu_executor.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "model/sampler.h"

namespace model {

using kernels::kKvBlockTokens;
using kernels::KvSpan;

namespace {

struct SavedTensors : SavedBlock {
  std::vector<at::Tensor> tensors;
};

// The first `tokens` tokens of `blocks`.
std::vector<KvSpan> spans_of(std::span<const int32_t> blocks, int64_t tokens) {
  std::vector<KvSpan> spans;
  for (int64_t begin = 0; begin < tokens; begin += kKvBlockTokens) {
    const auto count = static_cast<int32_t>(std::min(kKvBlockTokens, tokens - begin));
    spans.push_back({blocks[static_cast<size_t>(begin / kKvBlockTokens)], count});
  }
  return spans;
}

kernels::KvSlot slot_of(std::span<const int32_t> blocks, int64_t index) {
  return {blocks[static_cast<size_t>(index / kKvBlockTokens)], static_cast<int32_t>(index % kKvBlockTokens)};
}

// A step as the Transformer and its attention take it.
struct Pass {
  std::vector<int64_t> positions;
  std::vector<kernels::KvSlot> slots;
  std::vector<kernels::QueryRun> runs;              // their spans point into `spans`
  std::vector<std::vector<kernels::KvSpan>> spans;  // one list a run
  std::vector<int64_t> logit_rows;                  // places in the step's tokens
  std::vector<const StepRun*> sampled;              // one a row

  explicit Pass(const Step& step) {
    for (const StepRun& run : step.runs) {
      const int64_t length = run.first_position + run.end - run.begin;
      for (int64_t position = run.first_position; position < length; ++position) {
        positions.push_back(position);
        slots.push_back(slot_of(run.blocks, position));
      }
      runs.push_back({run.begin, run.end, run.first_position, {}});
      spans.push_back(spans_of(run.blocks, length));
      if (run.sampling == nullptr) continue;
      logit_rows.push_back(run.end - 1);
      sampled.push_back(&run);
    }
    for (size_t i = 0; i < runs.size(); ++i) runs[i].spans = spans[i];
  }
};

at::Tensor as_tensor(std::span<const int64_t> values) {
  return at::tensor(at::IntArrayRef(values.data(), values.size()), at::kLong);
}

}  // namespace

std::vector<SampledToken> CpuExecutor::execute(const Step& step) {
  Pass pass(step);
  CachedAttention attention(cache_, std::move(pass.slots), pass.runs);
  const std::vector<int64_t> tokens(step.tokens.begin(), step.tokens.end());
  const at::Tensor hidden_TD = model_->forward(as_tensor(tokens), as_tensor(pass.positions), attention);
  std::vector<SampledToken> sampled(pass.sampled.size());
  if (sampled.empty()) return sampled;

  const at::Tensor logits_RV = model_->logits(hidden_TD.index_select(0, as_tensor(pass.logit_rows)));
  const auto vocab = static_cast<size_t>(logits_RV.size(1));
  const int64_t rows_a_thread = 32768 / logits_RV.size(1) + 1;
  at::parallel_for(0, static_cast<int64_t>(sampled.size()), rows_a_thread, [&](int64_t begin, int64_t end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
      const std::span<const float> row(logits_RV.const_data_ptr<float>() + i * vocab, vocab);
      sampled[i] = sample(row, *pass.sampled[i]->sampling, pass.sampled[i]->history);
    }
  });
  return sampled;
}

std::unique_ptr<SavedBlock> CpuExecutor::save(int32_t block) {
  auto saved = std::make_unique<SavedTensors>();
  saved->tensors = cache_.save(block);
  return saved;
}

void CpuExecutor::restore(int32_t block, const SavedBlock& saved) {
  cache_.restore(block, static_cast<const SavedTensors&>(saved).tensors);
}

}  // namespace model
