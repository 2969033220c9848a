// Several seeds: grids, means, intervals, shares right in all and in any.
#include "eval/seeds/summary.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/json.h"
#include "core/rng.h"
#include "eval/seeds/distributions.h"
#include "grid_fixture.h"

namespace {

using eval::seeds::Grid;
using eval::seeds::Summary;
using fixtures::VerdictGrid;

const eval::seeds::Estimate& average(const Summary& summary, std::string_view name) {
  for (const auto& own : summary.averages) {
    if (own.name == name) return own.accuracy.value();
  }
  throw core::data_error(std::string(name));
}

TEST(Seeds, SummaryOfAGrid) {
  VerdictGrid verdicts(3);
  verdicts.add("multiple", {"110", "111", "000", "101", "010", "111", "001", "111"});
  const Summary summary = eval::seeds::summarise(verdicts.grid());
  ASSERT_EQ(summary.categories.size(), 1U);
  const auto& own = summary.categories[0];
  EXPECT_EQ(own.entries, 8U);
  EXPECT_EQ(own.always, 3U);
  EXPECT_EQ(own.never, 1U);
  EXPECT_EQ(own.flaky(), 4U);
  EXPECT_DOUBLE_EQ(own.accuracy.mean, 15.0 / 24);
  EXPECT_EQ(own.accuracy.by_seed, (std::vector<double>{0.625, 0.625, 0.625}));
  EXPECT_EQ(own.accuracy.deviation, 0.0);
  EXPECT_EQ(own.accuracy.seed_error, 0.0) << "seeds that agree vary less than independent entries would";
  // statsmodels 0.15: OLS on a constant, cov_type="cluster" by entry without correction; proportion_confint(mean * n,
  // n, method="wilson") with n = mean (1 - mean) / that variance.
  EXPECT_NEAR(own.accuracy.standard_error, std::sqrt(0.015407986111111131), 1e-14);
  EXPECT_NEAR(own.accuracy.interval.low, 0.3809582907229869, 1e-12);
  EXPECT_NEAR(own.accuracy.interval.high, 0.8186360778894519, 1e-12);
  EXPECT_NEAR(own.pass_at[0], 15.0 / 24, 1e-12);
  EXPECT_NEAR(own.pass_at[2], 7.0 / 8, 1e-12);
  EXPECT_NEAR(own.pass_all[2], 3.0 / 8, 1e-12);
  // Two of three seeds: every pair of an entry that is always right, one pair in three of the two entries right twice.
  EXPECT_NEAR(own.pass_all[1], (3 + 2.0 / 3) / 8, 1e-12);
  EXPECT_DOUBLE_EQ(average(summary, "mean_of_scored").mean, 15.0 / 24);
}

TEST(Seeds, WhatSeedsVaryInCommonWidensTheInterval) {
  VerdictGrid verdicts(3);
  verdicts.add("multiple", {"101", "101", "101", "101", "101", "101", "100", "100", "111", "111"});
  const Summary summary = eval::seeds::summarise(verdicts.grid());
  const auto& accuracy = summary.categories[0].accuracy;
  // statsmodels 0.15: anova_lm of y ~ C(entry) + C(seed), (MS_seed - MS_residual) / 30; the interval as above, its
  // distances combined with 1.96 sqrt of that.
  EXPECT_NEAR(accuracy.seed_error, std::sqrt(0.054320987654320994), 1e-12);
  EXPECT_NEAR(accuracy.standard_error, std::sqrt(0.004444444444444443 + 0.054320987654320994), 1e-12);
  EXPECT_NEAR(accuracy.interval.low, 0.17609053917117684, 1e-9);
  EXPECT_EQ(accuracy.interval.high, 1.0);
  EXPECT_NEAR(accuracy.deviation, std::sqrt(0.17333333333333334), 1e-12) << "of 1, 0.2, 0.8";
}

TEST(Seeds, UnbiasedShares) {
  // 1 - C(n - c, k) / C(n, k) and C(c, k) / C(n, k) for n = 5, c = 2.
  const std::vector<double> at = {0.4, 0.7, 0.9, 1.0, 1.0};
  const std::vector<double> all = {0.4, 0.1, 0.0, 0.0, 0.0};
  for (size_t k = 1; k <= 5; ++k) {
    EXPECT_NEAR(eval::seeds::pass_at_k(2, 5, k), at[k - 1], 1e-12);
    EXPECT_NEAR(eval::seeds::pass_all_k(2, 5, k), all[k - 1], 1e-12);
    EXPECT_EQ(eval::seeds::pass_at_k(0, 5, k), 0.0);
    EXPECT_EQ(eval::seeds::pass_all_k(5, 5, k), 1.0);
  }
  const double expected = std::exp(std::lgamma(901) + std::lgamma(501) - std::lgamma(401) - std::lgamma(1001));
  EXPECT_NEAR(eval::seeds::pass_all_k(900, 1000, 500) / expected, 1, 1e-9);
}

// Random grids over all categories, with easy and hard entries.
void fill(VerdictGrid& verdicts, size_t seeds, core::Rng& rng) {
  for (const char* category : {"simple_python", "multiple", "parallel", "parallel_multiple", "live_relevance"}) {
    std::vector<std::string> rows;
    const int64_t entries = rng.integer(1, 30);
    for (int64_t i = 0; i < entries; ++i) {
      const double ease = rng.uniform();
      std::string row;
      for (size_t seed = 0; seed < seeds; ++seed) row += rng.chance(ease) ? '1' : '0';
      rows.push_back(row);
    }
    verdicts.add(category, rows);
  }
}

TEST(Seeds, OneSeedSaysWhatASingleRunSays) {
  core::Rng rng(3);
  for (int round = 0; round < 50; ++round) {
    VerdictGrid verdicts(1);
    fill(verdicts, 1, rng);
    const Summary summary = eval::seeds::summarise(verdicts.grid());
    const eval::Scores scores = eval::score(verdicts.lines()[0]);
    ASSERT_EQ(summary.categories.size(), scores.categories.size());
    for (size_t i = 0; i < scores.categories.size(); ++i) {
      const auto& own = summary.categories[i];
      ASSERT_EQ(own.category, scores.categories[i].category);
      ASSERT_EQ(own.accuracy.mean, scores.categories[i].accuracy());
      ASSERT_EQ(own.accuracy.interval.low, scores.categories[i].interval.low);
      ASSERT_EQ(own.accuracy.interval.high, scores.categories[i].interval.high);
      ASSERT_EQ(own.accuracy.deviation, 0.0);
      ASSERT_EQ(own.flaky(), 0U);
      ASSERT_DOUBLE_EQ(own.pass_at[0], own.pass_all[0]);
    }
    const std::vector<eval::AverageScore> averages = scores.averages();
    for (size_t i = 0; i < averages.size(); ++i) {
      ASSERT_EQ(summary.averages[i].accuracy.has_value(), averages[i].value.has_value()) << averages[i].name;
      if (averages[i].value) {
        ASSERT_NEAR(summary.averages[i].accuracy->mean, *averages[i].value, 1e-12);
      }
    }
  }
}

TEST(Seeds, TheirOrderDoesNotMatter) {
  core::Rng rng(4);
  for (int round = 0; round < 30; ++round) {
    VerdictGrid verdicts(4);
    fill(verdicts, 4, rng);
    const Summary a = eval::seeds::summarise(verdicts.grid());
    const Summary b = eval::seeds::summarise(verdicts.grid({2, 0, 3, 1}));
    EXPECT_EQ(b.labels, (std::vector<std::string>{"2", "0", "3", "1"}));
    const auto same = [](const eval::seeds::Estimate& x, const eval::seeds::Estimate& y) {
      EXPECT_NEAR(x.mean, y.mean, 1e-12);
      EXPECT_NEAR(x.deviation, y.deviation, 1e-12);
      EXPECT_NEAR(x.standard_error, y.standard_error, 1e-9);
      EXPECT_NEAR(x.interval.low, y.interval.low, 1e-7);
      EXPECT_NEAR(x.interval.high, y.interval.high, 1e-7);
      EXPECT_LE(x.interval.low, x.mean);
      EXPECT_GE(x.interval.high, x.mean);
    };
    for (size_t i = 0; i < a.categories.size(); ++i) {
      same(a.categories[i].accuracy, b.categories[i].accuracy);
      EXPECT_EQ(a.categories[i].always, b.categories[i].always);
      for (size_t k = 1; k < 4; ++k) {
        EXPECT_GE(a.categories[i].pass_at[k] + 1e-12, a.categories[i].pass_at[k - 1]);
        EXPECT_LE(a.categories[i].pass_all[k] - 1e-12, a.categories[i].pass_all[k - 1]);
      }
    }
    for (size_t i = 0; i < a.averages.size(); ++i) {
      if (a.averages[i].accuracy) same(*a.averages[i].accuracy, *b.averages[i].accuracy);
    }
  }
}

// Entries are drawn anew, and each seed answers them anew: how often the interval holds the true mean.
TEST(Seeds, IntervalsCoverAsOftenAsTheySay) {
  constexpr int kRounds = 600;
  for (const auto& [entries, seeds] : {std::pair(60, 2), std::pair(60, 4), std::pair(200, 3)}) {
    core::Rng rng(static_cast<uint64_t>(entries * 10 + seeds));
    int covered = 0;
    for (int round = 0; round < kRounds; ++round) {
      VerdictGrid verdicts(static_cast<size_t>(seeds));
      std::vector<std::string> rows;
      for (int i = 0; i < entries; ++i) {
        const double ease = std::pow(rng.uniform(), 2);  // 1/3 on average
        std::string row;
        for (int seed = 0; seed < seeds; ++seed) row += rng.chance(ease) ? '1' : '0';
        rows.push_back(row);
      }
      verdicts.add("multiple", rows);
      const auto interval = eval::seeds::summarise(verdicts.grid()).categories[0].accuracy.interval;
      covered += interval.low <= 1.0 / 3 && 1.0 / 3 <= interval.high ? 1 : 0;
    }
    EXPECT_GE(covered, kRounds * 93 / 100) << entries << " entries, " << seeds << " seeds";
    EXPECT_LE(covered, kRounds * 99 / 100) << entries << " entries, " << seeds << " seeds";
  }
}

TEST(Seeds, EntriesThatASeedLacksHaveNoRow) {
  VerdictGrid verdicts(3);
  verdicts.add("multiple", {"111", "101", "000", "110"});
  verdicts.lines()[1].pop_back();
  verdicts.lines()[1][0].judged = false;
  verdicts.lines()[2].push_back(fixtures::judged_line("nonsense", ""));
  const Grid grid = verdicts.grid();
  EXPECT_EQ(grid.unshared, 2U);
  EXPECT_EQ(grid.remark, "seed 1 has no result for 2 of 4 entries that other seeds have, the first: multiple_0");
  ASSERT_NE(grid.find("multiple"), nullptr);
  EXPECT_EQ(grid.find("multiple")->rows.size(), 2U);
  EXPECT_EQ(grid.find("parallel"), nullptr);
  EXPECT_TRUE(verdicts.grid({0, 2}).remark.empty());
  VerdictGrid nothing(2);
  const Summary empty = eval::seeds::summarise(nothing.grid());
  EXPECT_TRUE(empty.categories.empty());
  EXPECT_FALSE(empty.averages.back().accuracy);
}

TEST(Seeds, Files) {
  VerdictGrid verdicts(2);
  verdicts.add("multiple", {"11", "10", "01", "00"}).add("live_relevance", {"11"});
  verdicts.lines()[0][2].error_type = "type_error:simple";
  const Grid grid = verdicts.grid();
  const Summary summary = eval::seeds::summarise(grid);
  EXPECT_EQ(eval::seeds::flaky_csv(grid),
            "category,id,right,seeds,wrong_seeds,error_type\n"
            "multiple,multiple_1,1,2,1,value_error:string\n"
            "multiple,multiple_2,1,2,0,type_error:simple\n");
  const std::string csv = eval::seeds::summary_csv(summary);
  EXPECT_TRUE(
      csv.starts_with("name,entries,seeds,mean,deviation,standard_error,low,high,always,flaky,never,pass_at_K,"
                      "pass_all_K,seed_0,seed_1\nmultiple,4,2,0.500000,0.000000,0.176777,"))
      << csv;
  EXPECT_NE(csv.find(",1,2,1,0.750000,0.250000,0.500000,0.500000\n"), std::string::npos) << csv;
  size_t rows = 0;
  for (size_t at = 0, end = 0; (end = csv.find('\n', at)) != std::string::npos; at = end + 1, ++rows) {
    EXPECT_EQ(std::count(csv.begin() + static_cast<long>(at), csv.begin() + static_cast<long>(end), ','), 14);
  }
  EXPECT_EQ(rows, 15U);
  const core::Value json = core::parse_json(core::dump_json(eval::seeds::summary_json(summary)));
  EXPECT_EQ(json.at("categories").at("multiple").at("flaky").as_int(), 2);
  EXPECT_EQ(json.at("categories").at("multiple").at("by_seed").at("1").as_double(), 0.5);
  EXPECT_EQ(json.at("averages").at("relevance_detection").at("mean").as_double(), 1.0);
  EXPECT_TRUE(json.at("averages").at("overall_v4").is_none());
  const std::string table = eval::seeds::summary_table(summary);
  EXPECT_NE(table.find("50.0 %"), std::string::npos) << table;
  EXPECT_NE(table.find("2 seeds: 0, 1"), std::string::npos) << table;
}

}  // namespace
