// Probabilities that tests of scores need. Knows no benchmarks.
#pragma once

#include <cstdint>
#include <span>

namespace eval::seeds {

// 97.5 % quantile of the normal distribution.
inline constexpr double kZ95 = 1.959963984540054;

// P(|Z| >= |z|) for a standard normal Z.
double normal_p(double z);

// P(|T| >= |t|) for Student's T with `freedom` degrees of freedom (> 0), by the continued fraction of the incomplete
// beta function (DLMF 8.17.22).
double student_p(double t, double freedom);

// Exact two-sided sign-flip permutation test of paired differences (R. A. Fisher, 1935, The Design of Experiments, 21):
// how likely a sum at least as far from 0 is when each difference has either sign with probability 1/2. Over
// differences of -1, 0 and 1 it is McNemar's exact test. Takes time in proportion to the number of differences that are
// not 0 times the sum of their sizes.
double sign_flip_p(std::span<const int64_t> differences);

// Welch's two-sample t-test, two-sided. Needs two values on each side; 1 where all values are equal, 0 where neither
// side varies and they differ.
double welch_p(std::span<const double> a, std::span<const double> b);

double mean(std::span<const double> values);             // of at least one
double sample_variance(std::span<const double> values);  // divides by n - 1; of at least two

}  // namespace eval::seeds
