// Runs with a scripted policy on a small benchmark: verdicts, resume, refusals, failures of the disk.
#include "eval/runner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "fixtures.h"

namespace {

using eval::EvalConfig;
using eval::EvalOutcome;
using eval::ResultFile;
namespace fs = std::filesystem;

const fs::path kPrompts = fs::path(FR_DEPS_DIR) / "data/bfcl/prompts.json";

// Right for squares 1 to 4, wrong value for 5, prose for 6; calls a tool for song 2.
const std::map<std::string, std::string> kReplies = {{"square number 1 ", "[square_area(side=1)]"},
                                                     {"square number 2 ", "square_area(side=2)"},
                                                     {"square number 3 ", "```\n[square_area(side=3)]\n```"},
                                                     {"square number 4 ", "[square_area(side=4)]"},
                                                     {"square number 5 ", "[square_area(side=55)]"},
                                                     {"square number 6 ", "The area is 36."},
                                                     {"Sing song 2", "[square_area(side=2)]"}};

class RunnerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kPrompts)) GTEST_SKIP() << kPrompts << " missing: run scripts/setup";
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    data_ = fixtures::small_benchmark("runner-data-" + name);
    config_.run_dir = (fixtures::fresh_dir("runner-" + name) / "run").string();
    config_.categories = {"simple_python", "irrelevance"};
    config_.max_new_tokens = 64;
    config_.model = "scripted";
  }

  EvalOutcome run(fixtures::ScriptedPolicy& policy) {
    const chat::BfclPrompts prompts = chat::BfclPrompts::load(kPrompts);
    const env::bfcl::Dataset dataset(data_);
    return eval::run_eval(config_, {.policy = policy,
                                    .tokenizer = tokenizer_,
                                    .renderer = *renderer_,
                                    .prompts = prompts,
                                    .dataset = dataset,
                                    .model_fingerprint = fingerprint_});
  }
  EvalOutcome run() {
    fixtures::ScriptedPolicy policy(tokenizer_, kReplies);
    return run(policy);
  }
  ResultFile results() const { return eval::read_results(fs::path(config_.run_dir) / "results.jsonl"); }

  chat::Tokenizer tokenizer_ = fixtures::byte_tokenizer();
  std::unique_ptr<chat::Renderer> renderer_ = chat::make_renderer("smollm2");
  fs::path data_;
  EvalConfig config_;
  std::string fingerprint_ = "weights-1";
};

// Everything but the time that it took.
std::map<std::string, std::string> comparable(const ResultFile& file) {
  std::map<std::string, std::string> lines;
  for (eval::ResultLine line : file.lines) {
    line.latency_s = 0;
    lines[line.id] = eval::result_json(line);
  }
  return lines;
}

TEST_F(RunnerTest, ScoresEveryEntry) {
  fixtures::ScriptedPolicy policy(tokenizer_, kReplies);
  const EvalOutcome outcome = run(policy);
  EXPECT_FALSE(outcome.interrupted);
  EXPECT_EQ(outcome.scores.find("simple_python")->correct, 4U);
  EXPECT_EQ(outcome.scores.find("simple_python")->total, 6U);
  EXPECT_EQ(outcome.scores.find("irrelevance")->correct, 2U);
  EXPECT_EQ(outcome.scores.find("simple_python")->error_types.at("ast_decoder:decoder_failed"), 1U);
  EXPECT_EQ(outcome.scores.find("simple_python")->error_types.at("value_error:others"), 1U);

  const ResultFile file = results();
  EXPECT_EQ(file.lines.size(), 9U);
  const eval::ResultLine& third = *file.find("simple_python_2");
  EXPECT_EQ(third.result.as_string(), "```\n[square_area(side=3)]\n```") << "no stop token in the text";
  EXPECT_EQ(third.finish, "stop");
  EXPECT_EQ(third.output_tokens.as_int(), static_cast<int64_t>(third.result.as_string().size()) + 1);
  EXPECT_TRUE(third.valid);
  EXPECT_EQ(core::dump_json(third.decoded), R"([{"square_area": {"side": 3}}])");
  EXPECT_GT(third.input_tokens.as_int(), 100);

  // Long prompts first, each the template around the benchmark's system prompt.
  ASSERT_EQ(policy.prompts.size(), 9U);
  for (size_t i = 1; i < policy.prompts.size(); ++i) EXPECT_LE(policy.prompts[i].size(), policy.prompts[i - 1].size());
  EXPECT_TRUE(policy.prompts[0].starts_with("<|im_start|>system\nYou are an expert in composing functions."));
  EXPECT_TRUE(policy.prompts[0].ends_with("<|im_end|>\n<|im_start|>assistant\n"));
  EXPECT_NE(policy.prompts[0].find("Note that the provided function is in Python 3 syntax."), std::string::npos);

  EXPECT_EQ(fixtures::read_text(fs::path(config_.run_dir) / "score.csv").substr(0, 60),
            "category,n,correct,accuracy,low,high,entries,not_simulated\ns");
  const auto facts = eval::read_run_facts(config_.run_dir);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->model, "scripted");
  EXPECT_FALSE(facts->finished.empty());
  EXPECT_EQ(facts->output_tokens, outcome.facts.output_tokens);
}

