// Multi-turn runs over the benchmark's own entries with policies that follow the truth, stray from it or never stop.
#include "eval/multi_turn_run.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "eval/board/run_costs.h"
#include "eval/handler.h"
#include "eval/multi_turn_checker.h"
#include "eval/multi_turn_episode.h"
#include "eval/report.h"
#include "eval/rescore.h"
#include "eval/runner.h"
#include "fixtures.h"
#include "multi_turn_run_fixture.h"
#include "rollout/scripted_policy.h"

namespace {

using env::bfcl::Entry;
using eval::EvalOutcome;
using fixtures::can_be_said;
using fixtures::kCategories;
using fixtures::MultiTurnRunTest;
using fixtures::sampled;
namespace fs = std::filesystem;

TEST_F(MultiTurnRunTest, FollowingTheTruthGetsEveryEntryRight) {
  rollout::ScriptedPolicy policy = truthful(kCategories);
  const EvalOutcome outcome = run(policy);
  std::set<std::string> right;
  for (const eval::ResultLine& line : results().lines) {
    if (line.valid) right.insert(line.id);
  }
  for (const std::string& category : kCategories) {
    size_t followed = 0;
    for (const Entry& entry : entries(category)) {
      if (!can_be_said(entry)) continue;
      ++followed;
      EXPECT_TRUE(right.contains(entry.id)) << entry.id;
    }
    EXPECT_GT(followed, 20U);
    const eval::CategoryScore* score = outcome.scores.find(category);
    ASSERT_NE(score, nullptr) << category;
    EXPECT_EQ(score->total, 30U);
    EXPECT_GE(score->correct, followed);
    EXPECT_EQ(score->entries, 200U);
    EXPECT_EQ(score->not_simulated, 0U);
  }
  // All entries share their rounds: no more batches than the longest conversation has replies.
  size_t longest = 0;
  for (const eval::ResultLine& line : results().lines) {
    size_t replies = 0;
    for (const core::Value& turn : line.result.as_list()) replies += turn.as_list().size();
    longest = std::max(longest, replies);
  }
  EXPECT_EQ(policy.batches, longest);
}

TEST_F(MultiTurnRunTest, EntriesOfNamedWorldsAreTaken) {
  config_.categories = kCategories;
  config_.worlds = {"GorillaFileSystem", "TravelAPI"};
  rollout::ScriptedPolicy silent(tokenizer_, std::vector<std::string>{}, "I am sorry.");
  const EvalOutcome outcome = run(silent);
  for (const std::string& category : kCategories) EXPECT_EQ(outcome.scores.find(category)->total, 26U);
  config_.worlds = {"TravelApi"};
  EXPECT_NE(std::string(fixtures::thrown_by([&] { eval::check_config(config_); }).hint()).find("TravelAPI"),
            std::string::npos);
}

TEST_F(MultiTurnRunTest, ASampleIsTaken) {
  config_.categories = {"multi_turn_base:5"};
  rollout::ScriptedPolicy policy = truthful({"multi_turn_base"});
  const EvalOutcome outcome = run(policy);
  EXPECT_EQ(outcome.scores.find("multi_turn_base")->total, 5U);
}

TEST_F(MultiTurnRunTest, SilenceAndHarmlessCallsFail) {
  config_.categories = sampled({"multi_turn_base"});
  rollout::ScriptedPolicy silent(tokenizer_, std::vector<std::string>{}, "I am sorry.");
  const EvalOutcome outcome = run(silent);
  EXPECT_EQ(outcome.scores.find("multi_turn_base")->correct, 0U);
  EXPECT_EQ(outcome.scores.find("multi_turn_base")->error_types.at("multi_turn:empty_turn_model_response"), 30U);

  // One call a turn that changes nothing: a state or a result is missing, as the truth goes.
  config_.run_dir += "-harmless";
  rollout::ScriptedPolicy harmless(tokenizer_, [](std::string_view prompt) {
    const bool asked = prompt.rfind("<|im_start|>user\n") > prompt.rfind("[pwd()]");
    return rollout::ScriptedReply{
        asked || prompt.find("[pwd()]") == std::string_view::npos ? "[pwd()]" : "Done.", {}, true};
  });
  const auto types = run(harmless).scores.find("multi_turn_base")->error_types;
  EXPECT_EQ(types.at("multi_turn:instance_state_mismatch") + types.at("multi_turn:execution_response_mismatch"), 30U);
  EXPECT_GT(types.at("multi_turn:execution_response_mismatch"), 0U);
}

TEST_F(MultiTurnRunTest, APolicyThatNeverStopsEndsAtTheStepCap) {
  config_.categories = {"multi_turn_base:3", "multi_turn_miss_func:3"};
  rollout::ScriptedPolicy policy(tokenizer_, std::vector<std::string>{}, "[pwd()]");
  const EvalOutcome outcome = run(policy);
  EXPECT_EQ(policy.batches, 21U) << "one step past the limit of 20";
  EXPECT_EQ(outcome.scores.find("multi_turn_base")->error_types.at("multi_turn:force_terminated"), 3U);
  for (const eval::ResultLine& line : results().lines) {
    EXPECT_EQ(line.finish, "tool_limit");
    EXPECT_EQ(line.result.as_list().size(), 1U);
    EXPECT_EQ(line.result.as_list()[0].as_list().size(), 21U);
  }
}

TEST_F(MultiTurnRunTest, AContextThatOverflowsIsARecordedFailure) {
  config_.categories = {"multi_turn_base:6"};
  rollout::ScriptedPolicy none = truthful({"multi_turn_base"});
  none.context = 100;
  const EvalOutcome outcome = run(none);
  EXPECT_EQ(outcome.scores.find("multi_turn_base")->error_types.at(eval::kContextExceeded), 6U);
  EXPECT_EQ(core::dump_json(results().lines[0].result), "[]");

  // Half of the prompts fit: what was said until then is kept.
  config_.run_dir += "-half";
  config_.categories = sampled({"multi_turn_base"});
  std::vector<size_t> sizes;
  for (const auto& [prompt, reply] : truth_script("multi_turn_base")) {
    sizes.push_back(tokenizer_.encode(prompt).size());
  }
  std::sort(sizes.begin(), sizes.end());
  rollout::ScriptedPolicy half = truthful({"multi_turn_base"});
  half.context = static_cast<int64_t>(sizes[sizes.size() / 2]);
  run(half);
  bool some_said = false;
  for (const eval::ResultLine& line : results().lines) {
    if (line.finish != "context") continue;
    EXPECT_FALSE(line.valid);
    EXPECT_EQ(line.error_type, eval::kContextExceeded);
    some_said = some_said || !line.result.as_list().empty();
    EXPECT_EQ(line.decoded.as_list().size(), line.result.as_list().size());
  }
  EXPECT_TRUE(some_said);
}

// Neither a state that cannot be built nor a document that is missing ends a run: the entry fails, the others are
// played.
TEST_F(MultiTurnRunTest, EntriesThatCannotBePlayedAreNamedAndFail) {
  std::vector<Entry> entries = this->entries("multi_turn_base");
  std::erase_if(entries, [](const Entry& entry) { return !can_be_said(entry); });
  entries.resize(3);
  entries[0].initial_config[entries[0].involved_classes[0]] = core::List{"no state"};
  entries[1].missed_functions[0] = {"no_such_tool"};
  rollout::ScriptedPolicy policy = truthful({"multi_turn_base"});
  std::map<std::string, eval::ResultLine> lines;
  eval::play_multi_turn(
      entries, {.play = rollout::play_with({policy, tokenizer_, *renderer_}, {.params = {.max_new_tokens = 4096}}),
                .prompts = *prompts_,
                .dataset = *dataset_,
                .handler = handler(),
                .on_line = [&](const Entry& entry, eval::ResultLine line) {
                  eval::judge_line(entry, eval::DecodeMode::prompt, line);
                  lines[entry.id] = std::move(line);
                }});
  ASSERT_EQ(lines.size(), 3U);
  for (size_t i = 0; i < 2; ++i) {
    const eval::ResultLine& line = lines.at(entries[i].id);
    EXPECT_FALSE(line.valid);
    EXPECT_EQ(line.finish, "unplayed");
    EXPECT_EQ(line.error_type, "multi_turn:inference_error");
  }
  EXPECT_NE(lines.at(entries[1].id).result.as_string().find("no document of 'no_such_tool'"), std::string::npos);
  EXPECT_TRUE(lines.at(entries[2].id).valid) << "the others are played as ever";
}

TEST_F(MultiTurnRunTest, ACutRunContinuesWhereItWas) {
  rollout::ScriptedPolicy policy = truthful(kCategories);
  run(policy);
  const auto whole = comparable();
  ASSERT_EQ(whole.size(), 90U);
  fs::remove_all(config_.run_dir);

  policy.batches = 0;
  policy.cancel_after = 6;
  EXPECT_TRUE(run(policy).interrupted);
  policy.cancel_after = SIZE_MAX;
  const size_t done = results().lines.size();
  EXPECT_GT(done, 0U);
  EXPECT_LT(done, 90U);
  {  // killed in the middle of a line
    std::ofstream file(fs::path(config_.run_dir) / "results.jsonl", std::ios::app);
    file << R"({"id":"multi_turn_base_5","category":"multi_tu)";
  }
  const EvalOutcome rest = run(policy);
  EXPECT_EQ(rest.resumed, done);
  EXPECT_FALSE(rest.interrupted);
  EXPECT_EQ(comparable(), whole);
}

