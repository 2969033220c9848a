// Agentic entries played with scripted policies: memories that grow from conversation to conversation before they are
// asked, and searches of a recorded web.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "env/bfcl/agentic_entries.h"
#include "eval/report.h"
#include "eval/rescore.h"
#include "eval/runner.h"
#include "fixtures.h"
#include "multi_turn_fixtures.h"
#include "played_run_fixture.h"
#include "rollout/scripted_policy.h"

namespace {

using env::bfcl::Entry;
using eval::EvalOutcome;
using rollout::ScriptedReply;
namespace fs = std::filesystem;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// How many conversations the memory has seen, as the prompt shows it: the value of "count".
int shown_count(std::string_view prompt) {
  const std::string key = "\"count\": \"";
  const size_t at = prompt.find(key);
  return at == std::string_view::npos ? 0 : std::stoi(std::string(prompt.substr(at + key.size(), 2)));
}

// Adds one to the count in every conversation, at its first turn; answers questions with what it is.
ScriptedReply counting(std::string_view prompt) {
  const int count = shown_count(prompt);
  if (has(prompt, "For your final answer to the user"))
    return {"The count is " + std::to_string(count) + ".", {}, true};
  if (has(prompt, "(key='count', value='")) return {"Noted.", {}, true};
  const std::string method = count == 0 ? "core_memory_add" : "core_memory_replace";
  return {"[" + method + "(key='count', value='" + std::to_string(count + 1) + "')]", {}, true};
}

class AgenticRunTest : public fixtures::PlayedRunTest {
 protected:
  void SetUp() override {
    PlayedRunTest::SetUp();
    config_.max_new_tokens = 256;
  }

