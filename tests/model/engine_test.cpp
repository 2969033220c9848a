// The engine against uncached passes, against itself under every schedule, and under hostile calls.
#include "model/engine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/error.h"
#include "core/rng.h"
#include "tests/model/engine_checks.h"

namespace model {
namespace {

using test::expect_no_block_in_use;
using test::generate;
using test::Prompt;
using test::request;
using test::worst_logp;

// 24 requests: lone prompts of many lengths, and groups that share 40 to 150 tokens; some sampled.
std::vector<GenerationRequest> mixed_requests(int64_t vocab) {
  std::vector<GenerationRequest> requests;
  const Prompt system = test::tokens(1, 100, vocab);
  for (uint64_t i = 0; i < 24; ++i) {
    Prompt prompt;
    if (i % 3 != 0) prompt = system;
    if (i % 3 == 2) prompt = test::tokens_behind(prompt, 50 + i % 2, 45, vocab);
    prompt = test::tokens_behind(prompt, 100 + i, 1 + (i * 13) % 70, vocab);
    requests.push_back(request(std::move(prompt), static_cast<int>(5 + (i * 7) % 40)));
    if (i % 4 == 1) {
      requests.back().params.temperature = 0.8F;
      requests.back().params.top_p = i % 8 == 1 ? 0.9F : 1.0F;
      requests.back().params.seed = i;
    }
  }
  return requests;
}

class EngineOnTinyModels : public testing::TestWithParam<bool> {
 protected:
  EngineOnTinyModels() : config_(GetParam() ? test::tiny_qwen3() : test::tiny_llama()) {
    model_ = test::random_model(config_);
    requests_ = mixed_requests(config_.vocab);
  }
  ModelConfig config_;
  std::shared_ptr<const Transformer> model_;
  std::vector<GenerationRequest> requests_;
};
INSTANTIATE_TEST_SUITE_P(Both, EngineOnTinyModels, testing::Values(false, true),
                         [](const auto& p) { return p.param ? "qwen3" : "llama"; });

TEST_P(EngineOnTinyModels, CachedLogProbsAreTheTrainersOwn) {
  for (GenerationRequest& r : requests_) r.params.temperature = r.params.temperature > 0 ? 1.0F : 0.0F;
  for (GenerationRequest& r : requests_) r.params.top_p = 1;
  const std::vector<Completion> completions = generate(model_, {}, requests_);
  double worst = 0;
  int count = 0;
  for (size_t i = 0; i < requests_.size(); ++i) {
    Prompt all = requests_[i].prompt;
    all.insert(all.end(), completions[i].tokens.begin(), completions[i].tokens.end());
    const std::vector<float> expected = test::uncached_logp(*model_, all, requests_[i].prompt.size());
    ASSERT_EQ(expected.size(), completions[i].logp.size());
    for (size_t t = 0; t < expected.size(); ++t, ++count) {
      worst = std::max(worst, static_cast<double>(std::abs(expected[t] - completions[i].logp[t])));
    }
  }
  RecordProperty("tokens", count);
  RecordProperty("worst_logp_error", std::to_string(worst));
  EXPECT_LT(worst, 2e-5);
}

TEST_P(EngineOnTinyModels, GreedyTakesTheBestTokenOfAnUncachedPass) {
  const Prompt prompt = test::tokens(3, 37, config_.vocab);
  const Completion completion = generate(model_, {}, {request(prompt, 60)})[0];
  Prompt all = prompt;
  all.insert(all.end(), completion.tokens.begin(), completion.tokens.end());
  const at::Tensor best = test::uncached_log_softmax(*model_, all).amax(-1);
  const std::vector<float> own = test::uncached_logp(*model_, all, prompt.size());
  for (size_t t = 0; t < own.size(); ++t) {
    EXPECT_NEAR(own[t], best[static_cast<int64_t>(prompt.size() + t) - 1].item<float>(), 1e-4F);
  }
}

TEST_P(EngineOnTinyModels, ScheduleChangesNothing) {
  EngineOptions alone;
  alone.max_batch = 1;
  alone.share_prefixes = false;
  const std::vector<Completion> expected = generate(model_, alone, requests_);
  // batch, cache tokens, step tokens, sharing: whole prompts and single tokens, roomy and hardly enough.
  for (const EngineOptions& options :
       {EngineOptions{2, 32768, 512, true}, EngineOptions{5, 512, 512, true}, EngineOptions{32, 512, 7, true},
        EngineOptions{32, 1600, 64, false}, EngineOptions{32, 32768, 1, true}, EngineOptions{24, 1600, 33, true},
        EngineOptions{3, 700, 5, false}, EngineOptions{32, 32768, 4096, true}}) {
    EXPECT_LT(worst_logp(generate(model_, options, requests_), expected), 5e-5)
        << "batch " << options.max_batch << " step " << options.step_tokens << " shared " << options.share_prefixes
        << " kv " << options.kv_tokens;
  }
}

TEST_P(EngineOnTinyModels, SharedPrefixesAreComputedOnce) {
  EngineOptions own;
  own.share_prefixes = false;
  EngineStats with;
  EngineStats without;
  const std::vector<Completion> a = generate(model_, {}, requests_, &with);
  const std::vector<Completion> b = generate(model_, own, requests_, &without);
  EXPECT_LT(worst_logp(a, b), 5e-5);
  EXPECT_EQ(without.prefilled_tokens, without.prompt_tokens);
  // 16 prompts share 100 tokens, three full blocks, and two groups of four share 145, four full blocks.
  EXPECT_EQ(with.prefilled_tokens, with.prompt_tokens - 15 * 96 - 2 * 3 * 32);
}

TEST_P(EngineOnTinyModels, LowPrecisionStaysNearFullPrecision) {
  const std::shared_ptr<const Transformer> low =
      std::make_shared<Transformer>(config_, model_->flat_values().to(at::kBFloat16));
  const std::vector<Completion> completions = generate(low, {}, requests_);
  // Against the training attention in the same dtype, and against fp32, on the same tokens.
  double same = 0;
  double full = 0;
  int count = 0;
  for (size_t i = 0; i < requests_.size(); ++i) {
    if (requests_[i].params.temperature > 0) continue;
    Prompt all = requests_[i].prompt;
    all.insert(all.end(), completions[i].tokens.begin(), completions[i].tokens.end());
    const std::vector<float> low_logp = test::uncached_logp(*low, all, requests_[i].prompt.size());
    const std::vector<float> full_logp = test::uncached_logp(*model_, all, requests_[i].prompt.size());
    for (size_t t = 0; t < low_logp.size(); ++t, ++count) {
      same += static_cast<double>(std::abs(low_logp[t] - completions[i].logp[t]));
      full += static_cast<double>(std::abs(full_logp[t] - completions[i].logp[t]));
    }
  }
  RecordProperty("mean_error_same_dtype", std::to_string(same / count));
  RecordProperty("mean_error_fp32", std::to_string(full / count));
  EXPECT_LT(same / count, 0.03);
  EXPECT_LT(full / count, 0.06);
}

TEST(Engine, SeedsDoNotSeeTheirNeighbours) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  std::vector<GenerationRequest> requests;
  for (uint64_t i = 0; i < 12; ++i) {
    requests.push_back(request(test::tokens(7, 60, config.vocab), 30));  // one prompt, twelve samples
    requests.back().params.temperature = 1;
    requests.back().params.seed = i / 2;  // each seed twice
  }
  const std::vector<Completion> together = generate(model, {}, requests);
  std::set<Prompt> distinct;
  for (size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(together[i].tokens, generate(model, {}, {requests[i]})[0].tokens);
    EXPECT_EQ(together[i].tokens, together[i / 2 * 2].tokens);
    distinct.insert(together[i].tokens);
  }
  EXPECT_EQ(distinct.size(), 6U);
}

TEST(Engine, EndsForEachReason) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  const Prompt prompt = test::tokens(5, 30, config.vocab);
  const Completion free = generate(model, {}, {request(prompt, 20)})[0];
  ASSERT_EQ(free.finish, FinishReason::length);
  ASSERT_EQ(free.tokens.size(), 20U);
  EXPECT_EQ(free.prompt_tokens, 30U);

