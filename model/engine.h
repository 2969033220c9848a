// The generation engine: the in-process Policy. Continuous batching over a block cache; decoding sequences and chunks
// of prompts share one packed forward pass a step; full blocks that prompts share are computed and stored once, and
// stay for later calls while there is room: the next turn of a conversation finds its history computed. A sequence
// takes memory as it grows; where there is none, the youngest makes room, is kept outside the cache bit for bit, and
// goes on later, so that a full cache changes no output. One call at a time; the weights are the Transformer's own, so
// whoever trains it says when they changed.
#pragma once

#include <memory>

#include "model/kv_form.h"
#include "model/policy.h"
#include "model/prefix_index.h"
#include "model/step_executor.h"
#include "model/transformer.h"

namespace model {

struct EngineOptions {
  int64_t max_batch = 32;     // sequences that run at the same time
  int64_t kv_tokens = 32768;  // tokens that the cache holds; where they run out, sequences wait
  int64_t step_tokens = 512;  // tokens of one forward pass: decoding first, the rest for chunks of prompts
  bool share_prefixes = true;
  KvForm kv = KvForm::plain;  // int8 is not for strict numerics (model/strict.h)
};

// The same. Throws core::Error(usage) for options that cannot work.
const EngineOptions& checked(const EngineOptions& options);

// What the last generate() did.
struct EngineStats {
  int64_t steps = 0;
  int64_t prompt_tokens = 0;     // in the requests, follow-ups included
  int64_t prefilled_tokens = 0;  // computed: less than prompt_tokens where prefixes were in the cache
  int64_t new_tokens = 0;
  int64_t evictions = 0;    // blocks of earlier prefixes dropped for want of room
  int64_t preemptions = 0;  // sequences that made room for older ones
  double prefill_s = 0;     // steps that only prefilled, and those that did both
  double decode_s = 0;      // steps that only decoded
};

class Engine : public Policy {
 public:
  // On the CPU. Throws as checked() does, and core::Error(environment) without memory for the cache.
  Engine(const std::shared_ptr<const Transformer>& model, const EngineOptions& options);
  // With a cache of its own, which decides instead of kv_tokens.
  Engine(std::unique_ptr<StepExecutor> executor, const EngineOptions& options);

  // Throws core::Error(usage) for an empty prompt, a token id outside the vocabulary or wrong sampling parameters,
  // naming the request, before anything is generated (of a follow-up: when it comes). Exceptions of the callbacks pass
  // through; the engine stays usable.
  std::vector<Completion> generate(std::span<const GenerationRequest> requests,
                                   const GenerationCallbacks& callbacks) override;

  // The model's context, or what the cache holds if that is less. Prompt and new tokens together stay within it.
  int64_t context_length() const override { return context_length_; }

  int64_t weight_version() const override { return weight_version_; }
  // The weights were written to: completions from now on are of this version, and what the cache holds is forgotten.
  // Not while generate() runs.
  void set_weight_version(int64_t version);

  CacheUse cache_use() const override;

  const EngineStats& stats() const { return stats_; }
  const BlockPool& blocks() const { return executor_->blocks(); }
  // Blocks that hold prefixes for later calls.
  int64_t kept_blocks() const { return prefixes_.idle(); }

 private:
  EngineOptions options_;
  std::unique_ptr<StepExecutor> executor_;
  PrefixIndex prefixes_;
  uint64_t started_ = 0;
  int64_t context_length_ = 0;
  int64_t weight_version_ = 0;
  EngineStats stats_;
};

}  // namespace model