  std::vector<eval::ResultLine> lines(const std::string& file) const { return results(file).lines; }
};

TEST_F(AgenticRunTest, AMemoryGrowsFromConversationToConversation) {
  config_.categories = {"memory_kv:2"};
  std::set<std::string> scenarios;
  for (const Entry& entry : sample("memory_kv", 2)) scenarios.insert(entry.scenario);
  rollout::ScriptedPolicy policy(tokenizer_, counting);
  const EvalOutcome outcome = run(policy);
  EXPECT_EQ(outcome.scores.find("memory_kv")->total, 2U);

  size_t conversations = 0;
  std::map<std::string, size_t> of_scenario;
  const std::vector<eval::ResultLine> held = lines("prerequisites.jsonl");
  for (const std::string& scenario : scenarios) {
    const auto chain = env::bfcl::load_prerequisites(*dataset_, env::bfcl::find_category("memory_kv"), scenario);
    of_scenario[scenario] = chain.size();
    conversations += chain.size();
    for (size_t i = 0; i < chain.size(); ++i) {
      const auto line = std::find_if(held.begin(), held.end(), [&](const auto& one) { return one.id == chain[i].id; });
      ASSERT_NE(line, held.end()) << chain[i].id;
      EXPECT_EQ(line->memory.at("core_memory").at("count").as_string(), std::to_string(i + 1)) << line->id;
      EXPECT_EQ(line->result.as_list().size(), chain[i].question.size()) << "every turn was held";
      EXPECT_FALSE(line->judged);
    }
  }
  EXPECT_EQ(held.size(), conversations);
  for (const Entry& entry : sample("memory_kv", 2)) {
    const std::string said = "The count is " + std::to_string(of_scenario[entry.scenario]) + ".";
    for (const eval::ResultLine& line : lines("results.jsonl")) {
      if (line.id != entry.id) continue;
      EXPECT_EQ(core::dump_json(line.result), "[[\"" + said + "\"]]");
    }
  }
  // The page shows them as it shows others.
  eval::ReportInput input;
  eval::EntryLookup entries(*dataset_);
  input.entries = &entries;
  input.after = eval::load_report_run("scripted", {config_.run_dir});
  const std::string page = eval::report_html(input);
  EXPECT_TRUE(has(page, "memory_kv"));
  EXPECT_TRUE(has(page, "the methods of MemoryAPI_"));
  EXPECT_TRUE(has(page, "<pre>step 1: "));
  const eval::RescoreOutcome again =
      eval::rescore(fs::path(config_.run_dir) / "results.jsonl", eval::DecodeMode::prompt, *dataset_);
  EXPECT_EQ(eval::score_csv(again.scores), eval::score_csv(outcome.scores));
}

TEST_F(AgenticRunTest, TheOtherMemoriesAndFunctionCalling) {
  renderer_ = chat::make_renderer("qwen3");
  config_.decode = "qwen_fc";
  config_.categories = {"memory_rec_sum:1", "memory_vector:1"};
  // Every conversation adds one line, which the next prompts show.
  rollout::ScriptedPolicy policy(tokenizer_, [](std::string_view prompt) -> ScriptedReply {
    if (has(prompt, "For your final answer to the user")) return {"No idea.", {}, true};
    const std::string method = has(prompt, "\"name\": \"memory_append\"") ? "memory_append" : "core_memory_add";
    const std::string call = fixtures::qwen_calls("[" + method + "(text='One more line.')]");
    return {has(prompt, call) ? "Noted." : call, {}, true};
  });
  run(policy);
  std::map<std::string, size_t> shown;
  for (const std::string& prompt : policy.prompts) {
    if (!has(prompt, "For your final answer to the user")) continue;
    size_t count = 0;
    for (size_t at = prompt.find("One more line."); at != std::string::npos;
         at = prompt.find("One more line.", at + 1)) {
      ++count;
    }
    shown[has(prompt, "\"name\": \"memory_append\"") ? "memory_rec_sum" : "memory_vector"] = count;
    EXPECT_TRUE(has(prompt, "<tools>\n"));
  }
  for (const std::string category : {"memory_rec_sum", "memory_vector"}) {
    const Entry question = sample(category, 1).front();
    const size_t conversations = env::bfcl::load_prerequisites(*dataset_, *question.category, question.scenario).size();
    EXPECT_EQ(shown[category], category == "memory_vector" ? std::min<size_t>(conversations, 7) : conversations);
  }
}

TEST_F(AgenticRunTest, MemoriesGrowWhereThoughtsAreOpened) {
  renderer_ = chat::make_renderer("qwen3");
  tokenizer_ = fixtures::byte_tokenizer({}, {"<think>", "</think>"});
  config_.decode = "funreason_mt";
  config_.categories = {"memory_kv:1"};
  rollout::ScriptedPolicy policy(tokenizer_, [](std::string_view prompt) {
    EXPECT_TRUE(prompt.ends_with("<think>"));
    ScriptedReply reply = counting(prompt);
    reply.text = "\nThe count is 99.\n</think>\n\n" + reply.text;
    return reply;
  });
  run(policy);
  const Entry question = sample("memory_kv", 1).front();
  const size_t held = env::bfcl::load_prerequisites(*dataset_, *question.category, question.scenario).size();
  EXPECT_EQ(lines("prerequisites.jsonl").size(), held);
  const std::string said = "The count is " + std::to_string(held) + ".";
  EXPECT_EQ(core::dump_json(lines("results.jsonl").front().result), "[[\"" + said + "\"]]");
}

TEST_F(AgenticRunTest, ACutRunGoesOnWithTheMemoriesItHas) {
  config_.categories = {"memory_kv:1", "memory_rec_sum:1"};
  rollout::ScriptedPolicy policy(tokenizer_, counting);
  run(policy);
  const auto conversations = comparable("prerequisites.jsonl");
  const auto answers = comparable("results.jsonl");
  fs::remove_all(config_.run_dir);
  // Cut in the middle of a conversation, then in the middle of a line.
  policy.batches = 0;
  policy.cancel_after = 20;
  EXPECT_TRUE(run(policy).interrupted);
  const size_t held = lines("prerequisites.jsonl").size();
  EXPECT_GT(held, 0U);
  EXPECT_LT(held, conversations.size());
  EXPECT_TRUE(lines("results.jsonl").empty());
  std::ofstream(fs::path(config_.run_dir) / "prerequisites.jsonl", std::ios::app) << R"({"id":"memory_kv_prereq_)";
  policy.cancel_after = SIZE_MAX;
  EXPECT_FALSE(run(policy).interrupted);
  EXPECT_EQ(comparable("prerequisites.jsonl"), conversations);
  EXPECT_EQ(comparable("results.jsonl"), answers);
  EXPECT_EQ(fixtures::count_lines(fs::path(config_.run_dir) / "prerequisites.jsonl"), conversations.size())
      << "nothing is held twice";
}

