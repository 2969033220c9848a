// Scoring of results that exist: our files, the reference's folders, and files that are neither.
#include "eval/rescore.h"

#include <gtest/gtest.h>

#include <chrono>

#include "fixtures.h"

namespace {

using eval::DecodeMode;
using eval::RescoreOutcome;
namespace fs = std::filesystem;

std::string line(const std::string& id, const std::string& result_json) {
  return "{\"id\":\"" + id + "\",\"result\":" + result_json + "}\n";
}

TEST(Rescore, ReadsTheReferencesFolders) {
  const fs::path data = fixtures::small_benchmark("rescore-data");
  fixtures::write_text(
      data / "BFCL_v4_multi_turn_base.json",
      R"({"id":"multi_turn_base_0","question":[[]],"involved_classes":["NoSuchAPI"],"initial_config":{}})"
      "\n");
  fixtures::write_text(data / "possible_answer/BFCL_v4_multi_turn_base.json",
                       R"({"id":"multi_turn_base_0","ground_truth":[[]]})"
                       "\n");
  const fs::path root = fixtures::fresh_dir("rescore-layout");
  fixtures::write_text(root / "result/m/non_live/BFCL_v4_simple_python_result.json",
                       line("simple_python_0", R"("[square_area(side=1)]")") +
                           line("simple_python_1", R"("[square_area(side=1)]")") +
                           line("simple_python_77", R"("[square_area(side=1)]")"));
  fixtures::write_text(root / "result/m/non_live/BFCL_v4_irrelevance_result.json",
                       line("irrelevance_0", R"("I cannot.")"));
  fixtures::write_text(root / "result/m/multi_turn/BFCL_v4_multi_turn_base_result.json",
                       line("multi_turn_base_0", R"([["[mean(numbers=[1])]"]])"));
  fixtures::write_text(root / "result/m/agentic/memory/kv/BFCL_v4_memory_kv_result.json",
                       line("memory_kv_0-customer-0", R"([["Paris"]])"));
  const RescoreOutcome outcome = eval::rescore(root / "result/m", DecodeMode::prompt, env::bfcl::Dataset(data));
  EXPECT_EQ(outcome.scores.find("simple_python")->correct, 1U);
  EXPECT_EQ(outcome.scores.find("simple_python")->total, 2U);
  EXPECT_EQ(outcome.scores.find("irrelevance")->correct, 1U);
  EXPECT_EQ(outcome.unknown, 1U);
  EXPECT_EQ(outcome.not_covered, 2U);
  EXPECT_EQ(outcome.remarks(), "left out: 1 unknown ids, 2 that this program cannot score");

  eval::write_rescored(root / "out", outcome);
  EXPECT_EQ(fixtures::count_lines(root / "out/results.jsonl"), 3U);
  EXPECT_TRUE(fs::exists(root / "out/score.csv"));
  const RescoreOutcome again = eval::rescore(root / "out", DecodeMode::prompt, env::bfcl::Dataset(data));
  EXPECT_EQ(eval::score_csv(again.scores), eval::score_csv(outcome.scores));

  fixtures::write_text(root / "result/n/non_live/BFCL_v4_irrelevance_result.json", line("irrelevance_0", R"("x")"));
  const core::Error two =
      fixtures::thrown_by([&] { eval::rescore(root / "result", DecodeMode::prompt, env::bfcl::Dataset(data)); });
  EXPECT_EQ(two.exit_code(), 2);
  EXPECT_NE(two.hint().find("one model"), std::string::npos);
}

TEST(Rescore, OtherModes) {
  const fs::path data = fixtures::small_benchmark("rescore-modes");
  const fs::path dir = fixtures::fresh_dir("rescore-modes-in");
  fixtures::write_text(
      dir / "fc.jsonl",
      line("simple_python_0",
           R"("<tool_call>\n{\"name\": \"square_area\", \"arguments\": {\"side\": 1}}\n</tool_call>")"));
  fixtures::write_text(dir / "oai.jsonl", line("simple_python_0", R"([{"square_area": "{\"side\": 1}"}])"));
  const env::bfcl::Dataset dataset(data);
  EXPECT_EQ(eval::rescore(dir / "fc.jsonl", DecodeMode::qwen_fc, dataset).scores.find("simple_python")->correct, 1U);
  EXPECT_EQ(eval::rescore(dir / "oai.jsonl", DecodeMode::openai_fc, dataset).scores.find("simple_python")->correct, 1U);
  EXPECT_EQ(eval::rescore(dir / "oai.jsonl", DecodeMode::prompt, dataset).scores.find("simple_python")->correct, 0U);
}

TEST(Rescore, HostileRepliesFailAloneAndNothingElse) {
  const fs::path data = fixtures::small_benchmark("rescore-hostile-data");
  const fs::path dir = fixtures::fresh_dir("rescore-hostile");
  const std::vector<std::string> replies = {
      "null",
      "17",
      "{}",
      "[]",
      "[[[]]]",
      "\"\"",
      R"("\ud800")",
      R"("[square_area(side=\u0000)]")",
      core::dump_json(core::Value("[square_area(side=" + std::string(5000, '(') + ")]")),
      core::dump_json(core::Value("[square_area(side=" + std::string(100000, '-') + "1)]")),
      core::dump_json(core::Value("[square_area(side=" + std::string(20000, '9') + ")]")),
      core::dump_json(core::Value("[square_area(side=9**9**9**9)]")),
      core::dump_json(core::Value("[square_area(side='a'*10**12)]")),
      core::dump_json(core::Value(std::string(3000000, 'x')))};
  for (const DecodeMode mode : {DecodeMode::prompt, DecodeMode::qwen_fc, DecodeMode::openai_fc}) {
    for (const std::string& reply : replies) {
      fixtures::write_text(dir / "results.jsonl",
                           line("simple_python_0", reply) + line("irrelevance_1", R"("no")") + "{\"id\": \n");
      const auto start = std::chrono::steady_clock::now();
      const RescoreOutcome outcome = eval::rescore(dir, mode, env::bfcl::Dataset(data));
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
      EXPECT_LT(seconds.count(), 20) << reply.substr(0, 60);
      const eval::CategoryScore* score = outcome.scores.find("simple_python");
      EXPECT_TRUE(score == nullptr || score->correct == 0) << reply.substr(0, 60);
      EXPECT_EQ(outcome.scores.find("irrelevance")->correct, 1U) << reply.substr(0, 60);
      EXPECT_GE(outcome.results.damaged, 1U);
    }
  }
}

TEST(Rescore, NothingToScoreIsAUsageError) {
  const fs::path data = fixtures::small_benchmark("rescore-nothing");
  const env::bfcl::Dataset dataset(data);
  const fs::path empty = fixtures::fresh_dir("rescore-empty");
  EXPECT_EQ(fixtures::thrown_by([&] { eval::rescore(empty, DecodeMode::prompt, dataset); }).exit_code(), 2);
  EXPECT_EQ(fixtures::thrown_by([&] { eval::rescore(empty / "no", DecodeMode::prompt, dataset); }).exit_code(), 2);
}

}  // namespace
