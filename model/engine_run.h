// One generate() call from the inside: which sequences run, which tokens go into the next pass, who owns which block.
// For engine.cpp alone.
#pragma once

#include <span>
#include <vector>

#include "model/engine.h"
#include "model/prefix_forest.h"
#include "model/sampler.h"

namespace model {

class EngineRun {
 public:
  struct Resources {
    const Transformer& model;
    KvCache& cache;
    const EngineOptions& options;
    EngineStats& stats;
    int64_t context_length = 0;
  };

  // Requests and callbacks must outlive the run, and the requests be valid.
  EngineRun(const Resources& resources, std::span<const GenerationRequest> requests,
            const GenerationCallbacks& callbacks);
  ~EngineRun();  // gives every block back
  EngineRun(const EngineRun&) = delete;
  EngineRun& operator=(const EngineRun&) = delete;

  std::vector<Completion> run();

 private:
  // A request that holds cache memory. Its own tokens are the tail of the prompt that it shares with nobody, then the
  // tokens it generated.
  struct Sequence {
    size_t place = 0;    // in runnable_ and forest_
    size_t request = 0;  // in requests_
    std::vector<PrefixSegment*> chain;
    std::vector<int32_t> blocks;  // of the own tokens, reserved to the last
    int64_t own_begin = 0;        // position of the first own token
    int64_t own_computed = 0;     // own tokens that are in the cache
  };

  // What one forward pass computes.
  struct Step {
    std::vector<int64_t> tokens;
    std::vector<int64_t> positions;
    std::vector<kernels::KvSlot> slots;
    std::vector<kernels::QueryRun> runs;              // their spans point into `spans`
    std::vector<std::vector<kernels::KvSpan>> spans;  // one list a run
    std::vector<int64_t> logit_rows;                  // places in `tokens`
    std::vector<size_t> logit_sequences;              // places in running_
    int64_t decoding = 0;                             // tokens that sequences sampled before
    bool prefills = false;
  };

  void admit();
  bool try_admit(size_t place, bool shared);
  void drop_idle_segments();
  Step plan();
  bool plan_chain(const Sequence& sequence, Step& step, int64_t& room);
  void plan_own(size_t index, Step& step, int64_t& room);
  // The chain's spans, each segment with the tokens it has in the cache.
  static std::vector<kernels::KvSpan> chain_spans(std::span<PrefixSegment* const> chain);
  void execute(const Step& step);
  void take(size_t index, const SampledToken& token, std::vector<size_t>& finished);
  void complete(size_t request, FinishReason reason);
  void release(const Sequence& sequence);
  void cancel_all();

  int64_t prompt_size(size_t request) const { return static_cast<int64_t>(requests_[request].prompt.size()); }
  int64_t own_size(const Sequence& s) const;  // tokens so far
  chat::TokenId own_token(const Sequence& s, int64_t index) const;

  Resources resources_;
  std::span<const GenerationRequest> requests_;
  const GenerationCallbacks& callbacks_;
  std::vector<Completion> completions_;
  std::vector<size_t> runnable_;  // requests with room for a new token
  PrefixForest forest_;           // of the runnable ones
  std::vector<size_t> waiting_;   // places in runnable_, the next at the back
  std::vector<Sequence> running_;
};

}  // namespace model