TEST_F(RunnerTest, ThoughtsAreOpenedForModelsOfFunReasonMt) {
  config_.decode = "funreason_mt";
  renderer_ = chat::make_renderer("qwen3");
  tokenizer_ = fixtures::byte_tokenizer({}, {"<think>", "</think>"});
  fixtures::ScriptedPolicy policy(tokenizer_, {{"square number 1 ", "\nhm\n</think>\n\n[square_area(side=1)]"},
                                               {"square number 2 ", "[square_area(side=2)]"},
                                               {"Sing song 2", "\nWell.</think>[square_area(side=2)]"}});
  const EvalOutcome outcome = run(policy);
  EXPECT_EQ(outcome.scores.find("simple_python")->correct, 1U);
  EXPECT_EQ(outcome.scores.find("irrelevance")->correct, 2U) << "a thought without an end calls nothing";
  for (const std::string& prompt : policy.prompts) EXPECT_TRUE(prompt.ends_with("<|im_start|>assistant\n<think>"));
  const eval::ResultLine first = *results().find("simple_python_0");
  EXPECT_EQ(first.result.as_string(), "[square_area(side=1)]");
  EXPECT_EQ(core::dump_json(eval::reference_line(first).at("reasoning_content")), "\"hm\"");
  EXPECT_EQ(results().find("simple_python_1")->reasoning, "[square_area(side=2)]");
}

TEST_F(RunnerTest, FormatSensitivityAsksInEveryFormat) {
  fixtures::write_text(data_ / "BFCL_v4_format_sensitivity.json", R"({"simple_python": ["simple_python_2"]})");
  config_.categories = {"format_sensitivity"};
  fixtures::ScriptedPolicy policy(tokenizer_, kReplies);
  const EvalOutcome outcome = run(policy);
  const eval::CategoryScore* score = outcome.scores.find("format_sensitivity");
  ASSERT_NE(score, nullptr);
  EXPECT_EQ(score->total, 26U);
  EXPECT_EQ(score->correct, 5U) << "the reply is a Python list without a tag: three kinds of documents, two styles";
  EXPECT_EQ(std::set<std::string>(policy.prompts.begin(), policy.prompts.end()).size(), 26U);
  const auto asked_for = [&](std::string_view part) {
    return std::count_if(policy.prompts.begin(), policy.prompts.end(),
                         [&](const std::string& prompt) { return prompt.find(part) != std::string::npos; });
  };
  EXPECT_EQ(asked_for("TOOLCALL"), 12);
  EXPECT_EQ(asked_for("syntax. Note that the provided function is in Python 3 syntax."), 26) << "hinted twice";
  EXPECT_EQ(run().resumed, 26U);
  config_.decode = "qwen_fc";
  EXPECT_EQ(fixtures::thrown_by([&] { eval::check_config(config_); }).exit_code(), 2);
}

TEST_F(RunnerTest, ACutRunContinuesWhereItWas) {
  run();
  const auto whole = comparable(results());
  fs::remove_all(config_.run_dir);

  fixtures::ScriptedPolicy cut(tokenizer_, kReplies);
  cut.stop_after = 4;
  const EvalOutcome partial = run(cut);
  EXPECT_TRUE(partial.interrupted);
  EXPECT_EQ(results().lines.size(), 4U);
  EXPECT_TRUE(eval::read_run_facts(config_.run_dir)->finished.empty());
  {  // killed in the middle of a line
    std::ofstream file(fs::path(config_.run_dir) / "results.jsonl", std::ios::app);
    file << R"({"id":"simple_python_5","category":"simple_py)";
  }
  fixtures::ScriptedPolicy rest(tokenizer_, kReplies);
  const EvalOutcome finished = run(rest);
  EXPECT_EQ(finished.resumed, 4U);
  EXPECT_EQ(rest.answered, 5U);
  EXPECT_FALSE(finished.interrupted);
  EXPECT_EQ(results().damaged, 0U);
  EXPECT_EQ(comparable(results()), whole);

  fixtures::ScriptedPolicy idle(tokenizer_, kReplies);
  EXPECT_EQ(run(idle).resumed, 9U);
  EXPECT_EQ(idle.answered, 0U);
  EXPECT_EQ(comparable(results()), whole);
}

