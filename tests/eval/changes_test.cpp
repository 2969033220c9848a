// Two runs compared entry by entry.
#include "eval/changes.h"

#include <gtest/gtest.h>

#include "core/rng.h"
#include "seeds/grid_fixture.h"

namespace {

using eval::Comparison;
using fixtures::judged_line;
using fixtures::VerdictGrid;

TEST(Changes, WhatChangedAndWhy) {
  VerdictGrid before(1);
  VerdictGrid after(1);
  before.lines()[0] = {judged_line("simple_python_0", "type_error:simple"),
                       judged_line("simple_python_1", "e:x"),
                       judged_line("simple_python_2", ""),
                       judged_line("multiple_0", "e:x"),
                       judged_line("simple_python_9", ""),
                       judged_line("simple_python_4", "e:x")};
  after.lines()[0] = {judged_line("simple_python_0", ""),    judged_line("simple_python_1", "e:x"),
                      judged_line("simple_python_2", "e:y"), judged_line("multiple_0", ""),
                      judged_line("simple_python_8", ""),    judged_line("simple_python_4", "e:z")};
  const Comparison comparison = eval::compare(before.grid(), after.grid());
  const eval::CategoryChanges& changes = *comparison.find("simple_python");
  ASSERT_EQ(changes.gained.size(), 1U);
  EXPECT_EQ(changes.gained[0].id, "simple_python_0");
  EXPECT_EQ(changes.gained[0].before, "type_error:simple");
  ASSERT_EQ(changes.lost.size(), 1U);
  EXPECT_EQ(changes.lost[0].after, "e:y");
  ASSERT_EQ(changes.other.size(), 1U);
  EXPECT_EQ(changes.entries, 4U);
  EXPECT_EQ(comparison.unpaired, 2U);
  EXPECT_DOUBLE_EQ(changes.difference.p, 1.0);
  EXPECT_FALSE(changes.difference.p_seeds);
  EXPECT_EQ(eval::changes_csv(comparison),
            "category,id,before,after\n"
            "simple_python,simple_python_0,type_error:simple,right\n"
            "simple_python,simple_python_2,right,e:y\n"
            "simple_python,simple_python_4,e:x,e:z\n"
            "multiple,multiple_0,e:x,right\n");
  EXPECT_NE(eval::comparison_table(comparison).find("2 entries that one run alone has"), std::string::npos);
}

// Of 50 entries 9 are gained and 3 lost.
TEST(Changes, PairedInterval) {
  VerdictGrid before(1);
  VerdictGrid after(1);
  std::vector<std::string> earlier(50, "1");
  std::vector<std::string> later(50, "1");
  for (size_t i = 0; i < 9; ++i) earlier[i] = "0";
  for (size_t i = 20; i < 23; ++i) later[i] = "0";
  const Comparison comparison =
      eval::compare(before.add("multiple", earlier).grid(), after.add("multiple", later).grid());
  const eval::Difference& of = comparison.find("multiple")->difference;
  EXPECT_NEAR(of.value, 0.12, 1e-12);
  EXPECT_NEAR(of.before, 0.82, 1e-12);
  // Bonett and Price: (10 - 4) / 52 -+ 1.96 sqrt((10/52 + 4/52 - (6/52)^2) / 52), worked out in Python.
  EXPECT_NEAR(of.interval.low, -0.02211330283317553, 1e-12);
  EXPECT_NEAR(of.interval.high, 0.2528825336024063, 1e-12);
  EXPECT_NEAR(of.p, 598.0 / 4096, 1e-12) << "2 (1 + 12 + 66 + 220) / 2^12";
  // The only category is every average that it allows.
  ASSERT_EQ(comparison.averages.size(), 2U);
  for (const eval::AverageChange& average : comparison.averages) {
    EXPECT_NEAR(average.difference.interval.low, of.interval.low, 1e-12) << average.name;
    EXPECT_DOUBLE_EQ(average.difference.p, of.p);
  }
  EXPECT_EQ(eval::comparison_csv(comparison),
            "name,entries,before,after,difference,low,high,gained,lost,other,p,p_seeds\n"
            "multiple,50,0.820000,0.940000,0.120000,-0.022113,0.252883,9,3,0,0.145996,\n"
            "all_entries,,0.820000,0.940000,0.120000,-0.022113,0.252883,,,,0.145996,\n"
            "mean_of_scored,,0.820000,0.940000,0.120000,-0.022113,0.252883,,,,0.145996,\n");
}

TEST(Changes, SeveralSeedsOnEitherSide) {
  VerdictGrid before(3);
  VerdictGrid after(2);
  before.add("multiple", {"110", "111", "000", "101", "010", "111", "001", "111"});
  after.add("multiple", {"11", "11", "10", "11", "10", "10", "11", "11"});
  before.lines()[0][2].error_type = "type_error:simple";
  const Comparison comparison = eval::compare(before.grid(), after.grid());
  const eval::CategoryChanges& changes = *comparison.find("multiple");
  EXPECT_NEAR(changes.difference.value, 13.0 / 16 - 15.0 / 24, 1e-12);
  // scipy 1.17.1: permutation_test of the sum of 6 times the differences; ttest_ind of the seeds' means.
  EXPECT_NEAR(changes.difference.p, 0.25, 1e-12);
  ASSERT_TRUE(changes.difference.p_seeds);
  EXPECT_NEAR(*changes.difference.p_seeds, 0.5, 1e-12);
  ASSERT_EQ(changes.lost.size(), 1U);
  EXPECT_EQ(changes.lost[0].id, "multiple_5");
  EXPECT_EQ(changes.lost[0].right_before, 3U);
  EXPECT_EQ(changes.lost[0].right_after, 1U);
  EXPECT_EQ(changes.gained.size(), 5U);
  const std::string csv = eval::changes_csv(comparison);
  EXPECT_NE(csv.find("category,id,before,after,right_before,seeds_before,right_after,seeds_after\n"),
            std::string::npos);
  EXPECT_NE(csv.find("multiple,multiple_2,value_error:string,value_error:string,0,3,1,2\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("multiple,multiple_5,right,value_error:string,3,3,1,2\n"), std::string::npos) << csv;
  EXPECT_NE(eval::comparison_table(comparison).find("p (seeds)"), std::string::npos);
}

// Runs the other way round differ the other way round, and copies of a run are no more than the run.
TEST(Changes, MirroredAndRepeatedRuns) {
  core::Rng rng(11);
  for (int round = 0; round < 40; ++round) {
    VerdictGrid a(2);
    VerdictGrid b(3);
    VerdictGrid single(1);
    VerdictGrid copies(2);
    for (const char* category : {"simple_python", "multiple", "live_relevance"}) {
      std::vector<std::string> rows_a, rows_b, once, twice;
      const int64_t entries = rng.integer(1, 25);
      const auto verdict = [&] { return std::string(rng.chance(0.6) ? "1" : "0"); };
      for (int64_t i = 0; i < entries; ++i) {
        rows_a.push_back(verdict() + verdict());
        rows_b.push_back(verdict() + verdict() + verdict());
        once.push_back(verdict());
        twice.push_back(once.back() + once.back());
      }
      a.add(category, rows_a);
      b.add(category, rows_b);
      single.add(category, once);
      copies.add(category, twice);
    }
    const Comparison forth = eval::compare(a.grid(), b.grid());
    const Comparison back = eval::compare(b.grid(), a.grid());
    const Comparison reordered = eval::compare(a.grid({1, 0}), b.grid({2, 0, 1}));
    const Comparison from_single = eval::compare(single.grid(), b.grid());
    const Comparison from_copies = eval::compare(copies.grid(), b.grid());
    for (size_t i = 0; i < forth.averages.size(); ++i) {
      const eval::Difference& x = forth.averages[i].difference;
      const eval::Difference& y = back.averages[i].difference;
      EXPECT_NEAR(x.value, -y.value, 1e-12);
      EXPECT_NEAR(x.interval.low, -y.interval.high, 1e-9);
      EXPECT_NEAR(x.p, y.p, 1e-12);
      EXPECT_NEAR(*x.p_seeds, *y.p_seeds, 1e-9);
      EXPECT_LE(x.interval.low, x.value);
      EXPECT_GE(x.interval.high, x.value);
      EXPECT_NEAR(x.p, reordered.averages[i].difference.p, 1e-12);
      EXPECT_NEAR(x.interval.high, reordered.averages[i].difference.interval.high, 1e-9);
      EXPECT_NEAR(from_single.averages[i].difference.value, from_copies.averages[i].difference.value, 1e-12);
      EXPECT_NEAR(from_single.averages[i].difference.p, from_copies.averages[i].difference.p, 1e-12);
      EXPECT_NEAR(from_single.averages[i].difference.interval.low, from_copies.averages[i].difference.interval.low,
                  1e-9);
    }
  }
}

TEST(Changes, RunsWithoutACommonEntry) {
  VerdictGrid before(1);
  VerdictGrid after(1);
  const Comparison comparison =
      eval::compare(before.add("multiple", {"1"}).grid(), after.add("parallel", {"1", "0"}).grid());
  EXPECT_TRUE(comparison.averages.empty());
  EXPECT_EQ(comparison.unpaired, 3U);
  EXPECT_NE(eval::comparison_table(comparison).find("no entry in common"), std::string::npos);
}

}  // namespace
