// Learning rate of every step: linear warm-up, then a decay to a floor. Pure arithmetic.
#pragma once

#include <cstdint>

#include "train/sft_config.h"

namespace train {

enum class Decay { cosine, linear, constant };

struct Schedule {
  double peak = 0;
  double floor = 0;  // rate that the decay ends at
  Decay decay = Decay::cosine;
  int64_t warmup_steps = 0;
  int64_t total_steps = 0;

  // Step counts from 0. Warm-up: peak (step + 1) / (warmup_steps + 1), so that no step is wasted on a rate of 0.
  // Then, with x = (step - warmup_steps) / (total_steps - warmup_steps):
  // cosine floor + (peak - floor) (1 + cos(pi x)) / 2, linear peak + (floor - peak) x.
  double rate(int64_t step) const;
};

// Throws core::Error(usage) naming the key.
Schedule make_schedule(const OptimizerConfig& config, int64_t total_steps);

}  // namespace train
