// What computes the engine's passes. The scheduler (model/engine_run.h) says which tokens a pass has and which blocks
// of the cache they may use; an executor owns the weights and the cache's memory, computes, and samples.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/block_pool.h"
#include "model/config.h"
#include "model/logit_shaping.h"

namespace model {

// Neighbouring tokens of one sequence.
struct StepRun {
  uint64_t sequence = 0;  // whose they are: the same in every pass of an engine, and nobody else's
  int64_t begin = 0;      // in the pass's tokens
  int64_t end = 0;
  int64_t first_position = 0;                // of token `begin` in its sequence
  std::span<const int32_t> blocks;           // of the sequence, for all tokens up to the run's last one or more
  bool decodes = false;                      // one token, which was sampled before
  const SamplingParams* sampling = nullptr;  // of the token that follows the run; nullptr: none is wanted
  TokenHistory history;                      // which that one follows
};

// One pass. What runs store, others of the pass may read.
struct Step {
  std::vector<chat::TokenId> tokens;
  std::vector<StepRun> runs;  // those that decode come first
};

// A block's keys and values of all layers, outside the cache.
class SavedBlock {
 public:
  virtual ~SavedBlock() = default;
};

class StepExecutor {
 public:
  virtual ~StepExecutor() = default;

  virtual const ModelConfig& config() const = 0;
  // Of its cache.
  virtual BlockPool& blocks() = 0;
  // The tokens that follow the runs that want one, in their order. What the step's spans and pointers name must stay
  // until it returns.
  virtual std::vector<SampledToken> execute(const Step& step) = 0;

  // Bit for bit, and back into any block.
  virtual std::unique_ptr<SavedBlock> save(int32_t block) = 0;
  virtual void restore(int32_t block, const SavedBlock& saved) = 0;

  // The weights were written to.
  virtual void weights_changed() {}
};

}  // namespace model
