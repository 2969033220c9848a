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
  EXPECT_EQ(outcome.unknown, 2U) << "one of them of a category that the data lacks";
  EXPECT_EQ(outcome.not_covered, 1U);
  EXPECT_EQ(outcome.remarks(), "left out: 2 unknown ids, 1 that this program cannot score");
  const std::string unknown = "2 ids are of no entry of bfcl-eval unknown, the first: memory_kv_0-customer-0";
  EXPECT_EQ(outcome.faults, (std::vector<std::string>{unknown, "simple_python: results for 2 of 6 entries",
                                                      "irrelevance: results for 1 of 3 entries"}));

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

TEST(Rescore, EveryFormatOfFormatSensitivity) {
  const fs::path data = fixtures::small_benchmark("rescore-formats");
  fixtures::write_text(data / "BFCL_v4_format_sensitivity.json", R"({"simple_python": ["simple_python_2"]})");
  const env::bfcl::Dataset dataset(data);
  const auto id = [](int number, const std::string& returns, const char* tag) {
    return "format_sensitivity_" + std::to_string(number) + ":ret_fmt=" + returns + "&tool_call_tag=" + tag +
           "&func_doc_fmt=json&prompt_fmt=plaintext&style=classic:simple_python_2";
  };
  const std::string python = R"("[square_area(side=3)]")";
  const std::string json = R"("[{\"function\": \"square_area\", \"parameters\": {\"side\": 3}}]")";
  const std::string verbose = R"("<functions><function name='square_area'><params>)"
                              R"(<param name='side' value='3' type='integer'/></params></function></functions>")";
  const std::string concise = R"("<functions><function name='square_area'>)"
                              R"(<param name='side' type='integer'>3</param></function></functions>")";
  const fs::path file = fixtures::fresh_dir("rescore-formats-in") / "results.jsonl";
  fixtures::write_text(file, line(id(2, "python", "True"), R"("<TOOLCALL>[square_area(side=3)]</TOOLCALL>")") +
                                 line(id(5, "python", "False"), python) + line(id(11, "json", "False"), json) +
                                 line(id(17, "verbose_xml", "False"), verbose) +
                                 line(id(23, "concise_xml", "False"), concise) +
                                 // no tag, another format than asked for, a wrong value
                                 line(id(8, "json", "True"), json) + line(id(14, "verbose_xml", "True"), concise) +
                                 line("format_sensitivity_24:ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&"
                                      "prompt_fmt=markdown&style=classic:simple_python_2",
                                      R"("[square_area(side=4)]")") +
                                 line(id(99, "python", "False"), python));
  const RescoreOutcome outcome = eval::rescore(file, DecodeMode::prompt, dataset);
  const eval::CategoryScore* score = outcome.scores.find("format_sensitivity");
  ASSERT_NE(score, nullptr);
  EXPECT_EQ(score->correct, 5U);
  EXPECT_EQ(score->total, 8U);
  EXPECT_EQ(score->entries, 26U);
  EXPECT_EQ(outcome.unknown, 1U);
  EXPECT_EQ(score->error_types.at("ast_decoder:decoder_failed"), 2U);
  EXPECT_EQ(score->error_types.at("value_error:others"), 1U);
}

