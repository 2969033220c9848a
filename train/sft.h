// Supervised fine-tuning from a config to a checkpoint. The loop alone: data, loss, optimiser, checkpoints and metrics
// each have a file of their own.
#pragma once

#include "train/sft_config.h"

namespace train {

// Trains, or continues the run in config.run_dir. After SIGKILL at any moment the same call ends in the same weights,
// bit for bit (same machine, build and threads). core::interrupted() saves a checkpoint and returns.
// Throws core::Error: usage (bad setting, or one that differs from the run's: named), data (model or data files, a loss
// that is not finite), environment (disk).
SftResult run_sft(const SftConfig& config);

}  // namespace train
