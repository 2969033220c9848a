// Score folders, result folders and tables, on a small benchmark.
#include "eval/board/score_files.h"

#include <gtest/gtest.h>

#include <map>

#include "core/text.h"
#include "eval/known_faults.h"
#include "eval/rescore.h"
#include "tests/eval/fixtures.h"

namespace {

namespace fs = std::filesystem;
using eval::board::CsvFile;

const CsvFile& file_of(const std::vector<CsvFile>& files, const std::string& name) {
  for (const CsvFile& file : files) {
    if (file.name == name) return file;
  }
  throw core::data_error("no table " + name);
}

eval::board::BoardRow row(const std::string& name, const std::map<std::string, double>& accuracies) {
  eval::board::BoardRow made;
  made.model.name = made.model.display_name = name;
  for (const auto& [category, accuracy] : accuracies) made.categories[category] = {accuracy, 10};
  return made;
}

TEST(Tables, RanksAndMissingCells) {
  const auto files =
      eval::board::score_tables({row("low", {{"multi_turn_base", 0.25}}), row("none", {}),
                                 row("high", {{"multi_turn_base", 1}}), row("same", {{"multi_turn_miss_func", 0.25}})},
                                [](std::string_view) { return 100; });
  ASSERT_EQ(files.size(), 6U);
  EXPECT_EQ(file_of(files, "data_multi_turn.csv").text,
            "Rank,Model,Multi Turn Overall Acc,Base,Miss Func,Miss Param,Long Context\n"
            "1,high,25.00%,100.00%,N/A,N/A,N/A\n"
            "2,low,6.25%,25.00%,N/A,N/A,N/A\n"
            "3,same,6.25%,N/A,25.00%,N/A,N/A\n"
            "4,none,0.00%,N/A,N/A,N/A,N/A");
  const std::string overall = file_of(files, "data_overall.csv").text;
  EXPECT_NE(overall.find("\n1,7.50%,high,N/A,N/A,N/A,N/A,N/A,N/A,"), std::string::npos) << overall;
}

TEST(Tables, WhatIsMissingWeighsInLiveAverages) {
  const auto files = eval::board::score_tables({row("m", {{"live_simple", 1}})}, [](std::string_view) { return 10; });
  EXPECT_NE(file_of(files, "data_live.csv").text.find("\n1,m,25.00%,N/A,100.00%,N/A,"), std::string::npos);
}

TEST(ScoreFiles, FormatsSpread) {
  std::vector<eval::ResultLine> lines;
  for (int i = 0; i < 4; ++i) {
    eval::ResultLine& line = lines.emplace_back();
    line.id = core::format("format_sensitivity_{}:{}:simple_python_{}", i, i % 2 == 0 ? "a" : "b", i);
    line.judged = true;
    line.valid = i != 1;
  }
  eval::board::CategoryLines scored{&env::bfcl::find_category("format_sensitivity"), {}};
  for (const eval::ResultLine& line : lines) scored.lines.push_back(&line);
  EXPECT_EQ(core::dump_json(eval::board::score_header(scored)),
            R"({"accuracy": 0.75, "correct_count": 3, "total_count": 4, "accuracy_max_delta": 50.0, )"
            R"("accuracy_variance": 1250.0, "accuracy_std": 35.36, )"
            R"("a": {"accuracy": 1.0, "correct_count": 2, "total_count": 2}, )"
            R"("b": {"accuracy": 0.5, "correct_count": 1, "total_count": 2}})");
}

TEST(ScoreFiles, FoldersThatTheReferenceReads) {
  const fs::path data = fixtures::small_benchmark("score-folder-data");
  const fs::path dir = fixtures::fresh_dir("score-folder");
  std::string results;
  for (int i = 5; i >= 0; --i) {
    results += R"({"id":"simple_python_)" + std::to_string(i) + R"(","result":"[square_area(side=)" +
               (i == 3 ? "'ü'" : std::to_string(i + 1)) + R"()]","latency":[[1.5,0.5],[]],"input_token_count":7})" +
               "\n";
  }
  fixtures::write_text(dir / "in/BFCL_v4_simple_python_result.json", results);
  eval::EntryLookup entries{env::bfcl::Dataset(data)};
  const eval::RescoreOutcome outcome =
      eval::rescore({dir / "in/BFCL_v4_simple_python_result.json"}, eval::DecodeMode::prompt, entries);
  EXPECT_TRUE(outcome.faults.empty());

