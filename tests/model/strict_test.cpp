// Strict numerics: the sampler's log-probs are those of the training forward, bit for bit, whatever the schedule.
#include "model/strict.h"

#include <gtest/gtest.h>

#include <bit>

#include "core/error.h"
#include "model/token_stats.h"
#include "tests/model/engine_checks.h"

namespace model {
namespace {

using test::Prompt;

struct Case {
  std::string name;
  ModelConfig config;
  at::ScalarType type;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

ModelConfig with_biases() {
  ModelConfig config = test::tiny_llama();
  config.attention_bias = true;
  return config;
}

class StrictOnTinyModels : public testing::TestWithParam<Case> {
 protected:
  std::shared_ptr<const Transformer> model_ = test::random_model(GetParam().config, GetParam().type);
  StrictNumerics strict_;
};
INSTANTIATE_TEST_SUITE_P(All, StrictOnTinyModels,
                         testing::Values(Case{"llama_fp32", test::tiny_llama(), at::kFloat},
                                         Case{"llama_bf16", test::tiny_llama(), at::kBFloat16},
                                         Case{"qwen3_fp32", test::tiny_qwen3(), at::kFloat},
                                         Case{"qwen3_bf16", test::tiny_qwen3(), at::kBFloat16},
                                         Case{"biases_fp32", with_biases(), at::kFloat},
                                         Case{"biases_bf16", with_biases(), at::kBFloat16}),
                         [](const auto& p) { return p.param.name; });

// Groups that share a prompt, of many lengths, half of them sampled.
std::vector<GenerationRequest> groups(int64_t vocab) {
  std::vector<GenerationRequest> requests;
  for (uint64_t i = 0; i < 15; ++i) {
    const uint64_t group = i / 3;
    requests.push_back(test::request(test::tokens(group, 1 + group * 37, vocab), static_cast<int>(3 + (i * 41) % 120)));
    requests.back().params.temperature = i % 2 == 0 ? 1.0F : 0.0F;
    requests.back().params.seed = i;
  }
  return requests;
}

void expect_same_bits(const std::vector<float>& a, const std::vector<float>& b, const std::string& where) {
  ASSERT_EQ(a.size(), b.size()) << where;
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(std::bit_cast<uint32_t>(a[i]), std::bit_cast<uint32_t>(b[i])) << where << " token " << i;
  }
}

// Log-probs of all completions by one training pass: each group's prompt once, its completions as children.
std::vector<std::vector<float>> trained_logp(const Transformer& model, const std::vector<GenerationRequest>& requests,
                                             const std::vector<Completion>& completions) {
  std::vector<int64_t> tokens, positions, rows, targets;
  PackedBatch batch;
  const auto add = [&](const Prompt& ids, size_t first, int64_t parent) {
    const auto begin = static_cast<int64_t>(tokens.size());
    for (size_t i = 0; i < ids.size(); ++i) {
      tokens.push_back(ids[i]);
      positions.push_back(static_cast<int64_t>(first + i));
    }
    batch.sequences.push_back({begin, static_cast<int64_t>(tokens.size()), parent});
  };
  for (size_t i = 0; i < requests.size(); ++i) {
    const Prompt& prompt = requests[i].prompt;
    if (i % 3 == 0) add(prompt, 0, -1);
    const auto parent = static_cast<int64_t>(batch.sequences.size() - 1 - i % 3);
    const PackedSequence whole = batch.sequences[static_cast<size_t>(parent)];
    add(completions[i].tokens, prompt.size(), parent);
    for (size_t t = 0; t < completions[i].tokens.size(); ++t) {
      rows.push_back(t == 0 ? whole.end - 1 : batch.sequences.back().begin + static_cast<int64_t>(t) - 1);
      targets.push_back(completions[i].tokens[t]);
    }
  }
  batch.tokens_T = at::tensor(tokens, at::kLong);
  batch.positions_T = at::tensor(positions, at::kLong);
  PackedAttention attention(batch);
  const at::Tensor hidden = model.forward(batch.tokens_T, batch.positions_T, attention);
  const TokenStats stats = token_stats(hidden.index_select(0, at::tensor(rows, at::kLong)), model.output_matrix(),
                                       at::tensor(targets, at::kLong), {.chunk_bytes = 211 * 4 * 40});
  std::vector<std::vector<float>> logp;
  int64_t next = 0;
  for (const Completion& c : completions) {
    const auto size = static_cast<int64_t>(c.tokens.size());
    const at::Tensor part = stats.logp_N.detach().narrow(0, next, size);
    logp.emplace_back(part.const_data_ptr<float>(), part.const_data_ptr<float>() + size);
    next += size;
  }
  return logp;
}

TEST_P(StrictOnTinyModels, EveryScheduleGivesTheSameBits) {
  const std::vector<GenerationRequest> requests = groups(GetParam().config.vocab);
  const std::vector<Completion> alone = test::generate(model_, {.max_batch = 1, .share_prefixes = false}, requests);
  int64_t preemptions = 0;
  for (const EngineOptions& options :
       {EngineOptions{15, 32768, 512, true}, EngineOptions{4, 320, 512, true}, EngineOptions{15, 448, 7, true},
        EngineOptions{15, 32768, 1, false}, EngineOptions{9, 256, 33, true}}) {
    EngineStats stats;
    const std::vector<Completion> got = test::generate(model_, options, requests, &stats);
    preemptions += stats.preemptions;
    for (size_t i = 0; i < requests.size(); ++i) {
      EXPECT_EQ(got[i].tokens, alone[i].tokens) << i;
      expect_same_bits(got[i].logp, alone[i].logp, core::format("batch {} request {}", options.max_batch, i));
    }
  }
  EXPECT_GT(preemptions, 0);
}

TEST_P(StrictOnTinyModels, TheTrainingForwardGivesTheSameBits) {
  const std::vector<GenerationRequest> requests = groups(GetParam().config.vocab);
  const std::vector<Completion> completions = test::generate(model_, {}, requests);
  Transformer trainer(model_->config(), model_->flat_values().clone());
  const auto expect_equal = [&](const std::string& where) {
    const auto logp = trained_logp(trainer, requests, completions);
    for (size_t i = 0; i < requests.size(); ++i) expect_same_bits(logp[i], completions[i].logp, where);
  };
  {
    const at::NoGradGuard no_grad;
    expect_equal("without gradients");
  }
  trainer.enable_gradients();
  expect_equal("with gradients");
}

TEST_P(StrictOnTinyModels, GradientsAreThoseOfTheFastForward) {
  const Prompt ids = test::tokens(3, 90, GetParam().config.vocab);
  const auto gradient = [&](bool strict) {
    const StrictNumerics scope(strict);
    Transformer trainer(model_->config(), model_->flat_values().clone());
    trainer.enable_gradients();
    PackedBatch batch;
    batch.tokens_T = at::tensor(std::vector<int64_t>(ids.begin(), ids.end()), at::kLong);
    batch.positions_T = at::cat({at::arange(50), at::arange(50, 70), at::arange(50, 70)});
    batch.sequences = {{0, 50, -1}, {50, 70, 0}, {70, 90, 0}};
    at::Tensor loss;
    {
      PackedAttention attention(batch);  // gone before the backward pass
      const at::Tensor hidden = trainer.forward(batch.tokens_T, batch.positions_T, attention);
      const at::Tensor targets = batch.tokens_T.roll(-1, 0);
      loss = token_stats(hidden, trainer.output_matrix(), targets).logp_N.sum();
    }
    loss.backward();
    return trainer.flat_gradients().clone();
  };
  const at::Tensor fast = gradient(false);
  const at::Tensor strict = gradient(true);
  const double error = ((fast - strict).norm() / fast.norm()).item<double>();
  EXPECT_GT(fast.norm().item<double>(), 0);
  EXPECT_LT(error, GetParam().type == at::kFloat ? 1e-5 : 5e-2);
}

TEST(StrictNumerics, IsForTheScope) {
  EXPECT_FALSE(strict_numerics());
  {
    const StrictNumerics on;
    EXPECT_TRUE(strict_numerics());
    const StrictNumerics off(false);
    EXPECT_FALSE(strict_numerics());
  }
  EXPECT_FALSE(strict_numerics());
}

}  // namespace
}  // namespace model