  GenerationRequest stopping = request(prompt, 20);
  stopping.params.stop_ids = {-1, free.tokens[6]};
  const size_t first =
      static_cast<size_t>(std::find(free.tokens.begin(), free.tokens.end(), free.tokens[6]) - free.tokens.begin());
  const Completion stopped = generate(model, {}, {stopping})[0];
  EXPECT_EQ(stopped.finish, FinishReason::stop);
  EXPECT_EQ(stopped.tokens, Prompt(free.tokens.begin(), free.tokens.begin() + static_cast<std::ptrdiff_t>(first) + 1));

  const std::vector<Completion> edge =
      generate(model, {},
               {request(test::tokens(1, 510, config.vocab), 20), request(test::tokens(1, 511, config.vocab), 20),
                request(test::tokens(1, 512, config.vocab), 20), request(test::tokens(1, 5000, config.vocab), 20),
                request(prompt, 0)});
  EXPECT_EQ(edge[0].finish, FinishReason::context);
  EXPECT_EQ(edge[0].tokens.size(), 2U);  // 510 + 2 fill the 512
  EXPECT_EQ(edge[1].tokens.size(), 1U);
  EXPECT_EQ(edge[2].finish, FinishReason::context);
  EXPECT_TRUE(edge[2].tokens.empty());
  EXPECT_EQ(edge[3].finish, FinishReason::context);
  EXPECT_TRUE(edge[3].tokens.empty());
  EXPECT_EQ(edge[3].prompt_tokens, 5000U);
  EXPECT_EQ(edge[4].finish, FinishReason::length);
  EXPECT_TRUE(edge[4].tokens.empty());
  EXPECT_TRUE(generate(model, {}, {}).empty());
}

