// Steps of recorded trajectories: what is drawn, what is asked, how replies are judged, resume, refusals.
#include <gtest/gtest.h>

#include <fstream>

#include "chat/call_parser.h"
#include "chat/renderer.h"
#include "core/json.h"
#include "eval/steps/step_run.h"
#include "eval/steps/step_verdict.h"
#include "tests/eval/fixtures.h"

namespace {

using eval::steps::draw_steps;
using eval::steps::judge_step;
using eval::steps::Step;
using eval::steps::StepConfig;
using eval::steps::StepOutcome;
namespace fs = std::filesystem;

// A system text, then per round: user, thought and calls, results, closing answer.
std::string trajectory_line(int number) {
  const std::string n = std::to_string(number);
  return R"({"messages":[{"role":"system","content":"Tools: cd, ls"},)"
         R"({"role":"user","content":"0 Go to folder )" +
         n + R"("},{"role":"assistant","content":"<think>\nThe folder is named.\n</think>\n\n[cd(folder='f)" + n +
         R"(')]"},{"role":"tool","content":"1 moved"},{"role":"assistant","content":"<think>\nDone.\n</think>\n\nYou are there."},)"
         R"({"role":"user","content":"2 List it"},{"role":"assistant","content":"[ls(a=True), pwd()]"},)"
         R"({"role":"tool","content":"3 nothing"},{"role":"assistant","content":"It is empty."}],)"
         R"("metadata":{"id":"t)" +
         n + R"(","rounds":[{"kind":"plain","messages":[0,4]},{"kind":"error_recovery","messages":[4,8]}]}})" + "\n";
}

fs::path trajectories(const std::string& name, int count) {
  const fs::path path = fixtures::fresh_dir("steps-" + name) / "trajectories.jsonl";
  std::string text;
  for (int i = 0; i < count; ++i) text += trajectory_line(i);
  fixtures::write_text(path, text);
  return path;
}

TEST(Steps, DrawsOneCallStepAndSomeTextSteps) {
  const fs::path path = trajectories("draw", 40);
  const auto all = draw_steps(path, {.trajectories = -1, .text_share = 1});
  ASSERT_EQ(all.size(), 80U);
  size_t first_round = 0;
  for (const Step& step : all) {
    EXPECT_EQ(step.kind, step.asked.messages.size() < 6 ? "plain" : "error_recovery") << step.id;
    first_round += step.kind == "plain" ? 1 : 0;
    for (const chat::Message& message : step.asked.messages) {
      EXPECT_EQ(message.content.find("<think>"), std::string::npos) << "history is served without thoughts";
    }
    EXPECT_NE(step.asked.messages.back().role, chat::Role::assistant);
  }
  EXPECT_GT(first_round, 20U);
  EXPECT_LT(first_round, 60U);
  EXPECT_EQ(draw_steps(path, {.trajectories = 10, .text_share = 0}).size(), 10U);
  const auto again = draw_steps(path, {.trajectories = -1, .text_share = 1});
  for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].id, again[i].id);
}

TEST(Steps, BrokenLinesAreNamed) {
  const fs::path path = fixtures::fresh_dir("steps-broken") / "t.jsonl";
  fixtures::write_text(path, trajectory_line(0) + "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}\n");
  const core::Error error = fixtures::thrown_by([&] { draw_steps(path, {}); });
  EXPECT_NE(std::string(error.what()).find(":2: no id"), std::string::npos) << error.what();
  fixtures::write_text(path, "");
  EXPECT_NE(std::string(fixtures::thrown_by([&] { draw_steps(path, {}); }).what()).find("no reply"), std::string::npos);
}

Step gold(const std::string& calls) {
  Step step;
  step.gold = chat::parse_python_calls(calls).calls;
  return step;
}

