// Figures over latencies and token counts, to the digit as Python's `sum`, `statistics` and numpy give them.
// Knows nothing of benchmarks.
#pragma once

#include <vector>

#include "core/value.h"

namespace eval::board {

// Ints and floats (bools count as ints); others throw core::Error(data).
using Numbers = std::vector<core::Value>;

// Python 3.11's sum(): exact while all are ints, then float additions from left to right. Ints past 64 bits throw.
core::Value python_sum(const Numbers& numbers);
// statistics.mean: the exact mean, rounded once; an int where all are ints and it is one. Needs a number.
core::Value exact_mean(const Numbers& numbers);
// statistics.stdev: the sample deviation from exact sums. Needs two numbers.
double exact_deviation(const Numbers& numbers);
// statistics.variance, as a float.
double exact_variance(const Numbers& numbers);
// numpy.percentile with linear interpolation. Needs a number.
double percentile(const Numbers& numbers, double percent);

// Python's round(value, 2): correctly rounded from the exact value. Ints stay ints.
core::Value python_round2(const core::Value& value);
double python_round2(double value);
// numpy's: times 100, to the nearest even integer, divided by 100.
double numpy_round2(double value);

}  // namespace eval::board
