#include <cmath>

#include "model/cuda/block_ops.cuh"
#include "model/cuda/sampler.h"
#include "model/cuda/sampler_numbers.cuh"

namespace model::cuda {

namespace {

constexpr int kThreads = 512;
constexpr int kSlice = 512;  // model::kernels::kSoftmaxSlice
constexpr int kListed = 4096;
constexpr int kSlices = (kMaxVocab + kSlice - 1) / kSlice;
constexpr double kOne = 17592186044416.0;  // 2^44: the mass of the likeliest token; of all tokens below 2^64

struct Candidate {
  float logit;
  int32_t id;
};

struct Shared {
  union {
    double slices[kSlices];
    Candidate list[kListed];
  };
  union {
    float terms[kSlice];
    float maxima[kThreads];
  };
  PlaceScratch place;
  float floats[kThreads / kWarp];
  unsigned long long words[kThreads / kWarp];
  double total;
  float bound;
  int listed;
  int32_t chosen;
  float logp;
};

// One row being sampled, by all threads of a block.
class Row {
 public:
  __device__ Row(const Sample& args, Shared& shared)
      : shared_(shared),
        index_(blockIdx.x),
        thread_(static_cast<int>(threadIdx.x)),
        vocab_(args.vocab),
        logits_(args.logits + static_cast<int64_t>(blockIdx.x) * args.vocab),
        params_(args.params[blockIdx.x]) {}

  __device__ void shape(const Sample& args);
  __device__ bool find_max();
  __device__ void take_greedily();
  __device__ void draw_from_all(double uniform);
  __device__ void draw_from_filtered(double uniform);
  __device__ bool filters() const { return params_.top_p < 1 || params_.min_p > 0 || by_count(); }
  __device__ const RowSampling& params() const { return params_; }

 private:
  __device__ bool by_count() const { return params_.top_k > 0 && params_.top_k < vocab_; }
  __device__ double sum_slices(float inverse_temperature);
  __device__ int32_t first_maximum();
  __device__ void collect_candidates();
  __device__ double mass(float logit) const {
    return exp((static_cast<double>(logit) - static_cast<double>(max_)) / static_cast<double>(params_.temperature));
  }
  __device__ static uint64_t fixed(double mass_) { return static_cast<uint64_t>(mass_ * kOne + 0.5); }
  // Whether min_p keeps it, and whether it has any mass.
  __device__ bool likely(double mass_) const { return mass_ >= static_cast<double>(params_.min_p) && mass_ > 0; }
  // visit(logit, id) for this thread's share of the candidates.
  template <class Visit>
  __device__ void each_candidate(const Visit& visit) const {
    if (shared_.listed <= kListed) {
      for (int i = thread_; i < shared_.listed; i += kThreads) visit(shared_.list[i].logit, shared_.list[i].id);
      return;
    }
    for (int i = thread_; i < vocab_; i += kThreads) {
      if (logits_[i] >= shared_.bound) visit(logits_[i], i);
    }
  }
  template <class Weight>
  __device__ Place place_of(uint64_t target, const Weight& weight) {
    return find_place(
        [&](const auto& visit) { each_candidate([&](float x, int32_t) { visit(key_of(x), weight(x)); }); }, target,
        shared_.place);
  }
  template <class Weight>
  __device__ uint64_t sum_candidates(const Weight& weight) {
    unsigned long long sum = 0;
    each_candidate([&](float x, int32_t) { sum += weight(x); });
    return over_block(sum, shared_.words, [](unsigned long long a, unsigned long long b) { return a + b; });
  }

