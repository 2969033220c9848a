// Packing and shared prefixes: a forest gives what every path from root to leaf gives as a sequence of its own, in
// values and in gradients. Needs no reference.
#include <gtest/gtest.h>

#include "core/error.h"
#include "model/attention.h"
#include "tests/model/parity_data.h"

namespace model {
namespace {

ModelConfig tiny_config(bool qwen3) {
  ModelConfig config;
  config.architecture = qwen3 ? Architecture::qwen3 : Architecture::llama;
  config.layers = 2;
  config.width = 48;
  config.heads = 4;
  config.kv_heads = 2;
  config.head_size = 16;
  config.ffn = 72;
  config.vocab = 61;
  config.tied_head = !qwen3;
  config.qk_norm = qwen3;
  config.attention_bias = qwen3;
  config.o_bias = qwen3;
  config.context_length = 256;
  return config;
}

Transformer random_model(const ModelConfig& config, at::ScalarType dtype = at::kFloat) {
  at::manual_seed(3);
  const ParameterLayout layout(config);
  at::Tensor flat = at::randn({layout.size()}) * 0.15;
  flat.narrow(0, layout.matrix_size(), layout.size() - layout.matrix_size()).add_(1);
  return Transformer(config, flat.to(dtype));
}

// A forest with chains, siblings, an empty prefix and a lone root. Lengths by sequence, parents by index.
struct Forest {
  std::vector<int64_t> lengths{9, 5, 1, 7, 4, 0, 6, 3, 70, 40};
  std::vector<int64_t> parents{-1, 0, 0, 1, 1, -1, 5, -1, -1, 8};
  std::vector<at::Tensor> tokens;

  explicit Forest(int64_t vocab) {
    at::manual_seed(5);
    for (const int64_t length : lengths) tokens.push_back(at::randint(vocab, {length}, at::kLong));
  }

  int64_t depth(int64_t i) const {
    const int64_t parent = parents[static_cast<size_t>(i)];
    return parent < 0 ? 0 : depth(parent) + lengths[static_cast<size_t>(parent)];
  }

  PackedBatch batch() const {
    PackedBatch b = test::pack(tokens);
    std::vector<at::Tensor> positions;
    for (size_t i = 0; i < lengths.size(); ++i) {
      b.sequences[i].parent = parents[i];
      positions.push_back(at::arange(lengths[i], at::kLong) + depth(static_cast<int64_t>(i)));
    }
    b.positions_T = at::cat(positions);
    return b;
  }

  // The whole path from the root to sequence i.
  at::Tensor path(int64_t i) const {
    const int64_t parent = parents[static_cast<size_t>(i)];
    const at::Tensor own = tokens[static_cast<size_t>(i)];
    return parent < 0 ? own : at::cat({path(parent), own});
  }
};

// Hidden states of every sequence's own tokens, times fixed weights, summed: a loss that touches every token once.
struct Result {
  std::vector<at::Tensor> hidden;
  at::Tensor gradients;
};

at::Tensor token_weights(const at::Tensor& hidden, size_t sequence) {
  at::manual_seed(100 + sequence);
  return at::randn(hidden.sizes());
}

Result run_forest(const Forest& forest, const ModelConfig& config) {
  Transformer model = random_model(config);
  model.enable_gradients();
  const PackedBatch batch = forest.batch();
  PackedAttention attention(batch);
  const at::Tensor hidden_TD = model.forward(batch.tokens_T, batch.positions_T, attention);
  Result result;
  at::Tensor loss = at::zeros({});
  for (size_t i = 0; i < batch.sequences.size(); ++i) {
    const PackedSequence& s = batch.sequences[i];
    const at::Tensor own = hidden_TD.narrow(0, s.begin, s.end - s.begin);
    loss = loss + (own * token_weights(own, i)).sum();
    result.hidden.push_back(own.detach());
  }
  loss.backward();
  result.gradients = model.flat_gradients();
  return result;
}

Result run_alone(const Forest& forest, const ModelConfig& config) {
  Transformer model = random_model(config);
  model.enable_gradients();
  Result result;
  for (size_t i = 0; i < forest.lengths.size(); ++i) {
    const PackedBatch batch = test::pack({forest.path(static_cast<int64_t>(i))});
    PackedAttention attention(batch);
    const at::Tensor hidden_TD = model.forward(batch.tokens_T, batch.positions_T, attention);
    const at::Tensor own = hidden_TD.narrow(0, forest.depth(static_cast<int64_t>(i)), forest.lengths[i]);
    (own * token_weights(own, i)).sum().backward();  // gradients of several passes add up
    result.hidden.push_back(own.detach());
  }
  result.gradients = model.flat_gradients();
  return result;
}

TEST(Forest, EqualsEveryPathAlone) {
  for (const bool qwen3 : {false, true}) {
    SCOPED_TRACE(qwen3 ? "qwen3" : "llama");
    const ModelConfig config = tiny_config(qwen3);
    const Forest forest(config.vocab);
    const Result packed = run_forest(forest, config), alone = run_alone(forest, config);
    for (size_t i = 0; i < packed.hidden.size(); ++i) {
      EXPECT_LE(test::relative_error(packed.hidden[i], alone.hidden[i]), 2e-5) << "sequence " << i;
    }
    const ParameterLayout layout(config);
    const auto expected = layout.named(alone.gradients);
    const auto actual = layout.named(packed.gradients);
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_LE(test::relative_error(actual[i].value, expected[i].value), 1e-4) << expected[i].name;
    }
  }
}

TEST(Forest, Bf16GradientsAccumulateInFp32) {
  const ModelConfig config = tiny_config(false);
  Transformer model = random_model(config, at::kBFloat16);
  model.enable_gradients();
  ASSERT_EQ(model.flat_gradients().scalar_type(), at::kFloat);
  const Forest forest(config.vocab);
  const PackedBatch batch = forest.batch();
  const auto backward = [&] {
    PackedAttention attention(batch);
    model.forward(batch.tokens_T, batch.positions_T, attention).to(at::kFloat).square().sum().backward();
  };
  backward();
  const at::Tensor once = model.flat_gradients().clone();
  for (int i = 0; i < 31; ++i) backward();
  // 32 equal terms: the roundings of a bf16 sum would add up to about a percent.
  EXPECT_LE(test::relative_error(model.flat_gradients(), once * 32), 1e-4);
  EXPECT_GT(once.abs().max().item<double>(), 0);
}

TEST(Forest, RefusesWhatIsNoForest) {
  PackedBatch batch = test::pack({at::zeros({3}, at::kLong), at::zeros({2}, at::kLong)});
  batch.sequences[0].parent = 1;
  EXPECT_THROW(PackedAttention{batch}, core::Error);
  batch.sequences[0].parent = -1;
  batch.sequences[1].begin = 4;
  EXPECT_THROW(PackedAttention{batch}, core::Error);
  batch.sequences[1] = {3, 4, -1};
  EXPECT_THROW(PackedAttention{batch}, core::Error);
}

TEST(Forest, RefusesForeignTokens) {
  const ModelConfig config = tiny_config(false);
  const Transformer model = random_model(config);
  for (const int64_t id : {config.vocab, int64_t{-1}}) {
    const PackedBatch batch = test::pack({at::full({2}, id, at::kLong)});
    PackedAttention attention(batch);
    EXPECT_THROW(model.forward(batch.tokens_T, batch.positions_T, attention), core::Error);
  }
}

}  // namespace
}  // namespace model