TEST(Engine, ASmallCacheShortensTheContext) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  EngineOptions options;
  options.kv_tokens = 128;
  Engine engine(model, options);
  EXPECT_EQ(engine.context_length(), 128);
  std::vector<GenerationRequest> requests;
  for (uint64_t i = 0; i < 4; ++i) {
    Prompt prompt = test::tokens(2, 65, config.vocab);
    prompt.push_back(static_cast<chat::TokenId>(i));
    requests.push_back(request(prompt, 1000));
  }
  const std::vector<Completion> completions = engine.generate(requests, {});
  options.kv_tokens = 4096;
  for (size_t i = 0; i < completions.size(); ++i) {
    EXPECT_EQ(completions[i].finish, FinishReason::context);
    EXPECT_EQ(completions[i].tokens.size(), 128U - 66U);
    const Prompt roomy = generate(model, options, {requests[i]})[0].tokens;
    EXPECT_EQ(completions[i].tokens, Prompt(roomy.begin(), roomy.begin() + 62));
  }
  expect_no_block_in_use(engine);
}

TEST(Engine, RefusesBadCallsAndNamesTheRequest) {
  const ModelConfig config = test::tiny_llama();
  Engine engine(test::random_model(config), {});
  const auto message = [&](GenerationRequest bad) {
    try {
      engine.generate(std::vector<GenerationRequest>{request({1, 2}), std::move(bad)}, {});
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::usage);
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message(request({})), "request 1: the prompt is empty");
  EXPECT_EQ(message(request({1, 211})), "request 1: token 1 has id 211, and the model knows 0..210");
  EXPECT_EQ(message(request({-1})), "request 1: token 0 has id -1, and the model knows 0..210");
  GenerationRequest hot = request({1});
  hot.params.temperature = NAN;
  EXPECT_NE(message(hot).find("request 1: sampling: temperature"), std::string::npos);
  EXPECT_EQ(engine.generate(std::vector<GenerationRequest>{request({1})}, {}).size(), 1U);

  for (EngineOptions options : {EngineOptions{0, 100, 10}, EngineOptions{1, 5, 10}, EngineOptions{1, 100, 0}}) {
    EXPECT_THROW(Engine(test::random_model(config), options), core::Error);
  }
}

TEST(Engine, CallbacksSeeEveryTokenAndCancellationKeepsWhatThereIs) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  const std::vector<GenerationRequest> requests = mixed_requests(config.vocab);
  EngineOptions options;
  options.max_batch = 6;
  Engine engine(model, options);

  std::vector<Prompt> streamed(requests.size());
  std::vector<int> ended(requests.size());
  GenerationCallbacks callbacks;
  callbacks.on_token = [&](size_t i, const SampledToken& token) {
    EXPECT_EQ(ended[i], 0);
    streamed[i].push_back(token.id);
  };
  callbacks.on_complete = [&](size_t i, const Completion& c) {
    ++ended[i];
    EXPECT_EQ(c.tokens, streamed[i]);
  };
  const std::vector<Completion> whole = engine.generate(requests, callbacks);
  for (size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(ended[i], 1);
    EXPECT_EQ(whole[i].tokens, streamed[i]);
    EXPECT_EQ(whole[i].logp.size(), whole[i].tokens.size());
  }

  streamed.assign(requests.size(), {});
  ended.assign(requests.size(), 0);
  int polls = 0;
  callbacks.cancelled = [&] { return ++polls > 15; };
  const std::vector<Completion> partial = engine.generate(requests, callbacks);
  int cancelled = 0;
  for (size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(ended[i], 1);
    if (partial[i].finish == FinishReason::cancelled) ++cancelled;
    ASSERT_LE(partial[i].tokens.size(), whole[i].tokens.size());
    EXPECT_TRUE(std::equal(partial[i].tokens.begin(), partial[i].tokens.end(), whole[i].tokens.begin()));
  }
  EXPECT_GT(cancelled, 10);
  expect_no_block_in_use(engine);
}

