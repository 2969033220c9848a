#include "model/cuda/attention.h"
#include "model/cuda/device.cuh"
#include "model/cuda/sampler.h"

namespace model::cuda {

namespace {

constexpr int kThreads = 256;

// One block: rows are few, and their number of ends is then a sum without atomics on memory that somebody must clear.
__global__ void __launch_bounds__(kThreads) advance_kernel(Advance args) {
  __shared__ int ended;
  const DecodeState& state = args.state;
  if (threadIdx.x == 0) ended = 0;
  __syncthreads();
  for (int row = static_cast<int>(threadIdx.x); row < args.rows; row += kThreads) {
    const int generated = state.generated[row];
    auto end = RowEnd::none;
    if (generated >= 0) {
      const int32_t token = args.tokens[row];
      const int position = state.positions[row] + 1;
      for (int i = 0; i < args.stop_stride; ++i) {
        if (token >= 0 && args.stop_ids[row * args.stop_stride + i] == token) end = RowEnd::stop;
      }
      if (token < 0) {
        end = RowEnd::not_finite;
      } else if (end == RowEnd::none && generated + 1 >= args.max_new[row]) {
        end = RowEnd::length;
      } else if (end == RowEnd::none && position + 1 >= args.context) {
        end = RowEnd::context;
      }
      if (end == RowEnd::none) {
        const int32_t block = args.tables[static_cast<int64_t>(row) * args.table_stride + position / kBlockTokens];
        state.inputs[row] = token;
        state.positions[row] = position;
        state.lengths[row] = position + 1;
        state.slots[row] = block * kBlockTokens + position % kBlockTokens;
        state.generated[row] = generated + 1;
        if (state.occurrences != nullptr) ++state.occurrences[static_cast<int64_t>(row) * args.vocab + token];
      } else {
        state.inputs[row] = state.slots[row] = state.generated[row] = -1;
        state.lengths[row] = state.positions[row] = 0;
        atomicAdd(&ended, 1);
      }
    }
    state.ends[row] = static_cast<int32_t>(end);
  }
  __syncthreads();
  if (threadIdx.x == 0) *state.ended = ended;
}

// One block. A token that occurs twice in the prompt sets its bit twice.
__global__ void __launch_bounds__(kThreads)
    set_history_kernel(uint32_t* occurrences, int vocab, const int32_t* tokens, int prompt, int generated) {
  const int thread = static_cast<int>(threadIdx.x);
  for (int i = thread; i < vocab; i += kThreads) occurrences[i] = 0;
  __syncthreads();
  for (int i = thread; i < prompt; i += kThreads) occurrences[tokens[i]] = kInPrompt;
  __syncthreads();
  for (int i = thread; i < generated; i += kThreads) atomicAdd(&occurrences[tokens[prompt + i]], 1U);
}

}  // namespace

int advance(const Advance& args, Stream stream) {
  if (args.rows < 0 || args.stop_stride < 0) return kInvalidShape;
  return launch(&advance_kernel, dim3(1), kThreads, 0, stream, args);
}

int set_history(uint32_t* occurrences_row, int vocab, const int32_t* tokens, int prompt, int generated, Stream stream) {
  if (vocab < 1 || prompt < 0 || generated < 0) return kInvalidShape;
  return launch(&set_history_kernel, dim3(1), kThreads, 0, stream, occurrences_row, vocab, tokens, prompt, generated);
}

}  // namespace model::cuda
