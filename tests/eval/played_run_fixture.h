// What the tests of multi-turn and agentic runs share: the benchmark itself, a tokenizer of bytes, and a run of a
// scripted policy in a folder of the test's own.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "eval/runner.h"
#include "fixtures.h"

namespace fixtures {

class PlayedRunTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const core::fs::path data = core::fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";
    const core::fs::path prompts = core::fs::path(FR_DEPS_DIR) / "data/bfcl/prompts.json";
    if (!core::fs::exists(prompts) || !core::fs::exists(data)) GTEST_SKIP() << "benchmark missing: run scripts/setup";
    prompts_ = std::make_unique<chat::BfclPrompts>(chat::BfclPrompts::load(prompts));
    dataset_ = std::make_unique<env::bfcl::Dataset>(data);
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    dir_ = fresh_dir(std::string(test->test_suite_name()) + "-" + test->name());
    config_.run_dir = (dir_ / "run").string();
    config_.model = "scripted";
  }

  std::vector<env::bfcl::Entry> sample(const std::string& category, int64_t count) const {
    return env::bfcl::fixed_sample(dataset_->load(env::bfcl::find_category(category)), count);
  }

  eval::EvalOutcome run(model::Policy& policy) {
    return eval::run_eval(config_, {.policy = policy,
                                    .tokenizer = tokenizer_,
                                    .renderer = *renderer_,
                                    .prompts = *prompts_,
                                    .dataset = *dataset_,
                                    .model_fingerprint = "weights"});
  }
  eval::ResultFile results(const std::string& file = "results.jsonl") const {
    return eval::read_results(core::fs::path(config_.run_dir) / file);
  }
  // Everything but the time that it took, by id.
  std::map<std::string, std::string> comparable(const std::string& file = "results.jsonl") const {
    std::map<std::string, std::string> texts;
    for (eval::ResultLine line : results(file).lines) {
      line.latency_s = 0;
      texts[line.id] = eval::result_json(line);
    }
    return texts;
  }

  std::unique_ptr<chat::BfclPrompts> prompts_;
  std::unique_ptr<env::bfcl::Dataset> dataset_;
  chat::Tokenizer tokenizer_ = byte_tokenizer();
  std::unique_ptr<chat::Renderer> renderer_ = chat::make_renderer("smollm2");
  core::fs::path dir_;
  eval::EvalConfig config_;
};

}  // namespace fixtures
