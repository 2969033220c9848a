// What every launcher of model/cuda takes and gives back. Needs no CUDA header: callers are plain C++.
//
// Launchers only enqueue: none waits, allocates, or reads device memory on the host, and what changes from step to step
// (lengths, block tables, ids, parameters of sampling) is read from device memory. So a captured CUDA graph stays valid
// as long as the pointers and counts of a launch do. Launchers return 0 or CUDA's error code; kInvalidShape, also 1 in
// CUDA (cudaErrorInvalidValue), for shapes that no kernel here takes, and then nothing was enqueued.
#pragma once

struct CUstream_st;

namespace model::cuda {

using Stream = CUstream_st*;  // cudaStream_t

inline constexpr int kInvalidShape = 1;

}  // namespace model::cuda
