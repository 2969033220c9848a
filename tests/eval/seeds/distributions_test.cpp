#include "eval/seeds/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/rng.h"

namespace {

using eval::seeds::sign_flip_p;

// scipy 1.17.1: 2 * stats.t.sf(|t|, freedom), 2 * stats.norm.sf(1.234), stats.ttest_ind(equal_var=False).
TEST(Distributions, AgreeWithScipy) {
  EXPECT_NEAR(eval::seeds::student_p(0.5, 1), 0.7048327646991335, 1e-13);
  EXPECT_NEAR(eval::seeds::student_p(2.0, 3.7), 0.12181720190523398, 1e-13);
  EXPECT_NEAR(eval::seeds::student_p(-2.5, 12), 0.0279153995713253, 1e-13);
  EXPECT_NEAR(eval::seeds::student_p(4.0, 198.5), 8.93499754135304e-05, 1e-15);
  EXPECT_NEAR(eval::seeds::student_p(12.706204736, 1), 0.050000000000684656, 1e-13);
  EXPECT_EQ(eval::seeds::student_p(0, 5), 1.0);
  EXPECT_NEAR(eval::seeds::normal_p(1.234), 0.21720290424304867, 1e-14);
  EXPECT_NEAR(eval::seeds::normal_p(-eval::seeds::kZ95), 0.05, 1e-15);
  const std::vector<double> a = {0.60, 0.55, 0.58};
  const std::vector<double> b = {0.66, 0.63, 0.69, 0.64};
  EXPECT_NEAR(eval::seeds::welch_p(a, b), 0.01243227013603124, 1e-13);
  EXPECT_NEAR(eval::seeds::welch_p(b, a), 0.01243227013603124, 1e-13);
  const std::vector<double> same = {0.1, 0.1, 0.1};
  const std::vector<double> other = {0.3, 0.3};
  EXPECT_EQ(eval::seeds::welch_p(same, same), 1.0);
  EXPECT_EQ(eval::seeds::welch_p(same, other), 0.0);
}

TEST(SignFlip, IsMcNemarsExactTestOverSigns) {
  // statsmodels 0.15: mcnemar([[., 13], [4, .]], exact=True).pvalue
  std::vector<int64_t> differences(13, 1);
  differences.insert(differences.end(), 4, -1);
  differences.insert(differences.end(), 100, 0);
  EXPECT_NEAR(sign_flip_p(differences), 0.049041748046875, 1e-15);
  EXPECT_EQ(sign_flip_p({}), 1.0);
  EXPECT_EQ(sign_flip_p(std::vector<int64_t>(7, 0)), 1.0);
  EXPECT_NEAR(sign_flip_p(std::vector<int64_t>(5, 1)), 0.0625, 1e-15);
  EXPECT_EQ(sign_flip_p(std::vector<int64_t>{1, -1}), 1.0);
  const double many = sign_flip_p(std::vector<int64_t>(900, 1));
  EXPECT_LT(many, 1e-250);
  EXPECT_GT(many, 0.0);
}

// Every sign tried out.
double enumerated(const std::vector<int64_t>& differences) {
  int64_t observed = 0;
  for (const int64_t difference : differences) observed += difference;
  size_t far = 0;
  const size_t all = size_t{1} << differences.size();
  for (size_t signs = 0; signs < all; ++signs) {
    int64_t sum = 0;
    for (size_t i = 0; i < differences.size(); ++i) sum += ((signs >> i) & 1U) != 0 ? differences[i] : -differences[i];
    far += std::abs(sum) >= std::abs(observed) ? 1 : 0;
  }
  return static_cast<double>(far) / static_cast<double>(all);
}

TEST(SignFlip, IsTheShareOfSignsThatReachAsFar) {
  // scipy 1.17.1: permutation_test((d,), sum, permutation_type='samples', n_resamples=inf).pvalue
  EXPECT_NEAR(sign_flip_p(std::vector<int64_t>{2, -1, 3, 1, 1, 0, 2, -2, 3, 1}), 0.125, 1e-15);
  core::Rng rng(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<int64_t> differences(static_cast<size_t>(rng.integer(1, 11)));
    const int64_t scale = rng.integer(1, 3);
    for (int64_t& difference : differences) difference = scale * rng.integer(-5, 5);
    ASSERT_NEAR(sign_flip_p(differences), enumerated(differences), 1e-12);
    std::vector<int64_t> mirrored = differences;
    for (int64_t& difference : mirrored) difference = -7 * difference;
    rng.shuffle(mirrored);
    ASSERT_EQ(sign_flip_p(mirrored), sign_flip_p(differences)) << "side, unit and order do not matter";
  }
}

}  // namespace