TEST(Rescore, JavaAndJavaScript) {
  if (!fs::exists(fs::path(FR_DEPS_DIR) / "grammars")) GTEST_SKIP() << "grammars missing: run scripts/setup";
  const fs::path data = fixtures::small_benchmark("rescore-code");
  const auto add_category = [&](const std::string& category, const std::string& type, const std::string& answer) {
    fixtures::write_text(data / ("BFCL_v4_" + category + ".json"),
                         "{\"id\":\"" + category + R"(_0","question":[[]],"function":[{"name":"f","description":"",)" +
                             R"("parameters":{"type":"dict","properties":{"x":)" + type + R"(},"required":["x"]}}]})");
    fixtures::write_text(data / ("possible_answer/BFCL_v4_" + category + ".json"),
                         "{\"id\":\"" + category + R"(_0","ground_truth":[{"f":{"x":)" + answer + "}}]}");
  };
  const std::string integers = R"(,"items":{"type":"integer"}})";
  add_category("simple_java", R"({"type":"ArrayList")" + integers, "[[1, 2]]");
  add_category("simple_javascript", R"({"type":"array")" + integers, "[[1, 2]]");
  const env::bfcl::Dataset dataset(data);
  const fs::path file = fixtures::fresh_dir("rescore-code-in") / "results.jsonl";
  const auto verdict = [&](const std::string& category, const std::string& reply, DecodeMode mode) {
    fixtures::write_text(file, line(category + "_0", reply));
    const RescoreOutcome outcome = eval::rescore(file, mode, dataset);
    const auto& judged = outcome.results.lines.at(0);
    return judged.valid ? std::string("valid") : judged.error_type;
  };
  const std::string java = R"j("[f(x=new ArrayList<>(Arrays.asList(1, 2)))]")j";
  EXPECT_EQ(verdict("simple_java", java, DecodeMode::prompt), "valid");
  EXPECT_EQ(verdict("simple_java", R"("[f(x=[1, 2])]")", DecodeMode::prompt), "ast_decoder:decoder_failed");
  EXPECT_EQ(verdict("simple_java", R"("no call")", DecodeMode::prompt), "ast_decoder:decoder_wrong_output_format");
  EXPECT_EQ(verdict("simple_java", R"([{"f": "{\"x\": [1, 2]}"}])", DecodeMode::openai_fc), "type_error:java");
  EXPECT_EQ(verdict("simple_javascript", R"("[f(x=[1, 2])]")", DecodeMode::prompt), "valid");
  EXPECT_EQ(verdict("simple_javascript", R"("[f(x=[1, a])]")", DecodeMode::prompt), "type_error:nested");
  EXPECT_EQ(verdict("simple_javascript", R"([{"f": "{\"x\": 1}"}])", DecodeMode::openai_fc), "type_error:js");
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

// What keeps results from being whole is said in one line each.
TEST(Rescore, FaultsOfResults) {
  const env::bfcl::Dataset dataset(fixtures::small_benchmark("rescore-faults-data"));
  const fs::path dir = fixtures::fresh_dir("rescore-faults");
  const fs::path file = dir / "m/non_live/BFCL_v4_irrelevance_result.json";
  const std::string whole =
      line("irrelevance_2", R"("x")") + line("irrelevance_0", R"("x")") + line("irrelevance_1", R"("x")");
  const auto outcome_of = [&](const std::string& text) {
    fixtures::write_text(file, text);
    return eval::rescore(dir, DecodeMode::prompt, dataset);
  };
  const RescoreOutcome sound = outcome_of(whole);
  EXPECT_TRUE(sound.faults.empty());
  EXPECT_EQ(sound.results.lines.at(0).id, "irrelevance_0") << "the benchmark's order";
  const auto only_fault = [&](const std::string& text) {
    const RescoreOutcome outcome = outcome_of(text);
    EXPECT_EQ(outcome.faults.size(), 1U);
    return outcome.faults.empty() ? "" : outcome.faults.front();
  };
  EXPECT_NE(
      only_fault(whole + R"({"id": "irrelevance_1", "res)").find("1 damaged lines, the first: " + file.string() + ":4"),
      std::string::npos);
  EXPECT_NE(only_fault(whole + line("irrelevance_1", R"("y")")).find("1 ids have several results, the first: "),
            std::string::npos);
  EXPECT_NE(only_fault(whole + line("irrelevance_1", R"("y")")).find(":4: irrelevance_1"), std::string::npos);
  EXPECT_EQ(only_fault(whole + line("simple_7", R"("y")")),
            "1 ids are of no entry of bfcl-eval unknown, the first: simple_7");
  EXPECT_EQ(only_fault(line("irrelevance_0", R"("x")")), "irrelevance: results for 1 of 3 entries");
  EXPECT_EQ(only_fault(""), "irrelevance: results for 0 of 3 entries");
}

TEST(Rescore, FindsModelsAndTheirFiles) {
  const fs::path dir = fixtures::fresh_dir("rescore-models");
  for (const char* path :
       {"b_x/live/BFCL_v4_live_simple_result.json", "a/agentic/memory/kv/BFCL_v4_memory_kv_result.json",
        "a/agentic/memory/kv/BFCL_v4_memory_kv_prereq_result.json", "a/non_live/BFCL_v4_multiple_result.json",
        "a/non_live/BFCL_v4_multiple_score.json"}) {
    fixtures::write_text(dir / "result" / path, "");
  }
  const std::vector<eval::ModelFiles> models = eval::find_result_files(dir / "result");
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].model, "a");
  EXPECT_EQ(models[0].files.size(), 2U);
  EXPECT_EQ(models[1].model, "b_x");
  EXPECT_EQ(eval::find_result_files(dir / "result/b_x").at(0).model, "b_x");
  EXPECT_EQ(eval::find_result_files(dir / "result/b_x/live").at(0).model, "b_x");
  EXPECT_EQ(eval::category_of_file("BFCL_v4_memory_kv_result.json")->name, "memory_kv");
  EXPECT_EQ(eval::category_of_file("BFCL_v4__result.json"), nullptr);
  EXPECT_EQ(eval::category_of_file("BFCL_v4_result.json"), nullptr);
  EXPECT_EQ(eval::category_file(env::bfcl::find_category("memory_rec_sum"), "score"),
            "agentic/memory/rec_sum/BFCL_v4_memory_rec_sum_score.json");
}

}  // namespace
