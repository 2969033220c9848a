// The report page: what it shows, that hostile text stays text, that a full disk leaves the old page.
#include "eval/report.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/html.h"
#include "core/svg.h"
#include "eval/report_parts.h"
#include "eval/runner.h"
#include "fixtures.h"

namespace {

namespace fs = std::filesystem;

constexpr const char* kHostile = "<script>alert('x')</script>&\"\x01\xF0\x9F\x98\x80";

eval::ResultLine line(const std::string& id, bool valid, const std::string& reply) {
  eval::ResultLine result;
  result.id = id;
  result.category = id.substr(0, id.rfind('_'));
  result.result = core::Value(reply);
  result.judged = true;
  result.valid = valid;
  if (!valid) {
    result.error_type = "value_error:others";
    result.error = core::Value(core::List{kHostile});
  }
  return result;
}

eval::ReportRun run_of(const std::string& label, size_t correct) {
  eval::ReportRun run;
  run.label = label;
  for (size_t i = 0; i < 6; ++i)
    run.results.lines.push_back(line("simple_python_" + std::to_string(i), i < correct, kHostile));
  run.scores = eval::score(run.results.lines);
  return run;
}

// Every opened element is closed in order: enough of a parser for the pages that we write.
void expect_well_formed(const std::string& html) {
  std::vector<std::string> open;
  for (size_t i = html.find('<', 15); i != std::string::npos; i = html.find('<', i + 1)) {
    const size_t end = html.find('>', i);
    ASSERT_NE(end, std::string::npos);
    const std::string tag = html.substr(i + 1, end - i - 1);
    const std::string name = tag.substr(0, tag.find_first_of(" \n/", tag[0] == '/' ? 1 : 0));
    if (tag[0] == '/') {
      ASSERT_FALSE(open.empty()) << tag;
      ASSERT_EQ("/" + open.back(), name) << html.substr(i, 80);
      open.pop_back();
    } else if (tag.back() != '/' && name != "meta" && name != "br") {
      open.push_back(name);
    }
  }
  EXPECT_TRUE(open.empty());
}

TEST(Report, ComparesTwoRuns) {
  const fs::path data = fixtures::small_benchmark("report-data");
  eval::EntryLookup entries{env::bfcl::Dataset(data)};
  const fs::path dir = fixtures::fresh_dir("report");
  fixtures::write_text(dir / "metrics.jsonl",
                       "{\"step\":1,\"loss\":2.5,\"lr\":0.0001,\"tokens_per_s\":400}\n{\"step\":2,\"loss\":NaN}\n"
                       "garbage\n{\"step\":3,\"loss\":1.5}\n{\"step\":4,\"lo");
  eval::ReportInput input;
  input.after = run_of("after", 4);
  eval::compare_with(input, run_of("before", 1));
  input.metrics = dir / "metrics.jsonl";
  input.entries = &entries;
  const std::string html = eval::report_html(input);
  expect_well_formed(html);
  for (const char* text : {"simple_python", "66.7 %", "16.7 %", "+50.0", "Training loss", "3 steps", "400 tokens/s",
                           "simple_python_1", "Area of square number ", "square_area(side)",
                           "a wrong number or truth value", "Berkeley Function Calling Leaderboard"}) {
    EXPECT_NE(html.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
  EXPECT_EQ(html.find("http://"), html.find("http://www.w3.org")) << "nothing is loaded from elsewhere";
  EXPECT_EQ(html.find("https://"), std::string::npos);
  EXPECT_EQ(html.find('\x01'), std::string::npos);

  input.before.reset();
  input.comparison.reset();
  input.metrics = dir / "missing.jsonl";
  input.entries = nullptr;
  const std::string alone = eval::report_html(input);
  expect_well_formed(alone);
  EXPECT_EQ(alone.find("Training loss"), std::string::npos);
  EXPECT_EQ(alone.find("Entries that changed"), std::string::npos);
}

// Four entries with one truth: followed, strayed from, broken off, and no list of turns at all.
TEST(Report, FollowsMultiTurnEntriesTurnByTurn) {
  const fs::path data = fixtures::small_benchmark("report-multi-turn");
  std::string questions;
  std::string answers;
  for (int i = 0; i < 4; ++i) {
    const std::string id = R"({"id":"multi_turn_base_)" + std::to_string(i) + "\",";
    questions += id +
                 R"j("question":[[{"role":"user","content":"Make b <now>"}],[{"role":"user","content":"List"}]],)j" +
                 R"j("involved_classes":["GorillaFileSystem"],"initial_config":{}})j" + "\n";
    answers += id + R"j("ground_truth":[["mkdir(dir_name='b')"],["ls()"]]})j" + "\n";
  }
  fixtures::write_text(data / "BFCL_v4_multi_turn_base.json", questions);
  fixtures::write_text(data / "possible_answer/BFCL_v4_multi_turn_base.json", answers);
  eval::EntryLookup lookup{env::bfcl::Dataset(data)};
  const std::vector<env::bfcl::Entry>& entries = lookup.entries(env::bfcl::find_category("multi_turn_base"));

  eval::ReportInput input;
  input.entries = &lookup;
  input.after.label = "run";
  const std::vector<std::string> results = {R"j([["[mkdir(dir_name='b')]", "Done <script>."], ["[ls()]"]])j",
                                            R"j([["[mkdir(dir_name='<script>'), touch(file_name='b')]"], ["[ls()]"]])j",
                                            R"j([["[mkdir(dir_name='b')]", null, {"a": 1}]])j",
                                            R"j("Error during inference: <script>")j"};
  for (size_t i = 0; i < entries.size(); ++i) {
    eval::ResultLine line;
    line.id = entries[i].id;
    line.category = entries[i].category->name;
    line.result = core::parse_json(results[i]);
    eval::judge_line(entries[i], eval::DecodeMode::prompt, line);
    input.after.results.lines.push_back(std::move(line));
  }
  input.after.scores = eval::score(input.after.results.lines);
  EXPECT_EQ(input.after.scores.find("multi_turn_base")->correct, 1U);
  const std::string html = eval::report_html(input);
  expect_well_formed(html);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  for (const char* text :
       {"Turn 1", "Make b &lt;now&gt;", "mkdir(dir_name=&#39;b&#39;)", "{&quot;current_directory_content&quot;",
        "first difference of GorillaFileSystem", "root / / / contents / b / type", "&#39;file&#39;",
        "&#39;directory&#39;", "fails as a whole (broken off: it never stopped calling)",
        "fails as a whole (no list of turns)", "not judged", "ends the turn"}) {
    EXPECT_NE(html.find(text), std::string::npos) << text;
  }
}

eval::seeds::SeedRun seed_of(const std::string& label, size_t correct) {
  eval::seeds::SeedRun seed{label, run_of(label, correct).results, std::nullopt};
  for (eval::ResultLine& own : seed.results.lines) {
    own.input_tokens = 100;
    own.output_tokens = 11;
    own.latency_s = 0.5;
  }
  return seed;
}

TEST(Report, SeveralSeeds) {
  eval::ReportInput input;
  input.after = eval::seeds_report_run("model", {seed_of("0", 2), seed_of("7", 3), seed_of("8", 4)});
  const std::string alone = eval::report_html(input);
  expect_well_formed(alone);
  for (const char* text : {"Over 3 seeds: 0, 7, 8", "50.0 %", "pass@3", "pass^3", "Flaky entries", "2 of 6",
                           "seeds 0, 7", "<circle", "3 seeds, sd 16.7", "of 6 entries right with every seed",
                           "Tokens and time", "1800", "Samples, seed 0 of 3", "100 + 11 tokens, 0.50 s"}) {
    EXPECT_NE(alone.find(text), std::string::npos) << text;
  }
  eval::compare_with(input, eval::seeds_report_run("before", {seed_of("1", 0), seed_of("2", 1)}));
  const std::string compared = eval::report_html(input);
  expect_well_formed(compared);
  for (const char* text : {"p, seeds", "Entries that changed", "0 / 2 ", "1 / 3 ", "Welch"}) {
    EXPECT_NE(compared.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(compared.find("http"), compared.find("http://www.w3.org")) << "nothing is loaded from elsewhere";
}

TEST(Report, EmptyRunsAreShownToo) {
  eval::ReportInput input;
  input.after.label = "run";
  expect_well_formed(eval::report_html(input));
  eval::compare_with(input, run_of("before", 0));
  expect_well_formed(eval::report_html(input));
  eval::ReportRun nothing;
  nothing.label = "before";
  eval::compare_with(input, std::move(nothing));
  expect_well_formed(eval::report_html(input));
  EXPECT_EQ(fixtures::thrown_by([] { eval::load_report_run("x", {"/nonexistent"}); }).exit_code(), 2);
}

TEST(Report, FullDiskKeepsTheOldPage) {
  const fs::path path = fixtures::fresh_dir("report-full-disk") / "report.html";
  eval::ReportInput input;
  input.after = run_of("run", 2);
  eval::write_report(path, input);
  const std::string before = fixtures::read_text(path);
  {
    const fixtures::FullDisk full(1000);
    EXPECT_EQ(fixtures::thrown_by([&] { eval::write_report(path, input); }).exit_code(), 4);
  }
  EXPECT_EQ(fixtures::read_text(path), before);
  EXPECT_EQ(fixtures::thrown_by([&] { eval::write_report("/dev/full/report.html", input); }).exit_code(), 4);
}

TEST(Report, ExcerptsEndAtWholeCharacters) {
  EXPECT_EQ(core::excerpt("abc", 3), "abc");
  EXPECT_EQ(core::excerpt("äöü", 2), "äö… (2 more bytes)");
  EXPECT_EQ(core::excerpt("", 0), "");
}

TEST(Svg, TicksAreRoundAndCoverTheRange) {
  EXPECT_EQ(core::nice_ticks(0, 100, 5), (std::vector<double>{0, 20, 40, 60, 80, 100}));
  for (const double low : {-3.7, 0.0, 0.013, 12.0}) {
    for (const double span : {1e-3, 0.7, 9.0, 12345.0}) {
      const std::vector<double> ticks = core::nice_ticks(low, low + span, 5);
      EXPECT_LE(ticks.front(), low + 1e-9 * span);
      EXPECT_GE(ticks.back(), low + span - 1e-6 * span);
      EXPECT_LE(ticks.size(), 12U);
    }
  }
}

TEST(Svg, OddDataStillDraws) {
  core::LineChart chart;
  chart.series.push_back({"loss", {}, false});
  EXPECT_NE(core::svg_line_chart(chart).find("no data"), std::string::npos);
  chart.series[0].points = {{1, NAN}, {2, INFINITY}, {3, 0.5}};
  EXPECT_EQ(core::svg_line_chart(chart).find("nan"), std::string::npos);
  EXPECT_EQ(core::svg_line_chart(chart).find("inf"), std::string::npos);
  for (int i = 0; i < 100000; ++i) chart.series[0].points.emplace_back(i, i % 7);
  EXPECT_LT(core::svg_line_chart(chart).size(), 60000U) << "thinned to the pixels";
  core::BarChart bars;
  EXPECT_FALSE(core::svg_bar_chart(bars).empty());
  for (int i = 0; i < 13; ++i)
    bars.groups.push_back({"a_rather_long_category_" + std::to_string(i), {{50, 40, 60, true}}});
  bars.series = {"run"};
  EXPECT_NE(core::svg_bar_chart(bars).find("rotate"), std::string::npos);
}

TEST(Html, Escapes) {
  EXPECT_EQ(core::html_escape("<a href='x'>&\"</a>\n\t\x02"),
            "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;\n\t\xEF\xBF\xBD");
}

}  // namespace
