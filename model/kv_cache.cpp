#include "model/kv_cache.h"

#include "core/error.h"
#include "model/kernels/int8_cache.h"

namespace model {

using kernels::kKvBlockTokens;

namespace {

int64_t element_bytes(at::ScalarType dtype) {
  return static_cast<int64_t>(c10::elementSize(dtype));
}

}  // namespace

KvCache::KvCache(const ModelConfig& config, at::ScalarType dtype, int64_t tokens, KvForm form)
    : BlockPool(blocks_for(tokens)), config_(config), dtype_(dtype), form_(form) {
  FR_CHECK(dtype == at::kFloat || dtype == at::kBFloat16, "the cache is fp32 or bf16");
  FR_CHECK(tokens > 0);
  if (form == KvForm::int8 && config.head_size > kernels::kMaxInt8HeadSize) {
    throw core::usage_error(
        core::format("kv=int8: heads of {} numbers, at most {} possible", config.head_size, kernels::kMaxInt8HeadSize),
        "take kv=plain");
  }
  const int64_t head = kernels::kv_head_bytes(form, config.head_size, element_bytes(dtype));
  try {
    for (int64_t i = 0; i < config.layers; ++i) {
      for (auto* pool : {&keys_, &values_})
        pool->push_back(at::empty({block_count(), config.kv_heads, head}, at::kByte));
    }
  } catch (const c10::Error&) {
    throw core::environment_error(core::format("no memory for a key/value cache of {} tokens ({} MiB)", tokens,
                                               (block_count() * kKvBlockTokens * token_bytes()) >> 20),
                                  "lower the cache's token budget");
  }
}

int64_t KvCache::token_bytes(const ModelConfig& config, at::ScalarType dtype, KvForm form) {
  const int64_t head = kernels::kv_head_bytes(form, config.head_size, element_bytes(dtype));
  return 2 * config.layers * config.kv_heads * head / kKvBlockTokens;
}

std::vector<at::Tensor> KvCache::save(int32_t block) const {
  std::vector<at::Tensor> saved;
  for (size_t i = 0; i < keys_.size(); ++i) {
    saved.push_back(keys_[i][block].clone());
    saved.push_back(values_[i][block].clone());
  }
  return saved;
}

void KvCache::restore(int32_t block, std::span<const at::Tensor> saved) {
  FR_CHECK(saved.size() == 2 * keys_.size(), "what was saved is of another model");
  for (size_t i = 0; i < keys_.size(); ++i) {
    keys_[i][block].copy_(saved[2 * i]);
    values_[i][block].copy_(saved[2 * i + 1]);
  }
}

kernels::KvLayerView KvCache::layer(int64_t index) const {
  kernels::KvLayerView view;
  view.keys = keys_[static_cast<size_t>(index)].data_ptr();
  view.values = values_[static_cast<size_t>(index)].data_ptr();
  view.kv_heads = config_.kv_heads;
  view.head_size = config_.head_size;
  view.form = form_;
  return view;
}

CachedAttention::CachedAttention(const KvCache& cache, std::vector<kernels::KvSlot> slots,
                                 const std::vector<kernels::QueryRun>& runs)
    : cache_(cache),
      slots_(std::move(slots)),
      plan_(kernels::plan_queries(runs, cache.config().heads, cache.config().kv_heads)) {}

at::Tensor CachedAttention::attend(int64_t layer, const at::Tensor& q_THE, const at::Tensor& k_TKE,
                                   const at::Tensor& v_TKE) {
  const kernels::KvLayerView view = cache_.layer(layer);
  kernels::store_kv(view, slots_, k_TKE, v_TKE);
  return kernels::attend(view, plan_, q_THE);
}

}  // namespace model