TEST(Engine, SurvivesAnExceptionFromACallback) {
  const ModelConfig config = test::tiny_llama();
  Engine engine(test::random_model(config), {});
  const std::vector<GenerationRequest> requests = mixed_requests(config.vocab);
  GenerationCallbacks throwing;
  throwing.on_complete = [](size_t, const Completion&) { throw std::runtime_error("disk full"); };
  EXPECT_THROW(engine.generate(requests, throwing), std::runtime_error);
  EXPECT_EQ(engine.blocks().free_blocks(), engine.blocks().block_count())
      << "nothing that may be half computed is kept";
  EXPECT_EQ(engine.generate(requests, {}).size(), requests.size());
}

// Sequences that are abandoned in the middle, and a callback that throws as it hears of it, or as it is asked.
TEST(Engine, SurvivesAnExceptionAboutWhoIsAbandoned) {
  const ModelConfig config = test::tiny_llama();
  Engine engine(test::random_model(config), {});
  const std::vector<GenerationRequest> requests = mixed_requests(config.vocab);
  for (const bool while_asked : {false, true}) {
    size_t tokens = 0, asked = 0;
    GenerationCallbacks throwing;
    throwing.on_token = [&](size_t, const SampledToken&) { ++tokens; };
    throwing.abandoned = [&](size_t place) {
      if (while_asked && tokens > 40 && ++asked > 3) throw std::runtime_error("no answer");
      return tokens > 40 && place % 2 == 0;
    };
    throwing.on_complete = [&](size_t, const Completion& completion) {
      if (completion.finish == FinishReason::cancelled && !completion.tokens.empty()) throw std::runtime_error("gone");
    };
    EXPECT_THROW(engine.generate(requests, throwing), std::runtime_error);
    EXPECT_EQ(engine.blocks().free_blocks(), engine.blocks().block_count());
    EXPECT_EQ(engine.generate(requests, {}).size(), requests.size());
  }
}

TEST(Engine, ARefusedRequestLeavesThePrefixesThatAreKept) {
  const ModelConfig config = test::tiny_llama();
  Engine engine(test::random_model(config), {});
  engine.generate(mixed_requests(config.vocab), {});
  const int64_t kept = engine.kept_blocks();
  ASSERT_GT(kept, 0);
  EXPECT_THROW(engine.generate(std::vector{request({}, 5)}, {}), core::Error);
  EXPECT_EQ(engine.kept_blocks(), kept);
}

TEST(Engine, NewWeightsAreSeenAtOnce) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  Engine engine(model, {});
  const std::vector<GenerationRequest> one = {request(test::tokens(5, 80, config.vocab), 30)};
  const Prompt before = engine.generate(one, {})[0].tokens;
  EXPECT_EQ(engine.weight_version(), 0);
  {
    const at::NoGradGuard no_grad;
    at::Tensor flat = model->flat_values();
    flat.mul_(at::randn_like(flat) * 0.5 + 1);
  }
  engine.set_weight_version(1);
  EXPECT_EQ(engine.weight_version(), 1);
  const Completion after = engine.generate(one, {})[0];
  EXPECT_NE(after.tokens, before);
  Prompt all = one[0].prompt;
  all.insert(all.end(), after.tokens.begin(), after.tokens.end());
  EXPECT_NEAR(test::uncached_logp(*model, all, 80)[0], after.logp[0], 1e-4);
}

TEST(Engine, BrokenWeightsGiveOneClearError) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  {
    const at::NoGradGuard no_grad;
    at::Tensor flat = model->flat_values();
    flat.fill_(NAN);
  }
  Engine engine(model, {});
  try {
    engine.generate(std::vector<GenerationRequest>{request({1, 2, 3})}, {});
    FAIL() << "NaN logits went unnoticed";
  } catch (const core::Error& error) {
    EXPECT_NE(std::string(error.what()).find("not finite"), std::string::npos);
  }
}

}  // namespace
}  // namespace model
