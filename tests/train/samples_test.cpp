#include "train/data/samples.h"

#include <gtest/gtest.h>

#include "chat/tokenizer.h"
#include "core/files.h"
#include "tests/train/tiny_run.h"

namespace train {
namespace {

class SamplesTest : public ::testing::Test {
 protected:
  SampleSet load(Learn learn) {
    const SftConfig config = testing::tiny_config(folder_.path());
    const auto file = folder_.path() / "turns.jsonl";
    core::write_file_atomic(file, R"({"messages": [{"role": "user", "content": "one"},)"
                                  R"( {"role": "assistant", "content": "<think>\nhm\n</think>\n\n[ls()]"},)"
                                  R"( {"role": "tool", "content": "a.txt"}, {"role": "assistant", "content": "done"}]})"
                                  "\n");
    SampleOptions options;
    options.files = {file};
    options.max_length = 512;
    options.learn = learn;
    const auto renderer = chat::make_renderer("smollm2");
    tokenizer_.emplace(chat::Tokenizer::from_model(config.model));
    return load_samples(options, *renderer, *tokenizer_);
  }
  // Text of the tokens, all of them or those with loss.
  std::string text(const Sample& sample, bool learned) const {
    std::vector<chat::TokenId> ids;
    for (const SampleToken& token : sample.tokens) {
      if (!learned || token.weight > 0) ids.push_back(token.id);
    }
    return tokenizer_->decode(ids);
  }

  testing::Folder folder_;
  std::optional<chat::Tokenizer> tokenizer_;
};

TEST_F(SamplesTest, EachReplyIsLearnedOnceAsItIsServed) {
  const SampleSet set = load(Learn::each_reply);
  ASSERT_EQ(set.samples.size(), 2U);
  EXPECT_EQ(text(set.samples[0], true), "<think>\nhm\n</think>\n\n[ls()]<|im_end|>");
  EXPECT_EQ(text(set.samples[1], true), "done<|im_end|>");
  EXPECT_EQ(text(set.samples[1], false).find("<think>"), std::string::npos);
  EXPECT_NE(text(set.samples[1], false).find("assistant\n[ls()]<|im_end|>"), std::string::npos);
}

TEST_F(SamplesTest, WholeConversationsAreOneSample) {
  const SampleSet all = load(Learn::all_replies);
  ASSERT_EQ(all.samples.size(), 1U);
  EXPECT_EQ(text(all.samples[0], true), "<think>\nhm\n</think>\n\n[ls()]<|im_end|>done<|im_end|>");
  const SampleSet last = load(Learn::last_reply);
  ASSERT_EQ(last.samples.size(), 1U);
  EXPECT_EQ(text(last.samples[0], true), "done<|im_end|>");
}

}  // namespace
}  // namespace train
