#include "eval/scores.h"

#include <gtest/gtest.h>

#include "eval/format_spread.h"
#include "eval/results.h"
#include "fixtures.h"

namespace {

using eval::ResultLine;

ResultLine line(const std::string& id, bool valid, const std::string& error_type = "value_error:string") {
  ResultLine result;
  result.id = id;
  result.judged = true;
  result.valid = valid;
  if (!valid) result.error_type = error_type;
  return result;
}

std::vector<ResultLine> lines_of(const std::string& category, size_t correct, size_t total) {
  std::vector<ResultLine> lines;
  for (size_t i = 0; i < total; ++i) lines.push_back(line(category + "_" + std::to_string(i), i < correct));
  return lines;
}

std::optional<double> average(const eval::Scores& scores, std::string_view name) {
  for (const auto& item : scores.averages()) {
    if (item.name == name) return item.value;
  }
  ADD_FAILURE() << name;
  return std::nullopt;
}

TEST(Wilson, KnownValues) {
  // Roots of (k/n - p)^2 = z^2 p (1 - p) / n, solved in Python.
  const auto near = [](eval::Interval interval, double low, double high) {
    EXPECT_NEAR(interval.low, low, 1e-6);
    EXPECT_NEAR(interval.high, high, 1e-6);
  };
  near(eval::wilson_interval(5, 10), 0.2365930, 0.7634070);
  near(eval::wilson_interval(58, 100), 0.4820649, 0.6720162);
  near(eval::wilson_interval(0, 40), 0.0, 0.0876217);
  near(eval::wilson_interval(20, 20), 0.8388748, 1.0);
  near(eval::wilson_interval(0, 0), 0.0, 1.0);
}

TEST(Wilson, ContainsTheShareAndShrinks) {
  for (size_t n = 1; n < 200; n += 7) {
    for (size_t k = 0; k <= n; ++k) {
      const eval::Interval interval = eval::wilson_interval(k, n);
      const double share = static_cast<double>(k) / static_cast<double>(n);
      ASSERT_LE(interval.low, share);
      ASSERT_GE(interval.high, share);
      const eval::Interval tighter = eval::wilson_interval(4 * k, 4 * n);
      ASSERT_LT(tighter.high - tighter.low, interval.high - interval.low);
      const eval::Interval mirrored = eval::wilson_interval(n - k, n);
      ASSERT_NEAR(mirrored.low, 1 - interval.high, 1e-12);
    }
  }
}

TEST(Scores, CountsByCategoryAndErrorType) {
  std::vector<ResultLine> lines = lines_of("multiple", 3, 4);
  for (const ResultLine& more : lines_of("simple_python", 1, 3)) lines.push_back(more);
  lines.push_back(line("nonsense_1", true));
  ResultLine unjudged = line("simple_python_77", true);
  unjudged.judged = false;
  lines.push_back(unjudged);
  const eval::Scores scores = eval::score(lines);
  ASSERT_EQ(scores.categories.size(), 2U);
  EXPECT_EQ(scores.categories[0].category->name, "simple_python") << "the benchmark's order";
  EXPECT_EQ(scores.skipped, 2U);
  EXPECT_EQ(scores.find("simple_python")->error_types.at("value_error:string"), 2U);
  EXPECT_DOUBLE_EQ(scores.find("multiple")->accuracy(), 0.75);
  EXPECT_EQ(scores.find("parallel"), nullptr);
  EXPECT_EQ(eval::score_csv(scores),
            "category,n,correct,accuracy,low,high,entries,not_simulated\n"
            "simple_python,3,1,0.333333,0.061492,0.792340,,\n"
            "multiple,4,3,0.750000,0.300642,0.954413,,\n"
            "non_live_ast,,,N/A,,,,\nnon_live_ast_python,,,N/A,,,,\nlive_ast,,,N/A,,,,\n"
            "irrelevance_detection,,,N/A,,,,\nrelevance_detection,,,N/A,,,,\nmulti_turn,,,N/A,,,,\n"
            "web_search,,,N/A,,,,\nmemory,,,N/A,,,,\nagentic,,,N/A,,,,\noverall_v3,,,N/A,,,,\n"
            "overall_v4,,,N/A,,,,\nmean_of_scored,,,0.541667,,,,\n");
  EXPECT_EQ(eval::error_csv(scores),
            "category,error_type,n\nsimple_python,value_error:string,2\n"
            "multiple,value_error:string,1\n");
  const eval::Scores some = eval::score(lines, [](const ResultLine& line) { return line.id != "multiple_3"; });
  EXPECT_EQ(some.find("multiple")->total, 3U);
  EXPECT_NE(eval::score_table(scores).find("33.3 %"), std::string::npos);
}

TEST(Scores, AveragesNeedAllTheirCategories) {
  std::vector<ResultLine> lines;
  const auto add = [&](const std::string& category, size_t correct, size_t total) {
    for (const ResultLine& more : lines_of(category, correct, total)) lines.push_back(more);
  };
  add("simple_python", 5, 10);
  add("multiple", 10, 10);
  add("parallel", 0, 10);
  EXPECT_FALSE(average(eval::score(lines), "non_live_ast_python"));
  add("parallel_multiple", 1, 10);
  EXPECT_NEAR(*average(eval::score(lines), "non_live_ast_python"), 0.4, 1e-12);
  EXPECT_FALSE(average(eval::score(lines), "non_live_ast"));
  add("simple_java", 1, 10);
  add("simple_javascript", 0, 10);
  EXPECT_NEAR(*average(eval::score(lines), "non_live_ast"), (0.2 + 1.0 + 0.0 + 0.1) / 4, 1e-12);
  add("live_simple", 1, 2);
  add("live_multiple", 9, 10);
  add("live_parallel", 0, 3);
  EXPECT_FALSE(average(eval::score(lines), "live_ast"));
  add("live_parallel_multiple", 0, 5);
  EXPECT_NEAR(*average(eval::score(lines), "live_ast"), 0.5, 1e-12) << "weighted by entries";
  add("irrelevance", 2, 2);
  add("live_irrelevance", 1, 2);
  EXPECT_NEAR(*average(eval::score(lines), "irrelevance_detection"), 0.75, 1e-12);
  EXPECT_TRUE(eval::score({}).categories.empty());
  EXPECT_FALSE(average(eval::score({}), "mean_of_scored"));
}

TEST(FormatSpread, IsOverFormatsNotEntries) {
  eval::FormatTally tally;
  EXPECT_EQ(tally.spread().max_delta, 0.0);
  tally.add("format_sensitivity_0:a:simple_python_0", true);
  tally.add("format_sensitivity_1:a:simple_python_1", false);
  EXPECT_EQ(tally.spread().deviation, 0.0) << "one format has no spread";
  tally.add("format_sensitivity_2:b:simple_python_0", true);
  tally.add("format_sensitivity_3:c:simple_python_0", false);
  ASSERT_EQ(tally.scores().size(), 3U);
  EXPECT_EQ(tally.scores()[0].total, 2U);
  EXPECT_EQ(tally.scores()[1].format, "b");
  // statistics.variance([0.5, 1.0, 0.0]) and stdev, in points
  EXPECT_EQ(tally.spread().max_delta, 100.0);
  EXPECT_EQ(tally.spread().variance, 2500.0);
  EXPECT_EQ(tally.spread().deviation, 50.0);
  EXPECT_THROW(tally.add("simple_python_0", true), core::Error);
}

TEST(Scores, OverallOfBothReleases) {
  std::vector<ResultLine> lines;
  const auto add = [&](const std::string& category, size_t correct, size_t total) {
    for (const ResultLine& more : lines_of(category, correct, total)) lines.push_back(more);
  };
  for (const env::bfcl::Category& category : env::bfcl::all_categories()) {
    if (category.checker == env::bfcl::Checker::format_sensitivity) continue;
    if (category.name == "web_search_base") continue;
    add(std::string(category.name), 1, category.name == "live_multiple" ? 4 : 2);
  }
  EXPECT_FALSE(average(eval::score(lines), "overall_v4"));
  EXPECT_FALSE(average(eval::score(lines), "agentic"));
  add("web_search_base", 2, 2);
  const eval::Scores scores = eval::score(lines);
  const double live = 4.0 / 10;  // by entries
  const double agentic = (0.75 + 0.5) / 2;
  EXPECT_NEAR(*average(scores, "overall_v4"), 0.1 * 0.5 + 0.1 * live + 0.1 * 0.5 + 0.3 * 0.5 + 0.4 * agentic, 1e-12);
  EXPECT_NEAR(*average(scores, "overall_v3"), (6.0 / 14 + 0.5 + 0.5) / 3, 1e-12);
}

TEST(Results, LinesReadBackAsWritten) {
  ResultLine full = line("simple_python_3", false);
  full.category = "simple_python";
  full.result = core::Value("[f(a=\"ü\u2028\")]\n\x01");
  full.reasoning = "hm";
  full.input_tokens = 12;
  full.output_tokens = 3;
  full.latency_s = 0.25;
  full.finish = "stop";
  full.error = core::Value(core::List{"wrong", core::Dict{{"k", 1}}});
  full.decoded = core::parse_json(R"([{"f":{"a":[1,2.5,null]}}])");
  const std::string text = eval::result_json(full);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const ResultLine back = eval::result_from_json(core::parse_json(text));
  EXPECT_EQ(eval::result_json(back), text);
}

TEST(Results, CountsStayAsTheyWere) {
  const auto back = [](const std::string& counts) {
    const std::string text =
        R"({"id": "multi_turn_base_0", "category": "", "result": [["a"]])" + counts + R"(, "finish": ""})";
    return eval::result_json(eval::result_from_json(core::parse_json(text))) == text;
  };
  EXPECT_TRUE(back(R"(, "input_token_count": 7, "output_token_count": 0, "latency": 1.5)"));
  EXPECT_TRUE(
      back(R"(, "input_token_count": [[7, 8], []], "output_token_count": [[1, 2.5]], "latency": [[0.25], [1]])"));
  EXPECT_TRUE(back("")) << "what a line does not say is not made up";
  EXPECT_TRUE(back(R"(, "input_token_count": "many", "latency": [1, [[2]], null])"));
  EXPECT_EQ(eval::token_sum(core::parse_json("[[7, 8], [], [1, [2.5, true, null]]]")), 18);
}

TEST(Results, ValuesWithoutAJsonFormBecomeText) {
  ResultLine odd = line("simple_python_3", false);
  core::Dict keys;
  keys.set(core::Value(core::Tuple{{1, 2}}), core::Value(core::Bytes{"x"}));
  odd.result = core::Value("reply");
  odd.decoded =
      core::Value(core::List{core::Value(core::Tuple{{core::Value(core::Bytes{"y"})}}), keys, core::Tuple{{1}}});
  odd.error = core::Value(core::List{core::Value(core::Complex{0, 2})});
  const core::Value json = core::parse_json(eval::result_json(odd));
  EXPECT_EQ(core::dump_json(json.at("decoded")), R"x(["(b'y',)", {"(1, 2)": "b'x'"}, [1]])x");
  EXPECT_EQ(core::dump_json(json.at("error")), R"(["2j"])");
}

TEST(Results, DamageIsCountedNeverFatal) {
  const auto dir = fixtures::fresh_dir("results-damaged");
  std::string text = R"({"id":"simple_python_0","result":"a"})"
                     "\n\n   \n";
  text += "{\"id\":\"simple_python_1\",\"resu\n";  // cut
  text += "[1,2,3]\nnull\n\"text\"\n42\n{}\n";     // no results
  text += R"({"id":7,"result":"x"})"
          "\n";  // id of another type
  text += R"({"id":"simple_python_2","result":"x","valid":"yes"})"
          "\n";
  text += std::string(2000, '[') + "\n";  // deep
  text += std::string("\0\0\0", 3) + "\n\xff\xfe\n";
  text += R"({"id":"simple_python_0","result":"b"})"
          "\n";
  text += R"({"id":"simple_python_5","result":["not","a","string"],"input_token_count":[[1]],"latency":"slow"})";
  fixtures::write_text(dir / "results.jsonl", text);
  const eval::ResultFile file = eval::read_results(dir / "results.jsonl");
  ASSERT_EQ(file.lines.size(), 2U);
  EXPECT_EQ(file.lines[0].result.as_string(), "b") << "the last of an id counts";
  EXPECT_EQ(file.repeated, 1U);
  EXPECT_EQ(file.damaged, 11U);
  EXPECT_NE(file.first_damage.find("results.jsonl:4"), std::string::npos) << file.first_damage;
  EXPECT_TRUE(eval::read_results(dir / "missing.jsonl").lines.empty());
}

TEST(Results, FullDiskKeepsTheOldScores) {
  const auto dir = fixtures::fresh_dir("scores-full-disk");
  eval::write_score_csv(dir / "score.csv", eval::score(lines_of("multiple", 1, 2)));
  const std::string before = fixtures::read_text(dir / "score.csv");
  {
    const fixtures::FullDisk full(16);
    const core::Error error =
        fixtures::thrown_by([&] { eval::write_score_csv(dir / "score.csv", eval::score(lines_of("multiple", 2, 2))); });
    EXPECT_EQ(error.exit_code(), 4);
    EXPECT_NE(std::string(error.what()).find("score.csv"), std::string::npos) << error.what();
  }
  EXPECT_EQ(fixtures::read_text(dir / "score.csv"), before);
}

}  // namespace