  eval::board::write_result_folder(dir / "result", "org_m", outcome.results.lines, entries);
  const fs::path written = dir / "result/org_m/non_live/BFCL_v4_simple_python_result.json";
  EXPECT_EQ(fixtures::read_text(written).substr(0, fixtures::read_text(written).find('\n')),
            R"({"id": "simple_python_0", "result": "[square_area(side=1)]", "input_token_count": 7, )"
            R"("latency": [[1.5, 0.5], []]})");
  EXPECT_NE(fixtures::read_text(written).find("\\u00fc"), std::string::npos) << "ASCII alone";
  const eval::RescoreOutcome again = eval::rescore({written}, eval::DecodeMode::prompt, entries);
  EXPECT_EQ(eval::score_csv(again.scores), eval::score_csv(outcome.scores));

  fixtures::write_text(dir / "models.json", R"({"org/m":{"display_name":"M","url":"u","org":"o","license":"l"}})");
  fixtures::write_text(dir / "score/other/non_live/BFCL_v4_irrelevance_score.json",
                       R"({"accuracy": 1.0, "correct_count": 3, "total_count": 3})");
  eval::board::write_score_folder(dir / "score", "org_m", outcome.results.lines, entries, dir / "models.json");
  const std::string score = fixtures::read_text(dir / "score/org_m/non_live/BFCL_v4_simple_python_score.json");
  const auto lines = core::split(score, '\n');
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], R"({"accuracy": 0.8333333333333334, "correct_count": 5, "total_count": 6})");
  const core::Value failure = core::parse_json(lines[1]);
  EXPECT_EQ(failure.at("id").as_string(), "simple_python_3");
  EXPECT_EQ(failure.at("model_name").as_string(), "org_m");
  EXPECT_EQ(failure.at("error_type").as_string(), "type_error:simple");
  EXPECT_EQ(core::dump_json(failure.at("model_result_decoded")), R"([{"square_area": {"side": "ü"}}])");
  EXPECT_EQ(core::dump_json(failure.at("possible_answer")), R"([{"square_area": {"side": [4]}}])");
  const std::string overall = fixtures::read_text(dir / "score/data_overall.csv");
  EXPECT_NE(overall.find(",other,N/A,N/A,N/A,N/A,N/A,"), std::string::npos) << overall;
  EXPECT_NE(overall.find(",M,u,0.0,1.0,0.52,1.5,"), std::string::npos) << overall;
  EXPECT_NE(overall.find(",o,l"), std::string::npos);

  fixtures::write_text(dir / "score/other/non_live/BFCL_v4_irrelevance_score.json", "{\"acc");
  const core::Error broken = fixtures::thrown_by([&] {
    eval::board::write_score_folder(dir / "score", "org_m", outcome.results.lines, entries, dir / "models.json");
  });
  EXPECT_EQ(broken.exit_code(), 3);
  EXPECT_NE(std::string(broken.what()).find("BFCL_v4_irrelevance_score.json"), std::string::npos);
}

TEST(KnownFaults, ByModeAndFormat) {
  using eval::DecodeMode;
  using eval::is_unsatisfiable;
  EXPECT_TRUE(is_unsatisfiable("live_simple_112-68-0", DecodeMode::qwen_fc));
  EXPECT_TRUE(is_unsatisfiable("format_sensitivity_3:ret_fmt=json:live_simple_112-68-0", DecodeMode::prompt));
  EXPECT_TRUE(is_unsatisfiable("simple_java_1", DecodeMode::prompt));
  EXPECT_FALSE(is_unsatisfiable("simple_java_1", DecodeMode::qwen_fc));
  EXPECT_FALSE(is_unsatisfiable("simple_java_64", DecodeMode::prompt));
  EXPECT_TRUE(is_unsatisfiable("simple_java_64", DecodeMode::openai_fc));
  EXPECT_FALSE(is_unsatisfiable("simple_java_90", DecodeMode::prompt)) << "harsh, but it can be answered";
  EXPECT_EQ(eval::fault_of("simple_java_2"), nullptr);
  for (const eval::KnownFault& fault : eval::known_faults()) {
    EXPECT_NE(env::bfcl::category_of_id(fault.id), nullptr) << fault.id;
    EXPECT_FALSE(fault.reason.empty());
  }
}

}  // namespace
