// Tokens that the device draws, and those that the CPU draws from the device's logits.
#include "core/error.h"
#include "tests/model/byte_constraint.h"
#include "tests/model/cuda_engine/device_models.h"

namespace model {
namespace {

// Requests of every kind of sampling, some of which come, grow and end at different times.
std::vector<GenerationRequest> drawing_requests(int64_t vocab) {
  std::vector<GenerationRequest> requests;
  for (uint64_t i = 0; i < 9; ++i) {
    GenerationRequest& r = requests.emplace_back(test::request(test::tokens(i, 3 + i * 3, vocab), 60 + (i * 7) % 20));
    r.params.seed = i;
    r.params.temperature = i % 4 == 3 ? 0.0F : 0.8F;
    if (i % 3 == 0) r.params.top_k = 20;
    if (i % 3 == 1) r.params.top_p = 0.9F;
    if (i % 2 == 0) r.params.repetition_penalty = 1.3F;
    if (i % 5 == 1) r.params.frequency_penalty = 0.7F;
    if (i % 5 == 2) r.params.presence_penalty = 0.5F;
    if (i % 4 == 1) r.params.logit_bias = {{3, 4.0F}, {static_cast<chat::TokenId>(i), -5.0F}};
  }
  return requests;
}

// `ranked` has the CPU sample, by the same logits: so occurrences, biases and draws must be right on the device, also
// for rows that move, or make room.
TEST(DeviceSampling, DrawsWhatTheCpuDraws) {
  const auto model = test::device_model(test::device_qwen2());
  const std::vector<GenerationRequest> by_device = drawing_requests(model->config().vocab);
  std::vector<GenerationRequest> by_host = by_device;
  for (GenerationRequest& request : by_host) request.params.ranked = 0;
  for (const EngineOptions& options : {EngineOptions{8, 2048, 256, true}, EngineOptions{8, 256, 32, true}}) {
    EngineStats stats;
    const std::vector<Completion> expected = test::generate_on_device(model, options, by_host);
    const std::vector<Completion> got = test::generate_on_device(model, options, by_device, &stats);
    EXPECT_EQ(stats.preemptions > 0, options.kv_tokens == 256);
    EXPECT_LT(test::worst_logp(got, expected), 1e-5);
  }
}

TEST(DeviceSampling, KeepsToConstraints) {
  ModelConfig config = test::device_qwen3();
  config.vocab = 280;
  const auto model = test::device_model(config);
  std::vector<GenerationRequest> requests;
  for (uint64_t i = 0; i < 4; ++i) {
    GenerationRequest& r = requests.emplace_back(test::request(test::tokens(i, 5 + 7 * i, 256), 100));
    r.params.stop_ids = {test::kStop};
    if (i == 3) continue;
    r.params.constraint =
        test::json_constraint(R"({"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"]})");
  }
  const std::vector<Completion> completions = test::generate_on_device(model, test::device_options(), requests);
  for (size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(completions[i].finish, FinishReason::stop);
    const std::vector<chat::TokenId> text(completions[i].tokens.begin(), completions[i].tokens.end() - 1);
    EXPECT_TRUE(core::parse_json(test::text_of(text)).at("on").is_bool());
  }
  test::expect_greedy(test::widened(*model), requests[3], completions[3]);
}

TEST(DeviceSampling, GivesRankedTokens) {
  const auto model = test::device_model(test::device_qwen3());
  std::vector<GenerationRequest> requests = {test::request(test::tokens(1, 9, model->config().vocab), 12),
                                             test::request(test::tokens(2, 30, model->config().vocab), 12)};
  requests[0].params.ranked = 3;
  const auto engine = make_device_engine(model, test::make_runtime(), test::device_options());
  size_t ranked = 0;
  GenerationCallbacks callbacks;
  callbacks.on_token = [&](size_t place, const SampledToken& token) {
    EXPECT_EQ(token.ranked.size(), place == 0 ? 3U : 0U);
    if (place != 0) return;
    ++ranked;
    EXPECT_EQ(token.ranked[0].id, token.id) << "greedy";
    EXPECT_FLOAT_EQ(token.model_logp, token.logp);
  };
  engine->generate(requests, callbacks);
  EXPECT_EQ(ranked, 12U);
}

TEST(DeviceSampling, RefusesLogitsThatAreNotFinite) {
  const auto model = test::device_model(test::device_qwen3());
  const at::NoGradGuard no_grad;
  model->tensors().final_norm_D.fill_(NAN);
  const auto engine = make_device_engine(model, test::make_runtime(), test::device_options());
  const std::vector<GenerationRequest> requests = {test::request({1, 2, 3})};
  EXPECT_THROW(engine->generate(requests, {}), core::Error);
  test::expect_no_block_in_use(*engine);
}

}  // namespace
}  // namespace model