  Shared& shared_;
  int64_t index_;
  int thread_;
  int vocab_;
  float* logits_;
  RowSampling params_;
  float max_ = 0;
};

// model::shape_logits
__device__ void Row::shape(const Sample& args) {
  const bool generated = params_.presence_penalty != 0 || params_.frequency_penalty != 0;
  if (args.occurrences != nullptr && (generated || params_.repetition_penalty != 1)) {
    const uint32_t* row = args.occurrences + index_ * vocab_;
    for (int i = thread_; i < vocab_; i += kThreads) {
      const uint32_t seen = row[i], times = seen & ~kInPrompt;
      if (seen == 0) continue;
      float x = logits_[i];
      if (params_.repetition_penalty != 1) {
        x = x > 0 ? __fdiv_rn(x, params_.repetition_penalty) : __fmul_rn(x, params_.repetition_penalty);
      }
      if (generated && times > 0) {
        x = __fsub_rn(x, params_.presence_penalty);
        for (uint32_t j = 0; j < times; ++j) x = __fsub_rn(x, params_.frequency_penalty);
      }
      logits_[i] = x;
    }
  }
  __syncthreads();
  // The first entry of an id adds up all of that id, in their order.
  const TokenBias* biases = args.biases + params_.bias_begin;
  for (int i = thread_; i < params_.bias_count; i += kThreads) {
    const int32_t id = biases[i].id;
    bool first = true;
    for (int j = 0; j < i && first; ++j) first = biases[j].id != id;
    if (!first) continue;
    float x = logits_[id];
    for (int j = i; j < params_.bias_count; ++j) {
      if (biases[j].id == id) x = __fadd_rn(x, biases[j].bias);
    }
    logits_[id] = x;
  }
  __syncthreads();
}

// Leaves every thread's own maximum in shared memory. False for rows that cannot be sampled from.
__device__ bool Row::find_max() {
  float best = -INFINITY;
  bool whole = true;
  for (int i = thread_; i < vocab_; i += kThreads) {
    const float x = logits_[i];
    whole = whole && x == x;
    best = fmaxf(best, x);
  }
  shared_.maxima[thread_] = best;
  if (!whole) best = INFINITY;
  max_ = over_block(best, shared_.floats, [](float a, float b) { return fmaxf(a, b); });
  return max_ < INFINITY && max_ > -INFINITY;
}

// model::kernels::exp_sums: sixteen running sums a slice, which half a warp has, then a tree over them; slices one
// after the other.
__device__ double Row::sum_slices(float inverse_temperature) {
  const int slices = (vocab_ + kSlice - 1) / kSlice, lane = thread_ % 16;
  __syncthreads();
  for (int base = 0; base < slices; base += kThreads / 16) {  // the same number of rounds for all lanes
    const int slice = base + thread_ / 16;
    const int end = min((slice + 1) * kSlice, vocab_);
    float sum = 0;
    for (int i = slice * kSlice + lane; i < end; i += 16) {
      sum = __fadd_rn(sum, exp_term(logits_[i], max_, inverse_temperature));
    }
#pragma unroll
    for (int bits = 8; bits > 0; bits /= 2) sum = __fadd_rn(sum, __shfl_xor_sync(kAllLanes, sum, bits));
    if (lane == 0 && slice < slices) shared_.slices[slice] = static_cast<double>(sum);
  }
  __syncthreads();
  if (thread_ == 0) {
    double total = 0;
    for (int i = 0; i < slices; ++i) total += shared_.slices[i];
    shared_.total = total;
  }
  __syncthreads();
  return shared_.total;
}

__device__ int32_t Row::first_maximum() {
  unsigned long long first = static_cast<unsigned long long>(vocab_);
  for (int i = thread_; i < vocab_; i += kThreads) {
    if (logits_[i] != max_) continue;
    first = static_cast<unsigned long long>(i);
    break;
  }
  return static_cast<int32_t>(
      over_block(first, shared_.words, [](unsigned long long a, unsigned long long b) { return a < b ? a : b; }));
}

__device__ void Row::take_greedily() {
  const double total = sum_slices(1.0F);
  const int32_t id = first_maximum();
  if (thread_ == 0) {
    shared_.chosen = id;
    shared_.logp = static_cast<float>(-log(total));
  }
}

__device__ void Row::draw_from_all(double uniform_) {
  const float inverse = __fdiv_rn(1.0F, params_.temperature);
  const double total = sum_slices(inverse);
  const int slices = (vocab_ + kSlice - 1) / kSlice;
  double left = __dmul_rn(uniform_, total);  // the same in every thread
  int slice = 0;
  while (slice + 1 < slices && left >= shared_.slices[slice]) left -= shared_.slices[slice++];
  const int begin = slice * kSlice, count = min(kSlice, vocab_ - begin);
  for (int i = thread_; i < count; i += kThreads) {
    const float x = logits_[begin + i];
    shared_.terms[i] = x == -INFINITY ? 0.0F : exp_term(x, max_, inverse);
  }
  const int32_t likeliest = first_maximum();  // its barriers also publish the terms
  if (thread_ != 0) return;
  // Rounding may leave a rest behind the slice's end: then the last token that has any mass is it.
  int32_t chosen = -1;
  for (int i = 0; i < count; ++i) {
    if (shared_.terms[i] <= 0) continue;
    chosen = begin + i;
    left -= static_cast<double>(shared_.terms[i]);
    if (left < 0) break;
  }
  if (chosen < 0) chosen = likeliest;
  const double scaled =
      __dmul_rn(static_cast<double>(logits_[chosen]) - static_cast<double>(max_), static_cast<double>(inverse));
  shared_.chosen = chosen;
  shared_.logp = static_cast<float>(scaled - log(total));
}

// The tokens among which those that are kept must be: all whose logit is at least shared_.bound. In a list where they
// fit.
__device__ void Row::collect_candidates() {
  float bound = -INFINITY;
  if (by_count()) {
    // No fewer than k tokens reach the k-th largest of the threads' maxima.
    if (params_.top_k <= kThreads) {
      const float own = shared_.maxima[thread_];
      int before = 0;
      for (int i = 0; i < kThreads; ++i) {
        const float other = shared_.maxima[i];
        before += (other > own || (other == own && i < thread_)) ? 1 : 0;
      }
      if (before == params_.top_k - 1) shared_.bound = own;
      __syncthreads();
      bound = shared_.bound;
    }
  } else {
    // As model::filtered_distribution has it; rounding down to a float keeps a few more, of which nothing depends.
    const double nucleus =
        params_.top_p < 1 ? (1.0 - static_cast<double>(params_.top_p)) / vocab_ * shared_.total : 0.0;
    const double floor = fmax(nucleus, static_cast<double>(params_.min_p)) * 0.5;
    const double depth = floor > 0 ? log(floor) : -static_cast<double>(INFINITY);
    bound = nextafterf(static_cast<float>(static_cast<double>(max_) + depth * static_cast<double>(params_.temperature)),
                       -INFINITY);
  }
  __syncthreads();
  if (thread_ == 0) {
    shared_.bound = bound;
    shared_.listed = 0;
  }
  __syncthreads();
  for (int i = thread_; i < vocab_; i += kThreads) {
    const float x = logits_[i];
    if (!(x >= bound)) continue;
    const int at = atomicAdd(&shared_.listed, 1);
    if (at < kListed) shared_.list[at] = {x, i};
  }
  __syncthreads();
}

// Candidates are a list ordered by descending logit, then by id; what top-k and top-p keep is a beginning of it: all
// tokens above `edge` and the first `ties` at it. Sums are integers, so no order of threads shows.
__device__ void Row::draw_from_filtered(double uniform_) {
  const bool nucleus = params_.top_p < 1;
  const double row_total = nucleus && !by_count() ? sum_slices(__fdiv_rn(1.0F, params_.temperature)) : 0;
  collect_candidates();
  uint32_t edge = 0;
  uint64_t ties = ~0ULL;
  if (by_count()) {
    const Place last = place_of(static_cast<uint64_t>(params_.top_k), [](float) -> uint64_t { return 1; });
    edge = last.key;
    ties = static_cast<uint64_t>(params_.top_k) - last.before;
  }
  // Of the tokens above the edge, and of those at it.
  const auto kept_mass = [&](const auto& weight) {
    const uint64_t above = sum_candidates([&](float x) { return key_of(x) > edge ? weight(x) : 0; });
    const uint64_t at = sum_candidates([&](float x) -> uint64_t { return key_of(x) == edge ? 1 : 0; });
    const uint64_t kept = at < ties ? at : ties;
    return above + (kept > 0 ? kept * weight(value_of(edge)) : 0);
  };
  const auto weight_of = [&](float x) { return fixed(mass(x)); };
  if (nucleus) {
    const double all = by_count() ? static_cast<double>(kept_mass(weight_of)) : row_total * kOne;
    const auto target = static_cast<uint64_t>(fmax(ceil(static_cast<double>(params_.top_p) * all), 1.0));
    const Place last = place_of(target, weight_of);
    const uint64_t each = weight_of(value_of(last.key));
    const uint64_t needed = target > last.before && each > 0 ? (target - last.before + each - 1) / each : 1;
    if (last.key > edge) {
      edge = last.key;
      ties = needed;
    } else if (last.key == edge && needed < ties) {
      ties = needed;
    }
  }
  const auto likely_weight = [&](float x) {
    const double m = mass(x);
    return likely(m) ? fixed(m) : 0;
  };
  const uint64_t all = kept_mass(likely_weight);
  uint64_t target = static_cast<uint64_t>(uniform_ * static_cast<double>(all)) + 1;
  if (target > all) target = all;
  const Place drawn = place_of(target, likely_weight);
  const float logit = value_of(drawn.key);
  const double chosen_mass = mass(logit);
  const uint64_t nth = (target - drawn.before - 1) / fixed(chosen_mass) + 1;  // of the tokens with this logit
  const Place id = find_place(
      [&](const auto& visit) {
        each_candidate([&](float x, int32_t i) { visit(~static_cast<uint32_t>(i), key_of(x) == drawn.key ? 1 : 0); });
      },
      nth, shared_.place);
  if (thread_ == 0) {
    shared_.chosen = static_cast<int32_t>(~id.key);
    shared_.logp = static_cast<float>(log(chosen_mass * kOne / static_cast<double>(all)));
  }
}

// Grid [rows]; shared: Shared.
__global__ void __launch_bounds__(kThreads, 1) sample_kernel(Sample args) {
  auto& shared = *reinterpret_cast<Shared*>(dynamic_shared());
  const int row = static_cast<int>(blockIdx.x), step = args.generated[row];
  int32_t token = -1;
  float logp = __uint_as_float(0x7fc00000U);
  if (step >= 0) {
    Row sampled(args, shared);
    sampled.shape(args);
    if (sampled.find_max()) {
      const double draw = uniform(sampled.params().seed, static_cast<uint64_t>(step));
      if (sampled.params().temperature == 0) {
        sampled.take_greedily();
      } else if (sampled.filters()) {
        sampled.draw_from_filtered(draw);
      } else {
        sampled.draw_from_all(draw);
      }
      if (threadIdx.x == 0) {
        token = shared.chosen;
        logp = shared.logp;
      }
    }
  }
  if (threadIdx.x != 0) return;
  args.tokens[row] = token;
  args.logps[row] = logp;
}

}  // namespace

int sample(const Sample& args, Stream stream) {
  if (args.rows < 0 || args.vocab < 1 || args.vocab > kMaxVocab) return kInvalidShape;
  if (args.rows == 0) return 0;
  return launch(&sample_kernel, dim3(static_cast<unsigned>(args.rows)), kThreads, sizeof(Shared), stream, args);
}

}  // namespace model::cuda
