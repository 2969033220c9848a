// One token from each row of logits, and what a step of decoding does with it, on the device: model/sampler.h and
// model/logit_shaping.h again, with the same counter-based draws. What the CPU's sampler draws on a processor with
// AVX-512, this one draws: every decision follows the same order of fp32 operations, or is exact to 2^-44 of the
// likeliest token's mass. SamplingParams::ranked has no counterpart here.
#pragma once

#include <cstdint>

#include "model/cuda/stream.h"

namespace model::cuda {

inline constexpr int kMaxVocab = 1 << 19;

// model::SamplingParams of one row, validated (model::validate) by whoever writes them to the device.
struct RowSampling {
  uint64_t seed = 0;
  float temperature = 0;
  float top_p = 1;
  float min_p = 0;
  float repetition_penalty = 1;
  float presence_penalty = 0;
  float frequency_penalty = 0;
  int32_t top_k = 0;
  int32_t bias_begin = 0;  // of the step's list of biases
  int32_t bias_count = 0;
};

struct TokenBias {
  int32_t id = 0;
  float bias = 0;
};

// What a row's tokens were so far, [V] words a row: the highest bit says that the token is in the prompt, the others
// how often it was generated.
inline constexpr uint32_t kInPrompt = 0x80000000U;

struct Sample {
  float* logits = nullptr;  // fp32 [rows, V]; penalties and biases change it in place
  int rows = 0;
  int vocab = 0;                          // V, at most kMaxVocab
  const RowSampling* params = nullptr;    // [rows]
  const int32_t* generated = nullptr;     // [rows] tokens generated so far, the draw's counter; -1: nobody
  const uint32_t* occurrences = nullptr;  // [rows, V]; null where no row has penalties
  const TokenBias* biases = nullptr;      // may be null where no row has any
  int32_t* tokens = nullptr;              // [rows]; -1 for nobody, and where the logits hold a NaN or no finite maximum
  float* logps = nullptr;                 // [rows] as SampledToken::logp; NaN where there is no token
};

// One block of threads a row. Reads a row's 4 V bytes twice or three times, from the L2 cache but once; three to six
// times more where the tokens that top-k, top-p and min-p may keep are more than 4096.
[[nodiscard]] int sample(const Sample& args, Stream stream);

// A row's words of occurrences for a sequence: zeros, then `tokens`, in device memory: those of its prompt, and behind
// them those that were generated.
[[nodiscard]] int set_history(uint32_t* occurrences_row, int vocab, const int32_t* tokens, int prompt, int generated,
                              Stream stream);

enum class RowEnd : int32_t { none = 0, stop = 1, length = 2, context = 3, not_finite = 4 };

// The state of the decoding rows. A captured step reads and writes it; the host writes a row when a sequence joins, and
// reads `ends` (and the sampled tokens) once a step.
struct DecodeState {
  int32_t* inputs = nullptr;        // [rows] the token that the next step computes; -1: nobody
  int32_t* positions = nullptr;     // [rows] its position
  int32_t* lengths = nullptr;       // [rows] position + 1, 0 for nobody
  int32_t* slots = nullptr;         // [rows] where its key goes; -1 for nobody
  int32_t* generated = nullptr;     // [rows] tokens generated so far; -1 for nobody
  uint32_t* occurrences = nullptr;  // [rows, V] or null
  int32_t* ends = nullptr;          // [rows] a RowEnd: of the step that was last
  int32_t* ended = nullptr;         // [1] rows that ended in it
};

struct Advance {
  DecodeState state;
  int rows = 0;
  int vocab = 0;
  int context = 0;                    // tokens that a sequence may have
  const int32_t* tokens = nullptr;    // [rows] what was sampled
  const int32_t* max_new = nullptr;   // [rows]
  const int32_t* stop_ids = nullptr;  // [rows, stop_stride], filled up with -1
  int stop_stride = 0;
  const int32_t* tables = nullptr;  // the block tables, as BlockTables has them
  int table_stride = 0;
};

// The batched stop check: appends each row's token and moves the row on, or ends it. A row that ended is nobody from
// then on, until the host writes another sequence into it.
[[nodiscard]] int advance(const Advance& args, Stream stream);

}  // namespace model::cuda
