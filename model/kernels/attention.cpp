#include "model/kernels/attention.h"

#include <ATen/Parallel.h>

#include <atomic>

#include "core/error.h"
#include "model/kernels/attention_table.h"
#include "model/kernels/int8_cache.h"
#include "model/kernels/query_plan.h"
#include "model/kernels/scratch.h"

namespace model::kernels {

namespace {

constexpr int64_t kQueriesPerTask = 32;  // tokens

template <class T>
void store_token(const KvLayerView& layer, const KvSlot& slot, const T* k, const T* v, int64_t k_stride,
                 int64_t v_stride) {
  const int64_t width = padded_head_size(layer.head_size);
  constexpr int64_t kPair = 4 / sizeof(T);  // elements of a word
  for (int64_t h = 0; h < layer.kv_heads; ++h) {
    const int64_t base = (slot.block * layer.kv_heads + h) * kKvBlockTokens * width;
    T* keys = static_cast<T*>(layer.keys) + base + slot.offset * kPair;
    T* values = static_cast<T*>(layer.values) + base + slot.offset / kPair * width * kPair + slot.offset % kPair;
    for (int64_t e = 0; e < width; ++e) {  // padding is zero, so that it adds nothing
      const bool real = e < layer.head_size;
      keys[e / kPair * kKvBlockTokens * kPair + e % kPair] = real ? k[h * k_stride + e] : T{};
      values[e * kPair] = real ? v[h * v_stride + e] : T{};
    }
  }
}

template <class T>
void store_all(const KvLayerView& layer, std::span<const KvSlot> slots, const at::Tensor& k_TKE,
               const at::Tensor& v_TKE) {
  const T* k = static_cast<const T*>(k_TKE.const_data_ptr());
  const T* v = static_cast<const T*>(v_TKE.const_data_ptr());
  const int64_t k_token = k_TKE.stride(0);
  const int64_t k_head = k_TKE.stride(1);
  const int64_t v_token = v_TKE.stride(0);
  const int64_t v_head = v_TKE.stride(1);
  at::parallel_for(0, static_cast<int64_t>(slots.size()), 16, [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; ++t) {
      const auto store = layer.form == KvForm::int8 ? store_token_int8<T> : store_token<T>;
      store(layer, slots[static_cast<size_t>(t)], k + t * k_token, v + t * v_token, k_head, v_head);
    }
  });
}

}  // namespace

int64_t padded_head_size(int64_t head_size) {
  return (head_size + 15) / 16 * 16;
}

int64_t kv_head_bytes(KvForm form, int64_t head_size, int64_t element) {
  const int64_t width = padded_head_size(head_size);
  return form == KvForm::int8 ? int8_head_bytes(width) : kKvBlockTokens * width * element;
}

int64_t attention_scratch(int64_t head_size) {
  constexpr int64_t kMostLanes = 16;  // of a row's sums
  return kMaxTaskRows * (2 * (padded_head_size(head_size) + kKvBlockTokens) + kMostLanes);
}

const AttentionKernels& attention_kernels(Isa isa) {
  switch (isa) {
    case Isa::avx512_bf16:
      return kAttentionAvx512Bf16;
    case Isa::avx512:
      return kAttentionAvx512;
    case Isa::avx2:
      break;
  }
  return kAttentionAvx2;
}

void store_kv(const KvLayerView& layer, std::span<const KvSlot> slots, const at::Tensor& k_TKE,
              const at::Tensor& v_TKE) {
  FR_CHECK(static_cast<int64_t>(slots.size()) == k_TKE.size(0) && k_TKE.sizes() == v_TKE.sizes(), "a slot a token");
  FR_CHECK(k_TKE.stride(2) == 1 && v_TKE.stride(2) == 1, "heads must be dense");
  if (k_TKE.scalar_type() == at::kFloat) {
    store_all<float>(layer, slots, k_TKE, v_TKE);
  } else {
    store_all<uint16_t>(layer, slots, k_TKE, v_TKE);
  }
}

at::Tensor attend(const KvLayerView& layer, std::span<const QueryRun> runs, const at::Tensor& q_THE, float* lse_KTG) {
  return attend(layer, plan_queries(runs, q_THE.size(1), layer.kv_heads), q_THE, lse_KTG);
}

at::Tensor attend(const KvLayerView& layer, const QueryPlan& plan, const at::Tensor& q_THE, float* lse_KTG) {
  const int64_t heads = q_THE.size(1);
  const int64_t size = q_THE.size(2);
  FR_CHECK(size == layer.head_size && heads % layer.kv_heads == 0);
  FR_CHECK(q_THE.stride(2) == 1, "heads must be dense");
  const bool bf16 = q_THE.scalar_type() == at::kBFloat16;
  at::Tensor out = at::empty({q_THE.size(0), heads, size}, q_THE.options());

  // One head after another: runs that share a prefix then find its keys of that head in the cache.
  const int64_t group = heads / layer.kv_heads;
  std::vector<AttentionTask> tasks;
  int64_t work = 0;
  const auto add_tasks = [&](const RunGroup& runs, int64_t kv_head, int64_t first, int64_t count) {
    AttentionTask task;
    task.layer = layer;
    task.q = q_THE.const_data_ptr();
    task.q_token_stride = q_THE.stride(0);
    task.q_head_stride = q_THE.stride(1);
    task.out = out.data_ptr();
    if (lse_KTG != nullptr) task.lse = lse_KTG + kv_head * q_THE.size(0) * group + first;
    task.heads = heads;
    task.kv_head = kv_head;
    task.first_head = kv_head * group + first;
    task.group = count;
    task.runs = std::span(plan.runs).subspan(runs.first, runs.count);
    task.common = runs.common;
    const QueryRun& run = task.runs.front();
    for (int64_t begin = 0; begin < run.end - run.begin; begin += kQueriesPerTask) {
      task.begin = begin;
      task.end = std::min(begin + kQueriesPerTask, run.end - run.begin);
      work += static_cast<int64_t>(runs.count) * (task.end - begin) * (run.first_position + task.end) * count * size;
      tasks.push_back(task);
    }
  };
  for (int64_t h = 0; h < layer.kv_heads; ++h) {
    for (int64_t first = 0; first < group; first += kMaxTaskRows) {
      for (const RunGroup& runs : plan.groups) add_tasks(runs, h, first, std::min(kMaxTaskRows, group - first));
    }
  }

  // Tasks differ in length: threads take the next one when they are free. Which thread runs a task changes nothing.
  const AttentionFunction run_task = attention_kernels(best_isa()).choose(bf16, layer.form);
  std::atomic<size_t> next{0};
  const int64_t useful = std::min<int64_t>(work / kMinWork + 1, static_cast<int64_t>(tasks.size()));
  at::parallel_for(0, std::min<int64_t>(at::get_num_threads(), useful), 1, [&](int64_t begin, int64_t end) {
    const Scratch scratch(attention_scratch(size));
    for (int64_t worker = begin; worker < end; ++worker) {
      for (size_t i = next++; i < tasks.size(); i = next++) run_task(tasks[i], scratch.data());
    }
  });
  return out;
}

}  // namespace model::kernels
