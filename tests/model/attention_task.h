// A piece of attention's work by hand, for the tests of its kernels.
#pragma once

#include "model/kernels/attention.h"

namespace model::test {

// All query heads under `kv_head`, of the runs' tokens; q [T, H, E], out likewise, dense. `runs` must outlive the task.
inline kernels::AttentionTask task_over(const kernels::KvLayerView& layer, const at::Tensor& q, const at::Tensor& out,
                                        std::span<const kernels::QueryRun> runs, int64_t kv_head) {
  kernels::AttentionTask task;
  task.layer = layer;
  task.q = q.const_data_ptr();
  task.q_token_stride = q.stride(0);
  task.q_head_stride = q.stride(1);
  task.out = out.data_ptr();
  task.heads = q.size(1);
  task.kv_head = kv_head;
  task.group = task.heads / layer.kv_heads;
  task.first_head = kv_head * task.group;
  task.runs = runs;
  task.end = runs.front().end - runs.front().begin;
  return task;
}

}  // namespace model::test
