// The engine's cache in device memory: the blocks of KvCache by other means, in the layout of model/cuda/attention.h.
#pragma once

#include <memory>
#include <vector>

#include "model/block_pool.h"
#include "model/config.h"
#include "model/cuda/attention.h"
#include "model/cuda/runtime.h"
#include "model/step_executor.h"

namespace model {

class DeviceCache : public BlockPool {
 public:
  // Room for `tokens` tokens, rounded up to whole blocks. Throws core::Error(environment) without memory for them. The
  // runtime must outlive it, and have nothing under way when it goes.
  DeviceCache(cuda::Runtime& runtime, const ModelConfig& config, int64_t tokens);
  DeviceCache(const DeviceCache&) = delete;
  DeviceCache& operator=(const DeviceCache&) = delete;

  cuda::KvPool layer(int64_t index) const;

  // Into pinned memory, which is kept and used again; what is saved must not outlive the cache.
  std::unique_ptr<SavedBlock> save(int32_t block);
  void restore(int32_t block, const SavedBlock& saved);

  // Of one token over all layers.
  static size_t token_bytes(const ModelConfig& config);

 private:
  struct Saved;
  using Piece = cuda::Memory<uint16_t>;

  // Of one block over all layers, in `pool` and in a saved block.
  uint16_t* in_pool(const Piece& pool, int32_t block) const;

  cuda::Runtime& runtime_;
  int64_t layers_;
  int kv_heads_;
  int head_size_;
  size_t block_elements_;  // of one layer's keys, or values
  Piece keys_;             // [layers, blocks, ...]
  Piece values_;
  std::vector<Piece> spare_;
};

}  // namespace model
