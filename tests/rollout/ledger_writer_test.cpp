// Token in, token out: what the ledger holds is what the policy read and said, byte for byte and id for id.
#include "rollout/ledger_writer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "rollout/ledger_json.h"
#include "rollout/reply.h"
#include "rollout_fixtures.h"

namespace {

using chat::Ledger;
using chat::LedgerToken;
using chat::TokenId;
using fixtures::OneRollout;
using fixtures::python_options;
using rollout::Rollout;

std::string text_of(const chat::Tokenizer& tokenizer, const Ledger& ledger) {
  return rollout::reply_text(tokenizer, ledger.ids(), false);
}

std::string rendered(const chat::Renderer& renderer, const chat::Conversation& conversation) {
  return chat::rendered_text(renderer.render(conversation, {}));
}

// The tokens with weight, as text.
std::string sampled_text(const chat::Tokenizer& tokenizer, const Ledger& ledger) {
  std::vector<TokenId> ids;
  for (const LedgerToken& token : ledger.tokens()) {
    if (token.weight > 0) ids.push_back(token.id);
  }
  return rollout::reply_text(tokenizer, ids, false);
}

TEST(LedgerWriter, BytesAreThoseOfTheConversationAsServed) {
  OneRollout one({"[mkdir(dir_name='b')]", "[ls()]", "Two: a.txt and b.", "[ls(a=False)]"}, "Bye — ä.");
  const Rollout rollout = one.play(python_options(), {"And now?"});
  ASSERT_EQ(rollout.ledgers.size(), 1U) << "this template never rewrites its history";
  const Ledger& ledger = rollout.ledgers[0];
  EXPECT_EQ(text_of(one.tokenizer, ledger) + "\n", rendered(*one.renderer, rollout.conversation));
  EXPECT_EQ(sampled_text(one.tokenizer, ledger),
            "[mkdir(dir_name='b')]<|im_end|>[ls()]<|im_end|>Two: a.txt and b.<|im_end|>[ls(a=False)]<|im_end|>"
            "Bye — ä.<|im_end|>");
  // Each prompt is a prefix of the one ledger.
  const std::string whole = text_of(one.tokenizer, ledger);
  for (const std::string& prompt : one.policy.prompts) EXPECT_TRUE(whole.starts_with(prompt));
}

TEST(LedgerWriter, TokensKnowWhereTheyComeFrom) {
  OneRollout one({"[mkdir(dir_name='b')]"}, "Made.");
  one.policy.version = 7;
  const Rollout rollout = one.play(python_options());
  size_t in_reply = 0;
  int32_t message = -1;
  for (const LedgerToken& token : rollout.ledgers.at(0).tokens()) {
    if (token.weight == 0) {
      EXPECT_TRUE(std::isnan(token.logp));
      EXPECT_EQ(token.weight_version, -1);
      if (token.kind == chat::SpanKind::observation) {
        EXPECT_EQ(token.message, 2);
      }
      continue;
    }
    EXPECT_EQ(token.weight, 1);
    EXPECT_EQ(token.role, chat::Role::assistant);
    EXPECT_EQ(token.weight_version, 7);
    if (token.message != message) in_reply = 0;
    message = token.message;
    EXPECT_EQ(token.logp, -static_cast<float>(1 + in_reply++) / 8) << "the sampler's own";
  }
  EXPECT_EQ(message, 3);
  std::string names;
  std::string values;
  for (const LedgerToken& token : rollout.ledgers[0].tokens()) {
    const char byte = static_cast<char>(token.id < 128 ? token.id : '?');
    if (token.weight > 0 && token.kind == chat::SpanKind::call_name) names += byte;
    if (token.weight > 0 && token.kind == chat::SpanKind::call_value) values += byte;
  }
  EXPECT_EQ(names, "mkdir");
  EXPECT_EQ(values, "'b'");
}

// A sampler may split a text otherwise than the tokenizer would.
TEST(LedgerWriter, SampledIdsAreNeverTokenisedAgain) {
  const chat::Tokenizer tokenizer = fixtures::byte_tokenizer({{"l", "s"}, {"(", ")"}});
  ASSERT_EQ(tokenizer.encode("ls()", false).size(), 2U) << "the canonical tokens are others";
  const std::vector<TokenId> odd = {'[', 'l', 's', '(', ')', ']'};
  size_t asked = 0;
  rollout::ScriptedPolicy policy(tokenizer, [&](std::string_view) {
    return ++asked == 1 ? rollout::ScriptedReply{"", odd, true} : rollout::ScriptedReply{"Done.", {}, true};
  });
  const auto renderer = chat::make_renderer("smollm2");
  std::vector<rollout::RolloutTask> tasks;
  tasks.push_back(fixtures::task());
  const Rollout rollout =
      std::move(rollout::run_rollouts({policy, tokenizer, *renderer}, std::move(tasks), python_options()).at(0));
  EXPECT_EQ(rollout.ending, rollout::Ending::answer);
  std::vector<TokenId> sampled;
  for (const LedgerToken& token : rollout.ledgers.at(0).tokens()) {
    if (token.weight > 0 && token.message == 1) sampled.push_back(token.id);
  }
  ASSERT_EQ(sampled.size(), 7U);
  sampled.pop_back();
  EXPECT_EQ(sampled, odd);
  const std::vector<TokenId> ids = rollout.ledgers[0].ids();
  EXPECT_NE(ids, tokenizer.encode(text_of(tokenizer, rollout.ledgers[0]))) << "the test would show nothing";
}

TEST(LedgerWriter, BrokenUtf8AndUnknownIdsStayInTheLedger) {
  const std::vector<TokenId> odd = {'H', 0xC0, 0xFF, 4000, 'i', 256, '!'};
  size_t asked = 0;
  OneRollout one([&](std::string_view) {
    return ++asked == 1 ? rollout::ScriptedReply{"", odd, true} : rollout::ScriptedReply{"Done.", {}, true};
  });
  const Rollout rollout = one.play(python_options(), {"What?"});
  ASSERT_GE(rollout.ledgers.size(), 1U);
  std::vector<TokenId> sampled;
  double weight = 0;
  for (const Ledger& ledger : rollout.ledgers) {
    weight += ledger.total_weight();
    for (const LedgerToken& token : ledger.tokens()) {
      if (token.weight > 0 && token.message == 1) sampled.push_back(token.id);
    }
  }
  ASSERT_EQ(sampled.size(), odd.size() + 1) << "once, whatever became of the text";
  sampled.pop_back();
  EXPECT_EQ(sampled, odd);
  EXPECT_EQ(weight, static_cast<double>(rollout.sampled_tokens));
}

// A tokenizer's ids may have gaps, and a model whose vocabulary is rounded up says any id.
TEST(LedgerWriter, IdsWithoutATokenHaveNoText) {
  const chat::Tokenizer tokenizer = fixtures::byte_tokenizer({}, {"<|x|>"}, 2);
  const std::vector<TokenId> ids = {'a', 259, 256, 261, 'b', -1, 9999};
  EXPECT_EQ(rollout::reply_text(tokenizer, ids, false), "a<|endoftext|><|x|>b");
  Ledger ledger;
  for (const TokenId id : ids) {
    LedgerToken token;
    token.id = id;
    ledger.append(token);
  }
  EXPECT_EQ(rollout::token_texts(ledger, tokenizer),
            (std::vector<std::string>{"a", "", "<|endoftext|>", "<|x|>", "b", "", ""}));
  model::Completion completion;
  completion.tokens = ids;
  completion.prompt_tokens = 3;
  EXPECT_EQ(rollout::make_reply(tokenizer, completion, 0).text, "ab");
  const rollout::Reply reply = rollout::make_reply(tokenizer, completion, 0, 261);
  EXPECT_EQ(reply.text, "a<|x|>b") << "the mark of calls is text";
  EXPECT_EQ(reply.prompt_tokens, 3U);
  EXPECT_EQ(reply.tokens, ids.size());
}

// Qwen3's template drops reasoning from what lies before the last user message.
TEST(LedgerWriter, ARewrittenHistoryOpensANewLedger) {
  OneRollout one({"<think>\nlook first\n</think>\n\n[ls()]", "<think>\nenough\n</think>\n\nOne file.",
                  "<think>\nlook again\n</think>\n\n[ls()]"},
                 "<think>\nstill one\n</think>\n\nOne.");
  one.renderer = chat::make_renderer("qwen3");
  const Rollout rollout = one.play(python_options(), {"And now?"});
  EXPECT_EQ(rollout.ending, rollout::Ending::answer);
  ASSERT_EQ(rollout.ledgers.size(), 2U);
  EXPECT_EQ(sampled_text(one.tokenizer, rollout.ledgers[0]),
            "<think>\nlook first\n</think>\n\n[ls()]<|im_end|><think>\nenough\n</think>\n\nOne file.<|im_end|>");
  EXPECT_EQ(sampled_text(one.tokenizer, rollout.ledgers[1]),
            "<think>\nlook again\n</think>\n\n[ls()]<|im_end|><think>\nstill one\n</think>\n\nOne.<|im_end|>");
  // The last ledger is the conversation as it was served: its bytes are those of the template's own rendering.
  EXPECT_EQ(text_of(one.tokenizer, rollout.ledgers[1]) + "\n", rendered(*one.renderer, rollout.conversation));
  EXPECT_EQ(text_of(one.tokenizer, rollout.ledgers[1]).find("look first"), std::string::npos);
  // Every prompt was the rendering of that moment.
  ASSERT_EQ(one.policy.prompts.size(), 4U);
  EXPECT_TRUE(text_of(one.tokenizer, rollout.ledgers[0]).starts_with(one.policy.prompts[1]));
  EXPECT_TRUE(text_of(one.tokenizer, rollout.ledgers[1]).starts_with(one.policy.prompts[3]));
  // What was said before is context now, without the log-probs of another prefix.
  for (const LedgerToken& token : rollout.ledgers[1].tokens()) {
    if (token.weight == 0) {
      EXPECT_TRUE(std::isnan(token.logp));
    }
  }
}

TEST(LedgerWriter, ASharedPrefixIsContextTheSecondTime) {
  OneRollout one({"[ls()]", "<think>\nenough\n</think>\n\nOne file.", "[ls()]"}, "One.");
  one.renderer = chat::make_renderer("qwen3");
  const Rollout rollout = one.play(python_options(), {"And now?"});
  ASSERT_EQ(rollout.ledgers.size(), 2U);
  const std::span<const LedgerToken> first = rollout.ledgers[0].tokens();
  const std::span<const LedgerToken> second = rollout.ledgers[1].tokens();
  size_t shared = 0;
  double shared_weight = 0;
  while (shared < first.size() && shared < second.size() && first[shared].id == second[shared].id) {
    shared_weight += first[shared].weight;
    EXPECT_EQ(second[shared].weight, 0);
    ++shared;
  }
  EXPECT_GE(shared_weight, 7) << "the first reply is a part of the shared prefix";
  EXPECT_EQ(rollout.ledgers[0].total_weight() + rollout.ledgers[1].total_weight(),
            static_cast<double>(rollout.sampled_tokens))
      << "every sampled token has weight once";
}

TEST(LedgerWriter, PromptsAreTheTemplatesEveryTime) {
  OneRollout one({"<think>\na\n</think>\n\n[ls()]", "plain [text]", "[ls()]", "<think>\nb\n</think>\n\n"}, "End.");
  one.renderer = chat::make_renderer("qwen3");
  const Rollout rollout = one.play(python_options(), {"And now?", "And then?"});
  // The conversation up to each reply, rendered on its own.
  for (size_t i = 0; i < rollout.steps.size(); ++i) {
    chat::Conversation before = rollout.conversation;
    before.messages.resize(rollout.steps[i].message);
    EXPECT_EQ(one.policy.prompts.at(i),
              chat::rendered_text(one.renderer->render(before, {.add_generation_prompt = true})))
        << i;
  }
}

}  // namespace