TEST_F(AgenticRunTest, AConversationThatOverflowsLeavesTheMemoryAsItWas) {
  config_.categories = {"memory_kv:1"};
  rollout::ScriptedPolicy policy(tokenizer_, counting);
  policy.context = 100;
  const EvalOutcome outcome = run(policy);
  for (const eval::ResultLine& line : lines("prerequisites.jsonl")) {
    EXPECT_EQ(line.finish, "context");
    EXPECT_TRUE(line.memory.is_none());
  }
  EXPECT_EQ(outcome.scores.find("memory_kv")->error_types.at(eval::kContextExceeded), 1U);
}

TEST_F(AgenticRunTest, SearchesAreAnsweredFromTheRecording) {
  config_.categories = {"web_search_base:1", "web_search_no_snippet:1"};
  config_.web = (dir_ / "web.json").string();
  fixtures::write_text(config_.web, R"({"searches": [{"keywords": "tea", "answer": {"organic_results":
      [{"title": "Of tea", "link": "http://tea.example", "snippet": "Dear leaves."}]}}], "pages": []})");
  const core::Value truth = sample("web_search_base", 1).front().ground_truth;
  rollout::ScriptedPolicy policy(tokenizer_, [&](std::string_view prompt) -> ScriptedReply {
    if (!has(prompt, "[search_engine_query(keywords='tea')]")) {
      return {"[search_engine_query(keywords='tea')]", {}, true};
    }
    EXPECT_TRUE(has(prompt, "{'title': 'Of tea', 'href': 'http://tea.example'"));
    return {has(prompt, "Dear leaves.") ? "It is " + truth.as_list().at(0).as_string() : "I do not know", {}, true};
  });
  const EvalOutcome outcome = run(policy);
  EXPECT_EQ(outcome.scores.find("web_search_base")->correct, 1U);
  EXPECT_EQ(outcome.scores.find("web_search_no_snippet")->correct, 0U) << "no snippets there";
  EXPECT_FALSE(fs::exists(fs::path(config_.run_dir) / "prerequisites.jsonl"));

  config_.web.clear();  // other answers: another run
  EXPECT_EQ(fixtures::thrown_by([&] { run(policy); }).exit_code(), 2);
}

TEST_F(AgenticRunTest, WithoutARecordingSearchesFailAndAreAnsweredSo) {
  config_.categories = {"web_search_base:2"};
  rollout::ScriptedPolicy policy(tokenizer_, [&](std::string_view prompt) -> ScriptedReply {
    if (has(prompt, "Failed to retrieve the search results")) return {"I do not know", {}, true};
    return {"[search_engine_query(keywords='tea')]", {}, true};
  });
  const EvalOutcome outcome = run(policy);
  EXPECT_EQ(policy.batches, 2U);
  EXPECT_EQ(outcome.scores.find("web_search_base")->error_types.at("agentic:answer_not_found"), 2U);

  for (const char* bad : {"no json", R"({"searches": []})"}) {
    config_.web = (dir_ / "bad.json").string();
    fixtures::write_text(config_.web, bad);
    const core::Error error = fixtures::thrown_by([&] { run(policy); });
    EXPECT_EQ(error.exit_code(), 3);
    EXPECT_TRUE(has(error.what(), "bad.json")) << error.what();
  }
  config_.web = (dir_ / "missing.json").string();
  EXPECT_EQ(fixtures::thrown_by([&] { run(policy); }).exit_code(), 4);
}

}  // namespace
