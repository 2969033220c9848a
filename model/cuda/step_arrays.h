// What the host tells the device of a pass, as one piece of memory that one copy takes over, and what comes back.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/cuda/attention.h"
#include "model/cuda/sampler.h"

namespace model::cuda {

inline constexpr int kStopIds = 8;    // of a row, for the stop check; the host checks all
inline constexpr int kBiases = 8192;  // of all rows of a pass together

// The most that a pass can have.
struct StepLimits {
  int rows = 0;     // sequences that sample
  int prompts = 0;  // runs of prompts
  int tokens = 0;   // of prompts
  int stride = 0;   // blocks of a sequence
  int context = 0;  // tokens of a sequence

  int pack() const { return rows + tokens; }
  // A row's own, and one for each run of a prompt that does not end in the pass.
  int tables() const { return rows + prompts; }
};

// Hands out aligned pieces of a block of memory; from nullptr it only counts.
class Carver {
 public:
  explicit Carver(void* base) : base_(static_cast<unsigned char*>(base)) {}
  template <class T>
  T* take(int count) {
    const size_t at = used_;
    used_ = (at + static_cast<size_t>(count) * sizeof(T) + 255) / 256 * 256;
    return base_ == nullptr ? nullptr : reinterpret_cast<T*>(base_ + at);
  }
  size_t used() const { return used_; }

 private:
  unsigned char* base_;
  size_t used_ = 0;
};

// A pass's tokens are one for each row, and behind them those of prompts. A row whose prompt ends in this pass has a
// token -1 in its own place, and rows that nobody has, too.
struct StepInputs {
  StepInputs(void* base, const StepLimits& limits) {
    Carver carver(base);
    tokens = carver.take<int32_t>(limits.pack());
    positions = carver.take<int32_t>(limits.pack());
    slots = carver.take<int32_t>(limits.pack());
    lengths = carver.take<int32_t>(limits.rows);
    generated = carver.take<int32_t>(limits.rows);
    max_new = carver.take<int32_t>(limits.rows);
    stop_ids = carver.take<int32_t>(limits.rows * kStopIds);
    logit_tokens = carver.take<int32_t>(limits.rows);
    params = carver.take<RowSampling>(limits.rows);
    runs = carver.take<PrefillRun>(limits.prompts);
    biases = carver.take<TokenBias>(kBiases);
    bytes = carver.used();
  }

  int32_t* tokens;        // [pack]
  int32_t* positions;     // [pack]; of a row whose prompt ends in this pass, the prompt's last
  int32_t* slots;         // [pack]
  int32_t* lengths;       // [rows] 0: the row has no token in this pass
  int32_t* generated;     // [rows] tokens of the row before; -1: the device samples none for it
  int32_t* max_new;       // [rows]
  int32_t* stop_ids;      // [rows, kStopIds], filled up with -1
  int32_t* logit_tokens;  // [rows] which of the pass's tokens the row samples after; -1: none
  RowSampling* params;    // [rows]
  PrefillRun* runs;       // [prompts]
  TokenBias* biases;      // [kBiases]
  size_t bytes;
};

struct StepResults {
  StepResults(void* base, const StepLimits& limits) {
    Carver carver(base);
    tokens = carver.take<int32_t>(limits.rows);
    logps = carver.take<float>(limits.rows);
    ends = carver.take<int32_t>(limits.rows);
    ended = carver.take<int32_t>(1);
    bytes = carver.used();
  }

  int32_t* tokens;  // [rows] -1: no finite logits
  float* logps;     // [rows]
  int32_t* ends;    // [rows] a RowEnd
  int32_t* ended;   // [1] how many rows ended
  size_t bytes;
};

}  // namespace model::cuda
