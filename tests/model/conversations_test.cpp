// The engine on conversations: follow-ups in a call, and calls that continue earlier ones.
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "core/error.h"
#include "tests/model/engine_checks.h"

namespace model {
namespace {

using test::expect_no_block_in_use;
using test::generate;
using test::Prompt;
using test::request;
using test::worst_logp;

// Conversations of several turns: each turn's prompt is the last one, its reply and something new.
class Conversations {
 public:
  explicit Conversations(const ModelConfig& config) : vocab_(config.vocab) {
    const Prompt system = test::tokens(1, 70, vocab_);
    for (uint64_t i = 0; i < 9; ++i) {
      Prompt prompt = test::tokens_behind(i < 6 ? system : Prompt(), 20 + i, 5 + 9 * i, vocab_);
      first.push_back(request(std::move(prompt), 6 + static_cast<int>(i % 3) * 17));
    }
    turns.resize(first.size());
  }
  GenerationCallbacks callbacks(size_t turns_each) {
    GenerationCallbacks callbacks;
    callbacks.follow_up = [this, turns_each](size_t i, const Completion& completion) {
      return turns[i].size() < turns_each ? next(i, completion) : last(i, completion);
    };
    return callbacks;
  }

  std::vector<GenerationRequest> first;
  std::vector<std::vector<std::pair<GenerationRequest, Completion>>> turns;

 private:
  std::optional<GenerationRequest> last(size_t i, const Completion& completion) {
    turns[i].emplace_back(asked(i), completion);
    return std::nullopt;
  }
  std::optional<GenerationRequest> next(size_t i, const Completion& completion) {
    last(i, completion);
    GenerationRequest request = asked(i);
    request.prompt.insert(request.prompt.end(), completion.tokens.begin(), completion.tokens.end());
    const Prompt more = test::tokens(1000 * i + turns[i].size(), 3 + static_cast<int64_t>(i), vocab_);
    request.prompt.insert(request.prompt.end(), more.begin(), more.end());
    asked_[i] = request;
    return request;
  }
  GenerationRequest asked(size_t i) const { return asked_.contains(i) ? asked_.at(i) : first[i]; }

  int64_t vocab_;
  std::map<size_t, GenerationRequest> asked_;
};

class ConversationsOnTinyModels : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Both, ConversationsOnTinyModels, testing::Values(false, true),
                         [](const auto& p) { return p.param ? "qwen3" : "llama"; });

TEST_P(ConversationsOnTinyModels, FollowUpsFindTheirHistory) {
  const ModelConfig config = GetParam() ? test::tiny_qwen3() : test::tiny_llama();
  const auto model = test::random_model(config);
  EngineOptions alone;
  alone.max_batch = 1;
  alone.share_prefixes = false;
  for (const EngineOptions& options :
       {EngineOptions{}, EngineOptions{4, 1024, 512, true}, EngineOptions{9, 800, 20, true}, alone}) {
    Conversations conversations(config);
    Engine engine(model, options);
    const std::vector<Completion> ends = engine.generate(conversations.first, conversations.callbacks(3));
    expect_no_block_in_use(engine);
    int64_t prompts = 0;
    for (size_t i = 0; i < ends.size(); ++i) {
      ASSERT_EQ(conversations.turns[i].size(), 4U);
      EXPECT_EQ(ends[i].tokens, conversations.turns[i].back().second.tokens);
      for (const auto& [asked, completion] : conversations.turns[i]) {
        prompts += static_cast<int64_t>(asked.prompt.size());
        EXPECT_LT(worst_logp({completion}, generate(model, alone, {asked})), 5e-5);
      }
    }
    EXPECT_EQ(engine.stats().prompt_tokens, prompts);
    if (options.max_batch == 32) {
      // Of later turns at most a begun block of the history and what is new is computed.
      EXPECT_LT(engine.stats().prefilled_tokens, prompts / 2);
      EXPECT_EQ(engine.stats().evictions, 0);
    } else if (options.share_prefixes) {
      EXPECT_GT(engine.stats().evictions, 0);
    }
  }
}

TEST(Conversations, LaterCallsFindWhatEarlierOnesComputed) {
  const ModelConfig config = test::tiny_llama();
  const auto model = test::random_model(config);
  Engine engine(model, {});
  std::vector<GenerationRequest> one = {request(test::tokens(4, 100, config.vocab), 40)};
  const Completion first = engine.generate(one, {})[0];
  EXPECT_EQ(engine.stats().prefilled_tokens, 100);
  EXPECT_EQ(engine.kept_blocks(), (100 + 39) / 32);
  const Completion again = engine.generate(one, {})[0];
  EXPECT_EQ(engine.stats().prefilled_tokens, 100 - 96);
  EXPECT_LT(worst_logp({again}, {first}), 5e-5);

  one[0].prompt.insert(one[0].prompt.end(), first.tokens.begin(), first.tokens.end());
  one[0].prompt.push_back(7);
  engine.generate(one, {});
  EXPECT_EQ(engine.stats().prefilled_tokens, 141 - 128) << "the reply's own blocks are found, too";
  engine.set_weight_version(1);
  EXPECT_EQ(engine.kept_blocks(), 0);
  engine.generate(one, {});
  EXPECT_EQ(engine.stats().prefilled_tokens, 141) << "nothing of other weights is used";
}

TEST(Conversations, FollowUpsAreCheckedAndMayEndAtOnce) {
  const ModelConfig config = test::tiny_llama();
  Engine engine(test::random_model(config), {});
  std::vector<FinishReason> ends;
  std::vector<GenerationRequest> later = {request(test::tokens(1, 5000, config.vocab)), request({1}, 0),
                                          request({3}, 2), request({2}, 3)};
  GenerationCallbacks callbacks;
  callbacks.follow_up = [&](size_t, const Completion& completion) -> std::optional<GenerationRequest> {
    ends.push_back(completion.finish);
    if (later.empty()) return std::nullopt;
    GenerationRequest next = std::move(later.back());
    later.pop_back();
    return next;
  };
  const std::vector<GenerationRequest> start = {request({5}, 0)};
  const Completion end = engine.generate(start, callbacks)[0];
  EXPECT_EQ(end.prompt_tokens, 5000U);
  EXPECT_EQ(ends, (std::vector<FinishReason>{FinishReason::length, FinishReason::length, FinishReason::length,
                                             FinishReason::length, FinishReason::context}));
  later = {request({100000})};
  EXPECT_THROW(engine.generate(start, callbacks), core::Error);
  EXPECT_EQ(engine.generate(start, {}).size(), 1U);
}

}  // namespace
}  // namespace model
