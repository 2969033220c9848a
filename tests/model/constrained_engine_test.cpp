// The engine holds replies to their constraints, alone and beside others, and goes on with others in between.
#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/model/byte_constraint.h"
#include "tests/model/engine_checks.h"

namespace model {
namespace {

constexpr std::string_view kSchema =
    R"({"type": "object", "properties": {"on": {"type": "boolean"}, "ab": {"type": "integer"}}, "required": ["on"]})";

TEST(ConstrainedEngine, RepliesFollowTheirSchemasWhateverRunsBeside) {
  ModelConfig config = test::tiny_llama();
  config.vocab = 280;
  const auto model = test::random_model(config);
  const auto constraint = test::json_constraint(kSchema);
  std::vector<GenerationRequest> requests;
  for (uint64_t i = 0; i < 12; ++i) {
    GenerationRequest r = test::request(test::tokens(i, 5 + 7 * i, 256), 150);
    r.params.temperature = 1.3F;
    r.params.seed = i;
    r.params.stop_ids = {test::kStop};
    if (i % 3 != 2) r.params.constraint = constraint;
    requests.push_back(std::move(r));
  }
  const std::vector<Completion> together = test::generate(model, {.max_batch = 5}, requests);
  size_t ended = 0;
  for (size_t i = 0; i < requests.size(); ++i) {
    const std::vector<Completion> alone = test::generate(model, {.max_batch = 1}, {requests[i]});
    EXPECT_EQ(alone[0].tokens, together[i].tokens);
    if (i % 3 == 2 || together[i].finish != FinishReason::stop) continue;
    ++ended;
    std::vector<chat::TokenId> tokens = together[i].tokens;
    ASSERT_EQ(tokens.back(), test::kStop);
    tokens.pop_back();
    EXPECT_TRUE(core::parse_json(test::text_of(tokens)).at("on").is_bool());

    // Log-probs against an uncached pass, renormalised over what was allowed.
    std::vector<chat::TokenId> all = requests[i].prompt;
    all.insert(all.end(), together[i].tokens.begin(), together[i].tokens.end());
    const at::Tensor logp = test::uncached_log_softmax(*model, all).to(at::kDouble);
    auto state = constraint->start();
    for (size_t t = 0; t < together[i].tokens.size(); ++t) {
      const auto mask = constraint->allowed(state);
      const double* row =
          logp.const_data_ptr<double>() + static_cast<int64_t>(requests[i].prompt.size() + t - 1) * config.vocab;
      double mass = 0;
      for (chat::TokenId id = 0; id < config.vocab; ++id) {
        if (mask->allows(id)) mass += std::exp(row[id] / 1.3);
      }
      const chat::TokenId token = together[i].tokens[t];
      EXPECT_NEAR(together[i].logp[t], row[token] / 1.3 - std::log(mass), 1e-3);
      state = constraint->advance(state, token);
    }
  }
  EXPECT_GT(ended, 4U);
}

TEST(ConstrainedEngine, AFollowUpBeginsAfresh) {
  ModelConfig config = test::tiny_llama();
  config.vocab = 280;
  const auto model = test::random_model(config);
  GenerationRequest first = test::request(test::tokens(1, 9, 256), 60);
  first.params.stop_ids = {test::kStop};
  first.params.constraint = test::json_constraint(R"({"enum": ["ab", "on"]})");
  GenerationRequest second = first;
  second.params.constraint = test::json_constraint(R"({"enum": [12, 121]})");
  std::vector<std::string> said;
  GenerationCallbacks callbacks;
  callbacks.follow_up = [&](size_t, const Completion& completion) -> std::optional<GenerationRequest> {
    std::vector<chat::TokenId> tokens = completion.tokens;
    tokens.pop_back();
    said.push_back(test::text_of(tokens));
    if (said.size() == 1) return second;
    return std::nullopt;
  };
  Engine engine(model, {});
  (void)engine.generate(std::vector<GenerationRequest>{first}, callbacks);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_TRUE(said[0] == "\"ab\"" || said[0] == "\"on\"") << said[0];
  EXPECT_TRUE(said[1] == "12" || said[1] == "121") << said[1];
}

}  // namespace
}  // namespace model
