// Checkpoints of a run: run_dir/checkpoints/step-N, each a complete Hugging Face directory with the optimiser's state
// and the trainer's beside the weights. A checkpoint appears whole or not at all. Knows files, not training.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/value.h"
#include "model/transformer.h"
#include "train/optimizer.h"

namespace train {

// Everything beside tensors that the next step depends on. Randomness is counter-based: (seed, cursor) is its state.
struct TrainerState {
  int64_t step = 0;    // steps done
  int64_t cursor = 0;  // samples drawn
  int64_t total_steps = 0;
  double loss = 0;  // of the last step
  uint64_t data_fingerprint = 0;
  int64_t threads = 0;
  core::Dict config;  // of the run, as resolved
};

class CheckpointStore {
 public:
  // `run_dir`/checkpoints is made; what a killed run left half written in it is removed.
  explicit CheckpointStore(const std::filesystem::path& run_dir);

  std::filesystem::path path(int64_t step) const;
  // Steps of the complete checkpoints, ascending.
  std::vector<int64_t> steps() const;

  struct SaveOptions {
    bool optimizer = true;  // false: weights alone; training cannot go on from there
    int64_t keep = 0;       // older checkpoints beyond this number are deleted; 0: all stay
    std::vector<std::pair<std::string, std::string>> files;  // the tokenizer's (name, content)
  };
  // Weights are saved in the model's dtype; fp32 masters of a bf16 model go with the optimiser's state.
  // Throws core::Error(environment) with the system's reason; earlier checkpoints stay.
  std::filesystem::path save(const TrainerState& state, const model::Transformer& transformer, const AdamW& optimizer,
                             const SaveOptions& options) const;

  // Throws core::Error(data) naming the file where the state is damaged.
  TrainerState load_state(int64_t step) const;
  // Masters, moments and step count into `optimizer`, and through it into the model's values.
  // Throws core::Error(data) where the state is missing, damaged, or of another model.
  void restore(int64_t step, const model::ParameterLayout& layout, AdamW& optimizer) const;

 private:
  std::filesystem::path dir_;
};

// The first key whose value differs between two resolved configs, keys that do not change the result left out, with
// both values as text.
struct ConfigDifference {
  std::string key;
  std::string before;
  std::string now;
};
std::optional<ConfigDifference> config_difference(const core::Dict& before, const core::Dict& now);

}  // namespace train