TEST_F(RunnerTest, ADamagedLineIsDoneAgain) {
  run();
  const auto whole = comparable(results());
  const fs::path path = fs::path(config_.run_dir) / "results.jsonl";
  std::string text = fixtures::read_text(path);
  const size_t second = text.find('\n') + 1;
  text.replace(second, 12, "#### broken!");
  fixtures::write_text(path, text);
  fixtures::ScriptedPolicy policy(tokenizer_, kReplies);
  EXPECT_EQ(run(policy).resumed, 8U);
  EXPECT_EQ(policy.answered, 1U);
  EXPECT_EQ(comparable(results()), whole);
}

TEST_F(RunnerTest, MoreEntriesExtendARun) {
  config_.categories = {"simple_python:2"};
  EXPECT_EQ(run().scores.find("simple_python")->total, 2U);
  config_.categories = {"simple_python:5", "irrelevance:1"};
  const EvalOutcome outcome = run();
  EXPECT_EQ(outcome.resumed, 2U);
  EXPECT_EQ(outcome.scores.find("simple_python")->total, 5U);
  EXPECT_EQ(outcome.scores.find("irrelevance")->total, 1U);
}

TEST_F(RunnerTest, AnotherModelOrConfigIsRefused) {
  run();
  const std::string before = fixtures::read_text(fs::path(config_.run_dir) / "results.jsonl");
  const auto refused = [&](const std::string& what) {
    const core::Error error = fixtures::thrown_by([&] { run(); });
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
    EXPECT_NE(error.hint().find("run_dir"), std::string::npos);
  };
  fingerprint_ = "weights-2";
  refused("model_fingerprint");
  fingerprint_ = "weights-1";
  config_.max_new_tokens = 32;
  refused("max_new_tokens = 64");
  config_.max_new_tokens = 64;
  fixtures::write_text(data_ / "BFCL_v4_irrelevance.json", "");
  refused("data_hash");
  EXPECT_EQ(fixtures::read_text(fs::path(config_.run_dir) / "results.jsonl"), before);
  fs::remove(fs::path(config_.run_dir) / "run.json");
  refused("no run.json");
}

TEST_F(RunnerTest, APromptBeyondTheContextFailsInEveryCategory) {
  fixtures::ScriptedPolicy policy(tokenizer_, kReplies);
  policy.context = 100;
  const EvalOutcome outcome = run(policy);
  EXPECT_EQ(outcome.scores.find("irrelevance")->correct, 0U) << "an empty reply must not pass for a refusal";
  EXPECT_EQ(outcome.scores.find("irrelevance")->error_types.at(eval::kContextExceeded), 3U);
  EXPECT_EQ(outcome.scores.find("simple_python")->error_types.at(eval::kContextExceeded), 6U);
  EXPECT_EQ(results().find("irrelevance_0")->finish, "context");
}

TEST_F(RunnerTest, LongRepliesAreCutAndStillScored) {
  config_.max_new_tokens = 10;
  const EvalOutcome outcome = run();
  EXPECT_EQ(outcome.scores.find("simple_python")->correct, 0U);
  EXPECT_EQ(results().find("simple_python_0")->finish, "length");
  EXPECT_EQ(results().find("simple_python_0")->output_tokens.as_int(), 10);
}

TEST_F(RunnerTest, ReasoningIsTakenOffTheReply) {
  fixtures::ScriptedPolicy policy(tokenizer_,
                                  {{"square number 1 ", "<think>\nside 1\n</think>\n\n[square_area(side=1)]"}});
  run(policy);
  const ResultFile file = results();
  EXPECT_EQ(file.find("simple_python_0")->result.as_string(), "[square_area(side=1)]");
  EXPECT_EQ(file.find("simple_python_0")->reasoning, "side 1");
  EXPECT_TRUE(file.find("simple_python_0")->valid);
}

TEST_F(RunnerTest, FunctionCallingPutsFunctionsAsQwensTools) {
  config_.decode = "qwen_fc";
  EXPECT_EQ(fixtures::thrown_by([&] { run(); }).exit_code(), 2) << "SmolLM2's template has no tools";
  renderer_ = chat::make_renderer("qwen3");
  config_.max_new_tokens = 256;
  fixtures::ScriptedPolicy policy(
      tokenizer_,
      {{"square number 1 ", "<tool_call>\n{\"name\": \"square_area\", \"arguments\": {\"side\": 1}}\n</tool_call>"},
       {"square number 2 ", "[square_area(side=2)]"}});
  run(policy);
  EXPECT_NE(policy.prompts.front().find("<tools>\n{\"name\": \"square_area\", \"description\": \"Area. Note that"),
            std::string::npos)
      << policy.prompts.front();
  EXPECT_TRUE(results().find("simple_python_0")->valid);
  EXPECT_FALSE(results().find("simple_python_1")->valid) << "a call in prompt mode's form is none";
}