TEST(Steps, Verdicts) {
  const Step two = gold("[ls(a=True), cp(n=5, to='x')]");
  EXPECT_TRUE(judge_step(two, "[ls(a=True), cp(to='x', n=5.0)]", chat::CallForm::none).right)
      << "order of arguments and 5.0 do not matter";
  EXPECT_TRUE(judge_step(two, "<think>\nfirst\n</think>\n\n[cp(n=5, to='x'), ls(a=True)]", chat::CallForm::none).right);
  const std::pair<const char*, const char*> wrong[] = {
      {"I am done.", "no_call"},
      {"[ls(a=True), cp(n=6, to='x')]", "wrong_arguments"},
      {"[ls(), cp(n=5, to='x')]", "wrong_arguments"},
      {"[ls(a=True)]", "missing_call"},
      {"[ls(a=True), cp(n=5, to='x'), ls(a=True)]", "extra_call"},
      {"[ls(a=True), mv(n=5, to='x')]", "wrong_tool"},
      {"[ls(True), cp(n=5, to='x')]", "malformed"},
  };
  for (const auto& [reply, error] : wrong) {
    const auto verdict = judge_step(two, reply, chat::CallForm::none);
    EXPECT_FALSE(verdict.right) << reply;
    EXPECT_EQ(verdict.error, error) << reply;
    EXPECT_EQ(verdict.tools_right, std::string(error) == "wrong_arguments") << reply;
  }
  EXPECT_TRUE(judge_step(gold(""), "All done.", chat::CallForm::none).right);
  EXPECT_EQ(judge_step(gold(""), "[ls()]", chat::CallForm::none).error, "called");
}

TEST(Steps, CallsOfTheTemplateAreReadInItsForm) {
  for (const char* name : {"qwen3", "llama3", "mistral-v3"}) {
    const chat::CallForm form = chat::make_renderer(name)->call_form();
    Step step = gold("[ls(a=True)]");
    step.in_text = false;
    EXPECT_TRUE(judge_step(step, chat::format_calls(form, step.gold), form).right) << name;
    EXPECT_EQ(judge_step(step, "[ls(a=True)]", form).error, form == chat::CallForm::llama3_json ? "" : "no_call")
        << name;
  }
}

TEST(Steps, RunsScoresAndResumes) {
  StepConfig config;
  config.model = "scripted";
  config.data = trajectories("run", 12).string();
  config.run_dir = (fs::path(config.data).parent_path() / "run").string();
  config.text_share = 1;
  const chat::Tokenizer tokenizer = fixtures::byte_tokenizer();
  const auto renderer = chat::make_renderer("smollm2");
  // Knows the second round's calls and says the closing answers, but goes to folder 3 whatever is asked.
  const auto run = [&](size_t stop_after, const std::string& weights) {
    // The policy answers to the last key, in their order, that the prompt holds.
    fixtures::ScriptedPolicy policy(tokenizer, {{"0 Go to folder", "[cd(folder='f3')]"},
                                                {"1 moved", "You are there."},
                                                {"2 List it", "[pwd(), ls(a=True)]"},
                                                {"3 nothing", "It is empty."}});
    policy.stop_after = stop_after;
    return run_steps(config, {policy, tokenizer, *renderer, weights});
  };
  EXPECT_TRUE(run(5, "weights-1").interrupted);
  const fs::path lines = fs::path(config.run_dir) / "steps.jsonl";
  EXPECT_EQ(fixtures::count_lines(lines), 5U);
  const StepOutcome outcome = run(SIZE_MAX, "weights-1");
  EXPECT_EQ(outcome.resumed, 5U);
  EXPECT_FALSE(outcome.interrupted);
  EXPECT_EQ(fixtures::count_lines(lines), 24U);
  ASSERT_GE(outcome.scores.size(), 3U);
  EXPECT_EQ(outcome.scores[0].name, "calls");
  EXPECT_EQ(outcome.scores[0].total, 12U);
  EXPECT_GT(outcome.scores[0].right, 0U);
  EXPECT_LT(outcome.scores[0].right, 12U) << "folder 3 is right once at most";
  EXPECT_EQ(outcome.scores[1].name, "tools");
  EXPECT_EQ(outcome.scores[1].right, 12U);
  EXPECT_EQ(outcome.scores[2].name, "text");
  EXPECT_EQ(outcome.scores[2].right, 12U);
  EXPECT_EQ(outcome.errors.at("wrong_arguments"), 12U - outcome.scores[0].right);
  const core::Error refused = fixtures::thrown_by([&] { run(SIZE_MAX, "weights-2"); });
  EXPECT_NE(std::string(refused.what()).find("model_fingerprint"), std::string::npos) << refused.what();
}

}  // namespace
