#include "model/device/cache.h"

#include "core/error.h"

namespace model {

using kernels::kKvBlockTokens;
static_assert(kKvBlockTokens == cuda::kBlockTokens);

namespace {

size_t elements_of_block(const ModelConfig& config) {
  return static_cast<size_t>(config.kv_size() * kKvBlockTokens);
}

}  // namespace

// Keys of all layers, then values. Copies from and to it are enqueued, and the host reads none of it: so the memory may
// serve another block as soon as nobody means to restore this one.
struct DeviceCache::Saved : SavedBlock {
  Saved(std::vector<Piece>& spare_pieces, Piece saved) : spare(spare_pieces), piece(std::move(saved)) {}
  ~Saved() override { spare.push_back(std::move(piece)); }
  std::vector<Piece>& spare;
  Piece piece;
};

DeviceCache::DeviceCache(cuda::Runtime& runtime, const ModelConfig& config, int64_t tokens)
    : BlockPool(blocks_for(tokens)),
      runtime_(runtime),
      layers_(config.layers),
      kv_heads_(static_cast<int>(config.kv_heads)),
      head_size_(static_cast<int>(config.head_size)),
      block_elements_(elements_of_block(config)) {
  const size_t elements = static_cast<size_t>(layers_ * block_count()) * block_elements_;
  try {
    keys_ = Piece(runtime, elements);
    values_ = Piece(runtime, elements);
  } catch (const core::Error& error) {
    throw core::environment_error(
        core::format("no memory for a key/value cache of {} tokens ({} MiB): {}", tokens,
                     (static_cast<size_t>(tokens) * token_bytes(config)) >> 20U, error.what()),
        "lower the cache's token budget");
  }
}

size_t DeviceCache::token_bytes(const ModelConfig& config) {
  return static_cast<size_t>(2 * config.layers * config.kv_size()) * sizeof(uint16_t);
}

uint16_t* DeviceCache::in_pool(const Piece& pool, int32_t block) const {
  return pool.get() + static_cast<size_t>(block) * block_elements_;
}

cuda::KvPool DeviceCache::layer(int64_t index) const {
  const auto first = static_cast<int32_t>(index * block_count());
  return {in_pool(keys_, first), in_pool(values_, first), kv_heads_, head_size_};
}

std::unique_ptr<SavedBlock> DeviceCache::save(int32_t block) {
  const auto layers = static_cast<size_t>(layers_);
  if (spare_.empty()) spare_.push_back(cuda::pinned<uint16_t>(runtime_, 2 * layers * block_elements_));
  auto saved = std::make_unique<Saved>(spare_, std::move(spare_.back()));
  spare_.pop_back();
  const size_t bytes = block_elements_ * sizeof(uint16_t), stride = bytes * static_cast<size_t>(block_count());
  uint16_t* to = saved->piece.get();
  runtime_.download({to, in_pool(keys_, block), bytes, layers, bytes, stride});
  runtime_.download({to + layers * block_elements_, in_pool(values_, block), bytes, layers, bytes, stride});
  return saved;
}

void DeviceCache::restore(int32_t block, const SavedBlock& saved) {
  const auto layers = static_cast<size_t>(layers_);
  const size_t bytes = block_elements_ * sizeof(uint16_t), stride = bytes * static_cast<size_t>(block_count());
  const uint16_t* from = static_cast<const Saved&>(saved).piece.get();
  runtime_.upload({in_pool(keys_, block), from, bytes, layers, stride, bytes});
  runtime_.upload({in_pool(values_, block), from + layers * block_elements_, bytes, layers, stride, bytes});
}

}  // namespace model
