#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"

namespace train {

double Schedule::rate(int64_t step) const {
  if (step < warmup_steps) return peak * static_cast<double>(step + 1) / static_cast<double>(warmup_steps + 1);
  const auto span = static_cast<double>(std::max<int64_t>(1, total_steps - warmup_steps));
  const double x = std::min(1.0, static_cast<double>(step - warmup_steps) / span);
  switch (decay) {
    case Decay::cosine:
      return floor + (peak - floor) * 0.5 * (1 + std::cos(std::numbers::pi * x));
    case Decay::linear:
      return peak + (floor - peak) * x;
    case Decay::constant:
      return peak;
  }
  return peak;
}

Schedule make_schedule(const OptimizerConfig& config, int64_t total_steps) {
  if (!(config.learning_rate >= 0)) throw core::usage_error("optimizer.learning_rate: must be 0 or more");
  for (const auto& [key, share] :
       {std::pair{"warmup_ratio", config.warmup_ratio}, {"min_learning_rate_ratio", config.min_learning_rate_ratio}}) {
    if (!(share >= 0 && share <= 1)) throw core::usage_error(core::format("optimizer.{}: must lie in [0, 1]", key));
  }
  Schedule schedule;
  if (config.schedule == "linear") {
    schedule.decay = Decay::linear;
  } else if (config.schedule == "constant") {
    schedule.decay = Decay::constant;
  } else if (config.schedule != "cosine") {
    throw core::usage_error(core::format("optimizer.schedule: unknown schedule \"{}\"", config.schedule),
                            "known: cosine, linear, constant");
  }
  schedule.peak = config.learning_rate;
  schedule.floor = config.learning_rate * config.min_learning_rate_ratio;
  schedule.total_steps = total_steps;
  schedule.warmup_steps = static_cast<int64_t>(std::ceil(config.warmup_ratio * static_cast<double>(total_steps)));
  return schedule;
}

}  // namespace train
