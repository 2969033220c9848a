// What the tests of the engine share: one call on a fresh engine, and how far two results are apart.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "model/engine.h"
#include "tests/model/tiny_model.h"

namespace model::test {

inline void expect_no_block_in_use(const Engine& engine) {
  EXPECT_EQ(engine.blocks().free_blocks() + engine.kept_blocks(), engine.blocks().block_count()) << "blocks were lost";
}

inline std::vector<Completion> generate(const std::shared_ptr<const Transformer>& model, const EngineOptions& options,
                                        const std::vector<GenerationRequest>& requests, EngineStats* stats = nullptr) {
  Engine engine(model, options);
  std::vector<Completion> completions = engine.generate(requests, {});
  expect_no_block_in_use(engine);
  if (stats != nullptr) *stats = engine.stats();
  return completions;
}

// Largest difference of log-probs; tokens and endings must be equal.
inline double worst_logp(const std::vector<Completion>& a, const std::vector<Completion>& b) {
  double worst = 0;
  EXPECT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].tokens, b[i].tokens) << "request " << i;
    EXPECT_EQ(a[i].finish, b[i].finish) << "request " << i;
    if (a[i].tokens != b[i].tokens) continue;
    for (size_t t = 0; t < a[i].logp.size(); ++t) {
      worst = std::max(worst, std::abs(static_cast<double>(a[i].logp[t]) - static_cast<double>(b[i].logp[t])));
    }
  }
  return worst;
}

}  // namespace model::test