TEST_F(RunnerTest, AFullDiskEndsTheRunAndLosesNothing) {
  fixtures::write_text(data_ / "BFCL_v4_format_sensitivity.json", R"({"simple_python": ["simple_python_2"]})");
  config_.categories.emplace_back("format_sensitivity");  // results that outgrow run.json
  run();
  const size_t size = fs::file_size(fs::path(config_.run_dir) / "results.jsonl");
  const auto whole = comparable(results());
  fs::remove_all(config_.run_dir);
  {
    const fixtures::FullDisk full(size * 3 / 4);  // room for run.json
    fixtures::ScriptedPolicy policy(tokenizer_, kReplies);
    const core::Error error = fixtures::thrown_by([&] { run(policy); });
    EXPECT_EQ(error.exit_code(), 4);
    EXPECT_NE(std::string(error.what()).find("results.jsonl"), std::string::npos) << error.what();
    EXPECT_LT(policy.answered, whole.size()) << "the policy was stopped";
  }
  const ResultFile kept = results();
  EXPECT_EQ(kept.damaged, 0U);
  EXPECT_GT(kept.lines.size(), 1U);
  EXPECT_EQ(run().resumed, kept.lines.size());
  EXPECT_EQ(comparable(results()), whole);
}

TEST(EvalConfig, CategoriesAreChecked) {
  EXPECT_EQ(eval::parse_categories({"simple_python:100", "live_multiple"})[0].count, 100);
  EXPECT_EQ(eval::parse_categories({"simple_python:100", "live_multiple"})[1].count, -1);
  for (const auto& category : env::bfcl::all_categories()) {
    EXPECT_EQ(eval::parse_categories({std::string(category.name)})[0].category, &category);
  }
  for (const char* bad : {"simple_pyton", "simple_python:", "simple_python:-3", "simple_python:1x", "simple_jav",
                          "multi_turn_base:x", "memory_kw", "", ":"}) {
    EXPECT_EQ(fixtures::thrown_by([&] { eval::parse_categories({bad}); }).exit_code(), 2) << bad;
  }
  EXPECT_EQ(fixtures::thrown_by([&] { eval::parse_categories({"multiple", "multiple:3"}); }).exit_code(), 2);
  EXPECT_EQ(fixtures::thrown_by([&] { eval::parse_categories({}); }).exit_code(), 2);
  EvalConfig config;
  eval::check_config(config);
  config.decode = "promt";
  EXPECT_EQ(fixtures::thrown_by([&] { eval::check_config(config); }).exit_code(), 2);
  for (const char* category : {"multi_turn_base", "memory_kv", "web_search_base"}) {
    config.categories = {category};
    config.decode = "openai_fc";
    EXPECT_EQ(fixtures::thrown_by([&] { eval::check_config(config); }).exit_code(), 2) << category;
    config.decode = "qwen_fc";
    eval::check_config(config);
  }
  config.categories = {"format_sensitivity"};
  EXPECT_EQ(fixtures::thrown_by([&] { eval::check_config(config); }).exit_code(), 2);
  config.decode = "prompt";
  config.max_new_tokens = 0;
  EXPECT_EQ(fixtures::thrown_by([&] { eval::check_config(config); }).exit_code(), 2);
}

TEST(ModelFingerprint, ChangesWithNamesSizesAndEnds) {
  const fs::path dir = fixtures::fresh_dir("fingerprint");
  fixtures::write_text(dir / "model.safetensors", std::string(300000, 'a'));
  const std::string first = eval::model_fingerprint(dir);
  EXPECT_EQ(first, eval::model_fingerprint(dir));
  fixtures::write_text(dir / "model.safetensors", std::string(299999, 'a') + "b");
  EXPECT_NE(first, eval::model_fingerprint(dir));
  fixtures::write_text(dir / "model.safetensors", std::string(300001, 'a'));
  EXPECT_NE(first, eval::model_fingerprint(dir));
  EXPECT_EQ(eval::model_fingerprint(dir / "model.safetensors").size(), 64U);
  EXPECT_EQ(fixtures::thrown_by([&] { eval::model_fingerprint(dir / "missing"); }).exit_code(), 4);
}

}  // namespace
