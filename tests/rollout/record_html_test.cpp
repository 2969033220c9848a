// The page of a recorded rollout: everything is there, and nothing that was said can become a part of the page.
#include "rollout/record_html.h"

#include <gtest/gtest.h>

#include "chat/utf8_text.h"
#include "core/html.h"
#include "rollout/ledger_json.h"
#include "rollout/token_html.h"
#include "rollout_fixtures.h"

namespace {

using fixtures::OneRollout;
using fixtures::python_options;
using rollout::RolloutRecord;

RolloutRecord recorded(OneRollout& one, const std::vector<std::string>& next_turns = {}) {
  return rollout::make_record("r1", "scripted", one.play(python_options(), next_turns), one.tokenizer,
                              fixtures::small_world()->state());
}

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(RecordHtml, ShowsTurnsCallsTokensAndWhatChanged) {
  OneRollout one({"[mkdir(dir_name='b'), fly(to=\"moon\")]", "Made it."}, "Yes.");
  const RolloutRecord record = recorded(one, {"Really?"});
  const std::string html = rollout::record_html(record, true);
  for (const char* part :
       {"<details open>", "answer</span>", "Turn 1", "Turn 2", "mkdir(dir_name=&#39;b&#39;)", "failed</span>",
        "name &#39;fly&#39; is not defined", "3 replies, 2 calls (1 failed)", "Really?", "What changed in the world",
        "GorillaFileSystem / ", "Token ledger 1", "Sampled tokens by their probability", "Played by scripted"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part << "\n" << html;
  }
  // Each sampled token stands twice: in its reply and in the ledger.
  EXPECT_EQ(count(html, "log-prob -0.125,"), 2 * 3U) << "the first token of each reply";
  EXPECT_EQ(count(html, ": log-prob "), 2 * static_cast<size_t>(record.rollout.sampled_tokens));
  EXPECT_EQ(count(html, "<div class=\"message tool\""), 0U) << "results stand beside their calls";
  EXPECT_EQ(count(html, "<details"), count(html, "</details>"));
  EXPECT_EQ(count(html, "<table"), count(html, "</table>"));
}

// As LedgerWriter.ASharedPrefixIsContextTheSecondTime: the first reply stands in both ledgers with its log-probs.
TEST(RecordHtml, AReplyThatLedgersShareIsShownOnce) {
  OneRollout one({"[ls()]", "<think>\nenough\n</think>\n\nOne file.", "[ls()]"}, "One.");
  one.renderer = chat::make_renderer("qwen3");
  const RolloutRecord record = recorded(one, {"And now?"});
  ASSERT_EQ(record.rollout.ledgers.size(), 2U);
  const auto sampled = static_cast<size_t>(record.rollout.sampled_tokens);
  size_t in_ledgers = 0;
  for (const chat::Ledger& ledger : record.rollout.ledgers) {
    for (const chat::LedgerToken& token : ledger.tokens()) in_ledgers += rollout::is_sampled(token) ? 1 : 0;
  }
  ASSERT_GT(in_ledgers, sampled);
  EXPECT_EQ(rollout::reply_blocks(record.rollout.ledgers, record.token_texts).size(), record.rollout.steps.size());
  const std::string html = rollout::record_html(record);
  EXPECT_NE(html.find("Sampled tokens by their probability"), std::string::npos);
  EXPECT_EQ(count(html, ": log-prob "), sampled + in_ledgers);
}

TEST(RecordHtml, WhatHasNoWeightIsFaint) {
  OneRollout one({}, "Hi");
  RolloutRecord record = recorded(one);
  EXPECT_EQ(rollout::record_html(record).find("unweighted\""), std::string::npos);
  chat::Ledger& ledger = record.rollout.ledgers.at(0);
  ledger.set_weight(ledger.size() - 1, 0);
  EXPECT_EQ(count(rollout::record_html(record), " unweighted\""), 2U);
}

TEST(RecordHtml, WithoutLedgersTheTextIsShown) {
  OneRollout one({}, "Plain <text>.");
  RolloutRecord record = recorded(one);
  record.rollout.ledgers.clear();
  record.token_texts.clear();
  const std::string html = rollout::record_html(record);
  EXPECT_NE(html.find("<pre>Plain &lt;text&gt;.</pre>"), std::string::npos);
  EXPECT_EQ(html.find("Sampled tokens"), std::string::npos);
}

TEST(RecordHtml, UnreadableCallsAndCutRolloutsSaySo) {
  OneRollout malformed({"[mkdir(dir_name='b'"});
  const std::string html = rollout::record_html(recorded(malformed));
  EXPECT_NE(html.find("malformed</span>"), std::string::npos);
  EXPECT_NE(html.find("invalid_python</span>"), std::string::npos);
  RolloutRecord cancelled;
  EXPECT_NE(rollout::record_html(cancelled).find("unfinished"), std::string::npos);
}

TEST(RecordHtml, HostileContentIsTextAndIsCut) {
  const std::string script = "</pre></details><script>alert(1)</script><img src=x onerror=alert(1)>\"'";
  const std::string hostile = script + std::string("\0\x1b[31m\xff\xed\xa0\x80", 10) + "\xe2\x80\xae";
  OneRollout one({hostile}, hostile);
  RolloutRecord record = recorded(one, {hostile});
  record.id = hostile;
  record.model = hostile;
  record.rollout.detail = hostile;
  record.rollout.conversation.tools.push_back({core::Dict{{"name", hostile}}});
  rollout::RolloutStep& step = record.rollout.steps.at(0);
  step.calls = {{hostile, core::Dict{{hostile, hostile}}, {}, {}}, {"big", {}, {}, {}}, {"none", {}, {}, {}}};
  step.results = {{hostile, {}, false}, {std::string(5'000'000, '<'), {}, true}};
  record.after.as_dict()[hostile] = hostile;
  record.rollout.conversation.messages.push_back(fixtures::user(std::string(3'000'000, '&')));
  const std::string page = core::html_page(hostile, rollout::record_html(record));
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_TRUE(chat::is_valid_utf8(page));
  EXPECT_EQ(page.find('\0'), std::string::npos);
  EXPECT_EQ(page.find('\x1b'), std::string::npos);
  EXPECT_LT(page.size(), 400'000U);
  EXPECT_NE(page.find("more bytes)"), std::string::npos);
  EXPECT_EQ(count(page, "<details"), count(page, "</details>"));
  EXPECT_EQ(count(page, "<pre"), count(page, "</pre>"));
}

}  // namespace
