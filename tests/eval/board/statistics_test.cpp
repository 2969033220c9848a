// Figures to the digit as Python and numpy give them; expected values are from CPython 3.11 and numpy 1.26.
#include "eval/board/statistics.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/python_text.h"
#include "eval/board/run_costs.h"

namespace {

using eval::board::Numbers;

TEST(BoardStatistics, SumsAndMeans) {
  using eval::board::exact_mean;
  using eval::board::python_sum;
  EXPECT_EQ(core::python_repr(python_sum({1, 2, 3})), "6");
  EXPECT_EQ(core::python_repr(python_sum({0.1, 0.2, 0.3})), "0.6000000000000001");
  EXPECT_EQ(core::python_repr(python_sum({1, 0.5, 2})), "3.5");
  EXPECT_EQ(core::python_repr(exact_mean({1, 2, 3})), "2") << "an int";
  EXPECT_EQ(core::python_repr(exact_mean({1, 2})), "1.5");
  EXPECT_EQ(core::python_repr(exact_mean({0.1, 0.2, 0.3})), "0.2") << "summed exactly";
  EXPECT_EQ(core::python_repr(exact_mean({1e16, 1.0, -1e16})), "0.3333333333333333");
}

TEST(BoardStatistics, Deviations) {
  using eval::board::exact_deviation;
  EXPECT_DOUBLE_EQ(exact_deviation({1, 2, 3, 4}), 1.2909944487358056);
  EXPECT_EQ(exact_deviation({2.5, 2.5}), 0.0);
  EXPECT_EQ(core::python_float(exact_deviation({1e8 + 0.1, 1e8 + 0.2, 1e8 + 0.3})), "0.10000000149011622");
  EXPECT_EQ(core::python_float(exact_deviation({1e-200, 3e-200})), "1.414213562373095e-200");
  EXPECT_DOUBLE_EQ(eval::board::exact_variance({0.5, 0.25, 0.75}), 0.0625);
  EXPECT_THROW(exact_deviation({1.0, std::numeric_limits<double>::infinity()}), std::exception);
}

// Sums that no machine integer holds, and numbers of many exponents.
TEST(BoardStatistics, LargeAndUnlikeNumbers) {
  using core::python_float;
  using eval::board::exact_deviation;
  using eval::board::exact_mean;
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  const Numbers opposite = {kMost, kLeast, kMost, kLeast, kMost, kLeast, 0.5, 3};
  EXPECT_EQ(core::python_repr(exact_mean(opposite)), "0.0625");
  EXPECT_EQ(python_float(exact_deviation(opposite)), "8.539183219400249e+18");
  Numbers alike(9, int64_t{1} << 62U);
  alike.emplace_back((int64_t{1} << 62U) - 1);
  EXPECT_EQ(core::python_repr(exact_mean(alike)), "4.611686018427388e+18");
  EXPECT_EQ(python_float(exact_deviation(alike)), "0.31622776601683794");
  Numbers many;
  for (int i = 1; i <= 2000; ++i) many.emplace_back(0.1 * i);
  many.insert(many.end(), {1e-9, 1e9, 0.0});
  EXPECT_EQ(core::python_repr(exact_mean(many)), "499351.02346480277");
  EXPECT_EQ(python_float(exact_deviation(many)), "22343925.875235602");
}

TEST(BoardStatistics, PercentilesAndRounding) {
  using eval::board::numpy_round2;
  using eval::board::percentile;
  using eval::board::python_round2;
  EXPECT_DOUBLE_EQ(percentile({3, 1, 2}, 95), 2.9);
  EXPECT_DOUBLE_EQ(percentile({7}, 95), 7);
  EXPECT_DOUBLE_EQ(percentile({1, 2, 3, 4, 5}, 50), 3);
  EXPECT_EQ(core::python_float(python_round2(1.115)), "1.11") << "1.115 lies below";
  EXPECT_EQ(core::python_float(numpy_round2(1.115)), "1.12") << "times 100 it is 111.5";
  EXPECT_EQ(core::python_float(python_round2(2.675)), "2.67");
  EXPECT_EQ(core::python_float(python_round2(0.125)), "0.12") << "ties to even";
  EXPECT_EQ(core::python_repr(python_round2(core::Value(7))), "7");
}

TEST(BoardCosts, OnlyNumbersThatAreNotZero) {
  eval::board::RunCosts costs;
  const core::Value scalar(3);
  const core::Value zero(0.0);
  const core::Value nested(core::List{core::List{1, 0, "x", 2.5}, core::List{}, core::List{core::List{9}}});
  const core::Value flat(core::List{1, 2});
  const core::Value text("7");
  costs.add(&scalar, &nested, &zero);
  costs.add(&flat, &text, nullptr);
  EXPECT_EQ(costs.input_tokens.size(), 1U);
  EXPECT_EQ(costs.output_tokens.size(), 2U);
  EXPECT_TRUE(costs.latencies.empty());
  const eval::board::CostCells none = cost_cells(costs, {});
  EXPECT_EQ(none.cost.as_string(), "N/A");
  eval::board::ModelFacts priced;
  priced.input_price = 1e6;
  priced.output_price = 2e6;
  EXPECT_DOUBLE_EQ(cost_cells(costs, priced).cost.as_double(), 3 + 7);
  costs.latencies = {3600.0};
  const eval::board::CostCells lone = cost_cells(costs, {});
  EXPECT_DOUBLE_EQ(lone.cost.as_double(), 0.24);
  EXPECT_EQ(lone.deviation.as_string(), "N/A") << "of one latency there is none";
}

}  // namespace