TEST_F(MultiTurnRunTest, ResultsCanBeScoredAgainAndReported) {
  config_.categories = {"multi_turn_miss_func:8", "multi_turn_miss_param:4"};
  rollout::ScriptedPolicy policy = truthful({"multi_turn_miss_func", "multi_turn_miss_param"});
  const EvalOutcome outcome = run(policy);
  const eval::RescoreOutcome again =
      eval::rescore(fs::path(config_.run_dir) / "results.jsonl", eval::DecodeMode::prompt, *dataset_);
  EXPECT_EQ(eval::score_csv(again.scores), eval::score_csv(outcome.scores));

  eval::ReportInput input;
  eval::EntryLookup entries(*dataset_);
  input.entries = &entries;
  input.after = eval::load_report_run("scripted", {config_.run_dir});
  eval::count_entries(input.after.scores, *dataset_);
  const std::string html = eval::report_html(input);
  EXPECT_NE(html.find("turn by turn"), std::string::npos);
  EXPECT_NE(html.find("offers more functions: "), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
}

// Tokens and times stand by turn and step, as the replies do, and a table made of them sees every step.
TEST_F(MultiTurnRunTest, EveryStepIsCounted) {
  config_.categories = {"multi_turn_base:4"};
  rollout::ScriptedPolicy policy = truthful({"multi_turn_base"});
  const EvalOutcome outcome = run(policy);
  int64_t input = 0;
  int64_t output = 0;
  eval::board::RunCosts costs;
  size_t steps = 0;
  const eval::ResultFile file = results();
  for (const eval::ResultLine& line : file.lines) {
    const core::List& turns = line.result.as_list();
    for (const core::Value* counts : {&line.input_tokens, &line.output_tokens, &line.latency_s}) {
      ASSERT_EQ(counts->as_list().size(), turns.size()) << line.id;
      for (size_t i = 0; i < turns.size(); ++i) {
        EXPECT_EQ(counts->as_list()[i].as_list().size(), turns[i].as_list().size());
      }
    }
    for (size_t i = 0; i < turns.size(); ++i) {
      for (size_t k = 0; k < turns[i].as_list().size(); ++k, ++steps) {
        const std::string& reply = turns[i].as_list()[k].as_string();
        EXPECT_EQ(line.output_tokens.as_list()[i].as_list()[k].as_int(), static_cast<int64_t>(reply.size()) + 1);
      }
    }
    int64_t before = 0;
    for (const core::Value& turn : line.input_tokens.as_list()) {
      for (const core::Value& count : turn.as_list()) {
        EXPECT_GT(count.as_int(), before) << "the history grows from step to step";
        before = count.as_int();
      }
    }
    input += eval::token_sum(line.input_tokens);
    output += eval::token_sum(line.output_tokens);
    costs.add(line);
    const core::Value reference = eval::reference_line(line);
    EXPECT_EQ(core::dump_json(reference.at("input_token_count")), core::dump_json(line.input_tokens));
    EXPECT_EQ(core::dump_json(reference.at("latency")), core::dump_json(line.latency_s));
  }
  EXPECT_EQ(outcome.facts.input_tokens, input);
  EXPECT_EQ(outcome.facts.output_tokens, output);
  EXPECT_EQ(costs.input_tokens.size(), steps);
  EXPECT_GT(steps, 2 * file.lines.size());

  eval::ReportInput report;
  eval::EntryLookup entries(*dataset_);
  report.entries = &entries;
  report.after = eval::load_report_run("scripted", {config_.run_dir});
  const core::Value& first = file.lines.front().input_tokens.as_list()[0].as_list()[0];
  EXPECT_NE(eval::report_html(report).find(std::to_string(first.as_int()) + " → "), std::string::npos);
}

// Prompts that differ from the handler's own would find no reply. Their bytes are the oracle's (TranscriptCases).
TEST_F(MultiTurnRunTest, QwensFunctionCallingIsPlayed) {
  config_.decode = "qwen_fc";
  config_.categories = {"multi_turn_base:8", "multi_turn_miss_func:8"};
  rollout::ScriptedPolicy unasked(tokenizer_, std::vector<std::string>{});
  EXPECT_EQ(fixtures::thrown_by([&] { run(unasked); }).exit_code(), 2) << "SmolLM2's template has no tools";

  renderer_ = chat::make_renderer("qwen3");
  rollout::ScriptedPolicy policy = truthful({"multi_turn_base", "multi_turn_miss_func"});
  const EvalOutcome outcome = run(policy);
  EXPECT_EQ(outcome.scores.find("multi_turn_base")->total, 8U);
  EXPECT_NE(policy.prompts.front().find("<tools>\n{\"name\": "), std::string::npos);
  size_t followed = 0;
  for (const std::string category : {"multi_turn_base", "multi_turn_miss_func"}) {
    for (const Entry& entry : env::bfcl::fixed_sample(entries(category), 8)) {
      if (!can_be_said(entry)) continue;
      ++followed;
      EXPECT_TRUE(results().find(entry.id)->valid) << entry.id;
    }
  }
  EXPECT_GT(followed, 8U);
  const eval::RescoreOutcome again =
      eval::rescore(fs::path(config_.run_dir) / "results.jsonl", eval::DecodeMode::qwen_fc, *dataset_);
  EXPECT_EQ(eval::score_csv(again.scores), eval::score_csv(outcome.scores));
}

}  // namespace
