// Runs of models like FunReason-MT: prompts that open a chain of thought, which does not come back.
#include <gtest/gtest.h>

#include "eval/multi_turn_run.h"
#include "eval/reply_parts.h"
#include "eval/rescore.h"
#include "eval/run_facts.h"
#include "fixtures.h"
#include "multi_turn_run_fixture.h"

namespace {

using env::bfcl::Entry;
using eval::EvalOutcome;
namespace fs = std::filesystem;

// Prompts that differ from the handler's own would find no reply. Their bytes are the oracle's (TranscriptCases).
class FunReasonRunTest : public fixtures::MultiTurnRunTest {
 protected:
  void SetUp() override {
    MultiTurnRunTest::SetUp();
    renderer_ = chat::make_renderer("qwen3");
    tokenizer_ = fixtures::byte_tokenizer({}, {"<think>", "</think>"});
    config_.decode = "funreason_mt";
    config_.categories = {"multi_turn_base:8", "multi_turn_miss_func:8"};
  }
};

TEST_F(FunReasonRunTest, ThoughtsAreOpenedAndLeftOutOfTheHistory) {
  rollout::ScriptedPolicy policy = truthful({"multi_turn_base", "multi_turn_miss_func"});
  const EvalOutcome outcome = run(policy);
  size_t merged = 0;
  for (const std::string& prompt : policy.prompts) {
    EXPECT_TRUE(prompt.ends_with("<|im_end|>\n<|im_start|>assistant\n<think>"));
    EXPECT_EQ(prompt.find("Let me see."), std::string::npos) << "a chain of thought came back";
    EXPECT_EQ(prompt.find("</think>"), std::string::npos);
    EXPECT_EQ(prompt.find("</tool_response>\n<tool_response>"), std::string::npos) << "results are one message";
    merged += prompt.find("<tool_response>\n['") != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(merged, 16U);
  size_t followed = 0;
  for (const std::string category : {"multi_turn_base", "multi_turn_miss_func"}) {
    for (const Entry& entry : env::bfcl::fixed_sample(entries(category), 8)) {
      if (!fixtures::can_be_said(entry)) continue;
      ++followed;
      const eval::ResultLine line = *results().find(entry.id);
      EXPECT_TRUE(line.valid) << entry.id;
      EXPECT_EQ(line.turn_reasoning.as_list()[0].as_list()[0].as_string(), "Let me see.");
      EXPECT_EQ(core::dump_json(line.result).find("think"), std::string::npos);
    }
  }
  EXPECT_GT(followed, 8U);
  // The results are bare replies of prompt mode, and are scored as such.
  const eval::RescoreOutcome again =
      eval::rescore(fs::path(config_.run_dir) / "results.jsonl", handler().decode, *dataset_);
  EXPECT_EQ(eval::score_csv(again.scores), eval::score_csv(outcome.scores));
}

TEST_F(FunReasonRunTest, AThoughtThatIsCutOffEndsTheTurn) {
  config_.categories = {"multi_turn_base:4"};
  config_.max_new_tokens = 40;
  rollout::ScriptedPolicy policy(tokenizer_, [](std::string_view) {
    return rollout::ScriptedReply{"\n[pwd()] is what I would call, and then", {}, false};
  });
  run(policy);
  for (const eval::ResultLine& line : results().lines) {
    EXPECT_FALSE(line.valid);
    for (const core::Value& turn : line.result.as_list()) {
      EXPECT_EQ(core::dump_json(turn), core::dump_json(core::List{eval::kUnclosedThought}));
    }
  }
  const std::string told = std::string("<|im_start|>assistant\n") + eval::kUnclosedThought + "<|im_end|>\n";
  EXPECT_NE(policy.prompts.back().find(told), std::string::npos) << "the model is shown it";
}

TEST_F(FunReasonRunTest, ACutRunEndsAsIfItHadNotBeenCut) {
  rollout::ScriptedPolicy policy = truthful({"multi_turn_base", "multi_turn_miss_func"});
  run(policy);
  const auto whole = comparable();
  const int64_t tokens = eval::read_run_facts(config_.run_dir)->output_tokens;
  fs::remove_all(config_.run_dir);
  policy.batches = 0;
  policy.cancel_after = 6;
  EXPECT_TRUE(run(policy).interrupted);
  EXPECT_LT(results().lines.size(), whole.size());
  policy.cancel_after = SIZE_MAX;
  run(policy);
  EXPECT_EQ(comparable(), whole);
  EXPECT_EQ(eval::read_run_facts(config_.run_dir)->output_tokens, tokens);
  config_.decode = "prompt";
  EXPECT_EQ(fixtures::thrown_by([&] { run(policy); }).exit_code(), 2) << "other prompts: another run";
}

TEST_F(FunReasonRunTest, AModelThatCannotThinkIsRefused) {
  rollout::ScriptedPolicy unasked(tokenizer_, std::vector<std::string>{});
  tokenizer_ = fixtures::byte_tokenizer();
  EXPECT_EQ(fixtures::thrown_by([&] { run(unasked); }).exit_code(), 3);
  renderer_ = chat::make_renderer("smollm2");
  EXPECT_EQ(fixtures::thrown_by([&] { run(unasked); }).exit_code(), 2);
}

}  // namespace
