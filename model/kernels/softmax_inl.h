// Row maximum and sum of exponentials. Included by softmax_*.cpp inside their target region and namespace, after
// simd_*.h and exp_inl.h; no include guard on purpose.

float row_max_kernel(const float* row, int64_t count) {
  constexpr int kLanes = Vec::kWidth;
  // max(a, NaN) keeps one operand only, so NaNs are found by x - x, which is 0 for every finite x.
  Vec top = Vec::set(-__builtin_inff());
  Vec oddity = Vec::zero();
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Vec x = Vec::load(row + i);
    top = Vec::max(top, x);
    oddity = oddity + (x - x);
  }
  float best = top.max_of_lanes().first_lane();
  float odd = oddity.reduce_add();
  for (; i < count; ++i) {
    best = row[i] > best ? row[i] : best;
    odd += row[i] - row[i];
  }
  if (odd == 0.0F) return best;
  // Infinities are odd too: -inf is a masked logit, +inf and NaN are not numbers to sample from.
  for (int64_t j = 0; j < count; ++j) {
    if (row[j] != row[j]) return row[j];
  }
  return best;
}

float exp_sum_kernel(const float* row, int64_t count, float max, float inverse_temperature) {
  constexpr int kLanes = Vec::kWidth;
  const Vec top = Vec::set(max);
  const Vec inverse = Vec::set(inverse_temperature);
  Vec sum = Vec::zero();
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) sum = sum + exp_nonpositive((Vec::load(row + i) - top) * inverse);
  if (i < count) {
    float padded[kLanes];
    for (int j = 0; j < kLanes; ++j) padded[j] = j < count - i ? row[i + j] : max;
    const Vec term = exp_nonpositive((Vec::load(padded) - top) * inverse);
    sum = sum + Vec::first(static_cast<int>(count - i), term, Vec::zero());
  }
  return sum.reduce_add();
}
