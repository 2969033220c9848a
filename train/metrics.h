// What a training run tells the world while it runs: metrics.jsonl (one line a logged step) and TensorBoard scalars.
// After a resume both hold every step once.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/files.h"
#include "train/tensorboard.h"

namespace train {

struct StepMetrics {
  int64_t step = 0;  // steps done, this one included
  double epoch = 0;  // samples drawn / samples
  double loss = 0;   // of the optimiser step
  double learning_rate = 0;
  double grad_norm = 0;         // before clipping
  int64_t tokens = 0;           // of the step's samples
  int64_t computed_tokens = 0;  // after sharing prefixes
  int64_t supervised_tokens = 0;
  double tokens_per_s = 0;  // `tokens` over the step's time
  double seconds = 0;       // of the step
};

class MetricsLog {
 public:
  // Keeps what earlier processes wrote up to `last_step` and cuts off the rest (0: a new run).
  MetricsLog(const std::filesystem::path& run_dir, int64_t last_step);
  void write(const StepMetrics& metrics);

 private:
  core::AppendFile lines_;
  EventFile events_;
};

}  // namespace train
