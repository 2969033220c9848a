// One generate() call from the inside: which sequences run, which tokens go into the next pass, who uses which block.
// For engine.cpp alone.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "model/engine.h"
#include "model/request_queue.h"

namespace model {

class EngineRun {
 public:
  struct Resources {
    StepExecutor& executor;
    PrefixIndex& prefixes;
    const EngineOptions& options;
    EngineStats& stats;
    uint64_t& started;  // sequences, over all calls
    int64_t context_length = 0;
  };

  // Requests and callbacks must outlive the run. Throws core::Error(usage) for requests that cannot be ones.
  EngineRun(const Resources& resources, std::span<const GenerationRequest> requests,
            const GenerationCallbacks& callbacks);
  ~EngineRun();  // leaves every block
  EngineRun(const EngineRun&) = delete;
  EngineRun& operator=(const EngineRun&) = delete;

  std::vector<Completion> run();

 private:
  // A request that holds cache memory: the first chain.size() blocks are the index's, the others its own.
  struct Sequence {
    size_t place = 0;   // in the queue
    uint64_t rank = 0;  // by when it first started, and its name: the oldest goes on whatever happens
    std::vector<PrefixNode*> chain;
    std::vector<int32_t> blocks;  // for all tokens that there are; more come as it grows
    int64_t computed = 0;         // tokens, from the first on, that are in the cache after the planned pass
    bool shares = true;           // blocks that it fills go into the index
  };

  // What a sequence had computed when it made room.
  struct Preempted {
    uint64_t rank = 0;
    int64_t computed = 0;
    std::vector<std::unique_ptr<SavedBlock>> blocks;
    int64_t in_block(size_t block) const {
      return std::clamp<int64_t>(computed - static_cast<int64_t>(block) * kernels::kKvBlockTokens, 0,
                                 kernels::kKvBlockTokens);
    }
  };

  struct Plan {
    Step step;
    std::vector<size_t> sampling;  // places in running_ of the runs that want a token
    int64_t decoding = 0;          // tokens that sequences sampled before
    bool prefills = false;
  };

  void drop_abandoned();
  void admit();
  bool try_admit(size_t place);
  std::vector<PrefixNode*> known_prefix(size_t place);
  bool has_room(int64_t blocks) const;
  int32_t take_block();
  void make_room();
  void preempt_youngest();
  void restore(Sequence& sequence, const Preempted& preempted);
  Plan plan();
  void plan_sequence(size_t index, Plan& plan, int64_t& room);
  void execute(const Plan& plan);
  void share_filled_blocks(Sequence& sequence);
  void leave(size_t index);  // of running_, which it leaves with its blocks
  void release(const Sequence& sequence);
  bool is_decoding(const Sequence& s) const { return !queue_.completion(s.place).tokens.empty(); }
  std::vector<chat::TokenId> block_tokens(size_t place, size_t block) const;

  Resources resources_;
  const GenerationCallbacks& callbacks_;
  BlockPool& blocks_;
  RequestQueue queue_;
  std::vector<Sequence> running_;          // oldest first
  std::map<size_t, Preempted> preempted_;  // by place; they wait in the queue
};

}  // namespace model
