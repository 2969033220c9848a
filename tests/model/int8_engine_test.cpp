// The engine with keys and values as bytes: nobody's output depends on when and with whom its tokens were stored.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "model/kv_cache.h"
#include "model/strict.h"
#include "model/weights/quantise.h"
#include "tests/model/engine_checks.h"

namespace model {
namespace {

using kernels::KvSlot;
using kernels::KvSpan;
using testing::HasSubstr;
using testing::ThrowsMessage;

// With weights of 8 bits every product of a row is the same whatever rows are with it, so nothing is left that could
// differ but the cache.
std::shared_ptr<const Transformer> row_exact_model(const ModelConfig& config, at::ScalarType dtype) {
  const auto plain = test::random_model(config);
  const ParameterLayout& layout = plain->layout();
  const at::Tensor vectors = plain->flat_values().narrow(0, layout.matrix_size(), layout.size() - layout.matrix_size());
  return std::make_shared<const Transformer>(
      config, vectors.to(dtype).clone(),
      std::make_shared<const QuantisedTensors>(quantise(layout, plain->flat_values(), WeightFormat::q8_0)));
}

struct Case {
  std::string name;
  ModelConfig config;
  at::ScalarType type;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

class Int8Engine : public testing::TestWithParam<Case> {
 protected:
  ModelConfig config_ = GetParam().config;
  std::shared_ptr<const Transformer> model_ = row_exact_model(config_, GetParam().type);
};
INSTANTIATE_TEST_SUITE_P(All, Int8Engine,
                         testing::Values(Case{"llama_fp32", test::tiny_llama(), at::kFloat},
                                         Case{"llama_bf16", test::tiny_llama(), at::kBFloat16},
                                         Case{"qwen3_fp32", test::tiny_qwen3(), at::kFloat},
                                         Case{"qwen3_bf16", test::tiny_qwen3(), at::kBFloat16}),
                         [](const auto& p) { return p.param.name; });

TEST_P(Int8Engine, EveryScheduleGivesTheSameBits) {
  std::vector<GenerationRequest> requests;
  const test::Prompt system = test::tokens(1, 70, config_.vocab);
  for (uint64_t i = 0; i < 15; ++i) {
    auto prompt = test::tokens_behind(i % 3 == 0 ? test::Prompt() : system, 20 + i, 1 + i * 9, config_.vocab);
    requests.push_back(test::request(std::move(prompt), static_cast<int>(3 + (i * 41) % 120)));
    requests.back().params.temperature = i % 2 == 0 ? 1.0F : 0.0F;
    requests.back().params.seed = i;
  }
  const EngineOptions one{.max_batch = 1, .share_prefixes = false, .kv = KvForm::int8};
  std::vector<Completion> alone;
  for (const GenerationRequest& request : requests) alone.push_back(test::generate(model_, one, {request}).front());
  int64_t preemptions = 0, shared = 0;
  // batch, cache tokens, step tokens, sharing: roomy and hardly enough, whole prompts and single tokens.
  for (EngineOptions options :
       {EngineOptions{15, 32768, 512, true}, EngineOptions{4, 320, 512, true}, EngineOptions{15, 448, 7, true},
        EngineOptions{15, 32768, 1, false}, EngineOptions{9, 320, 33, true}}) {
    options.kv = KvForm::int8;
    EngineStats stats;
    EXPECT_EQ(test::worst_logp(test::generate(model_, options, requests, &stats), alone), 0)
        << "batch " << options.max_batch << " step " << options.step_tokens;
    preemptions += stats.preemptions;
    shared += stats.prompt_tokens - std::min(stats.prompt_tokens, stats.prefilled_tokens);
  }
  EXPECT_GT(preemptions, 0);
  EXPECT_GT(shared, 0);
}

TEST_P(Int8Engine, ALaterTurnFindsItsHistory) {
  Engine engine(model_, {.kv = KvForm::int8});
  std::vector<GenerationRequest> turn = {test::request(test::tokens(4, 100, config_.vocab), 40)};
  const Completion first = engine.generate(turn, {})[0];
  turn[0].prompt.insert(turn[0].prompt.end(), first.tokens.begin(), first.tokens.end());
  turn[0].prompt.push_back(7);
  const std::vector<Completion> second = engine.generate(turn, {});
  EXPECT_EQ(engine.stats().prefilled_tokens, 141 - 128);
  EXPECT_EQ(test::worst_logp(second, test::generate(model_, {.share_prefixes = false, .kv = KvForm::int8}, turn)), 0);
}

TEST_P(Int8Engine, LosesLittleAgainstThePlainCache) {
  const auto logp = [&](KvForm form) {
    const at::NoGradGuard no_grad;
    const std::vector<chat::TokenId> ids = test::tokens(8, 300, config_.vocab);
    KvCache cache(config_, model_->dtype(), 320, form);
    std::vector<KvSlot> slots;
    std::vector<KvSpan> spans;
    for (size_t i = 0; i < ids.size(); ++i) {
      if (i % kernels::kKvBlockTokens == 0) spans.push_back({cache.allocate(), 0});
      slots.push_back({spans.back().block, spans.back().tokens++});
    }
    CachedAttention attention(cache, slots, {{.begin = 0, .end = 300, .first_position = 0, .spans = spans}});
    const at::Tensor tokens_T = at::tensor(std::vector<int64_t>(ids.begin(), ids.end()), at::kLong);
    return at::log_softmax(model_->logits(model_->forward(tokens_T, at::arange(300), attention)), -1);
  };
  const double off = (logp(KvForm::int8) - logp(KvForm::plain)).abs().mean().item<double>();
  EXPECT_GT(off, 0);
  EXPECT_LT(off, 0.05);
}

TEST(Int8Options, ErrorsNameTheOption) {
  EXPECT_EQ(parse_kv_form("plain"), KvForm::plain);
  EXPECT_EQ(parse_kv_form("int8"), KvForm::int8);
  EXPECT_THAT([] { parse_kv_form("fp8"); }, ThrowsMessage<core::Error>(HasSubstr("kv: unknown value \"fp8\"")));
  const auto model = test::random_model(test::tiny_llama());
  {
    const StrictNumerics strict;
    EXPECT_THAT([&] { Engine(model, {.kv = KvForm::int8}); },
                ThrowsMessage<core::Error>("strict: log-probs cannot be the trainer's own with kv=int8"));
    EXPECT_NO_THROW(Engine(model, {}));
  }
  ModelConfig large = test::tiny_llama();
  large.head_size = 520;
  EXPECT_THAT([&] { KvCache(large, at::kFloat, 64, KvForm::int8); },
              ThrowsMessage<core::Error>(HasSubstr("kv=int8: heads of 520 numbers")));
  EXPECT_NO_THROW(KvCache(large, at::kFloat, 64));
}

TEST(Int8Options, BrokenWeightsGiveOneClearError) {
  const auto model = test::random_model(test::tiny_llama());
  {
    const at::NoGradGuard no_grad;
    model->flat_values().fill_(NAN);
  }
  Engine engine(model, {.kv = KvForm::int8});
  EXPECT_THAT([&] { engine.generate(std::vector<GenerationRequest>{test::request({1, 2, 3})}, {}); },
              ThrowsMessage<core::Error>(HasSubstr("not finite")));
}

}  // namespace
}  // namespace model
