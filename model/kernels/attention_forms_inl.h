// What the attention kernel (attention_inl.h) does in its own way for each form of the cache: how queries and
// probabilities become operands, and how their products with what is stored become numbers. Included by attention_*.cpp
// before it, after simd_*.h and exp_inl.h; no include guard on purpose.

constexpr int kBlock = static_cast<int>(kKvBlockTokens);
constexpr int kKeyVecs = kBlock / Vec::kWidth;
constexpr int kTileRows = static_cast<int>(kMaxTaskRows);

struct Tile {
  uint32_t* q;    // [kTileRows, E' in words]
  uint32_t* p;    // [kTileRows, kBlock in words]: what the values of the present block are multiplied with
  float* out;     // [kTileRows, E'], not yet divided by the sum
  float* scores;  // [kTileRows, kBlock]
  float* sums;    // [kTileRows, kWidth of Vec]: of 2^(score - max), a lane for every so many keys
  float scale;    // of scores, for powers of two
  float max[kTileRows];
  float rescale[kTileRows];
  int64_t token[kTileRows];  // of the pack, that a row belongs to
  int64_t head[kTileRows];   // of the task's
  int64_t sees[kTileRows];   // keys, from the first on
  int visible[kTileRows];    // keys of the present block that a row may see
  int64_t width;             // E'
  // Of an int8 cache alone:
  float q_scale[kTileRows];      // of products with a row of q, `scale` included
  float p_scale[kTileRows];      // of products with a row of p
  const uint16_t* key_scales;    // of the present block, bf16
  const uint16_t* value_scales;  // likewise
};

#include "model/kernels/bf16_inl.h"

// Keys and values in the type T of the queries. A word is one fp32 or a pair of bf16; sums are fp32.
template <class T, class Mul>
struct PlainCache {
  using Io = T;           // of queries and results
  using Word = uint32_t;  // what is stored for one word of a query or of probabilities
  using Packed = typename Mul::Packed;
  using Sum = Vec;
  static constexpr int64_t kPerWord = 4 / sizeof(T);
  // The pair's second value may never have been written, and would count whatever it is.
  static constexpr bool kMasksLastPair = kPerWord == 2;

  static int64_t head_bytes(int64_t width) { return kBlock * width * static_cast<int64_t>(sizeof(T)); }
  static void enter(Tile& /*t*/, const char* /*keys*/, const char* /*values*/) {}

  static void set_query(Tile& t, int row, const T* q, int64_t size) {
    T* to = reinterpret_cast<T*>(t.q) + row * t.width;
    std::memcpy(to, q, static_cast<size_t>(size) * sizeof(T));
    std::memset(to + size, 0, static_cast<size_t>(t.width - size) * sizeof(T));
  }
  static Vec score(const Tile& t, int row, int key) {
    return Vec::load(t.scores + row * kBlock + key) * Vec::set(t.scale);
  }
  static void set_probabilities(Tile& t, int row, const Vec (&p)[kKeyVecs]) {
    T* to = reinterpret_cast<T*>(t.p) + row * kBlock;
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) Mul::narrow(p[j], to + j * Vec::kWidth);
  }

  static Packed load(const Word* p) { return Mul::load(p); }
  static Packed broadcast(const uint32_t& x) { return Mul::broadcast(x); }
  static Sum zero() { return Vec::zero(); }
  static Sum add(Sum sum, Packed w, Packed x) { return Mul::add(sum, w, x); }
  static Vec to_vec(Sum sum) { return sum; }
  static Sum begin_out(const float* out, Vec rescale) { return Vec::load(out) * rescale; }
  static void end_out(const Tile& /*t*/, int /*row*/, Sum sum, float* out, Vec /*rescale*/) { sum.store(out); }
};

// Keys, rotated, and values as bytes with a scale a token (int8_cache.h). Queries are rotated and rounded to 16 bits a
// row, probabilities times their values' scales to 16 bits a row and block; sums of products are exact, whatever the
// processor.
template <class T, class Mul>
struct Int8Cache {
  using Io = T;
  using Word = uint16_t;
  using Packed = typename Mul::Packed;
  // g++ 12 keeps an array of these in registers, and one of the instructions' own type in memory.
  using Sum = int32_t __attribute__((vector_size(Vec::kWidth * 4)));
  static constexpr int64_t kPerWord = 2;
  static constexpr bool kMasksLastPair = false;  // what is not seen is multiplied with 0

  static int64_t head_bytes(int64_t width) { return int8_head_bytes(width); }
  static void enter(Tile& t, const char* keys, const char* values) {
    t.key_scales = reinterpret_cast<const uint16_t*>(keys + kBlock * t.width);
    t.value_scales = reinterpret_cast<const uint16_t*>(values + kBlock * t.width);
  }

  static void set_query(Tile& t, int row, const T* q, int64_t size) {
    float* wide = t.out + row * t.width;  // nothing is in there yet
    for (int64_t e = 0; e < t.width; ++e) wide[e] = e < size ? to_float(q[e]) : 0.0F;
    rotate(wide, t.width);  // as the keys are
    Vec top = Vec::zero();
    for (int64_t e = 0; e < t.width; e += Vec::kWidth) top = Vec::max(top, Vec::abs(Vec::load(wide + e)));
    const float largest = top.max_of_lanes().first_lane();
    t.q_scale[row] = largest * (1.0F / kMost) * (t.scale / static_cast<float>(rotation_size(t.width)));
    const Vec inverse = Vec::set(inverse_step(largest));
    int16_t* to = reinterpret_cast<int16_t*>(t.q) + row * t.width;
    for (int64_t e = 0; e < t.width; e += Vec::kWidth) (Vec::load(wide + e) * inverse).store_int16(to + e);
  }
  static Vec score(const Tile& t, int row, int key) {
    return Vec::load(t.scores + row * kBlock + key) * Vec::set(t.q_scale[row]) * Vec::load(t.key_scales + key);
  }
  // Probabilities that differ by a power of two give the same digits: the largest sets the step.
  static void set_probabilities(Tile& t, int row, const Vec (&p)[kKeyVecs]) {
    Vec weight[kKeyVecs];
    Vec top = Vec::zero();
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) {
      const int key = j * Vec::kWidth;
      weight[j] = p[j] * Vec::load(t.value_scales + key);
      const int seen = t.visible[row] - key;
      if (seen < Vec::kWidth) weight[j] = Vec::first(seen > 0 ? seen : 0, weight[j], Vec::zero());
      top = Vec::max_or_nan(top, weight[j]);
    }
    const float largest = top.reduce_max_or_nan();
    t.p_scale[row] = largest * (1.0F / kMost);
    const Vec inverse = Vec::set(inverse_step(largest));
    int16_t* to = reinterpret_cast<int16_t*>(t.p) + row * kBlock;
#pragma GCC unroll 8
    for (int j = 0; j < kKeyVecs; ++j) (weight[j] * inverse).store_int16(to + j * Vec::kWidth);
  }

  static Packed load(const Word* p) { return Mul::load(p); }
  static Packed broadcast(const uint32_t& x) { return Mul::broadcast(x); }
  static Sum zero() { return Sum{}; }
  static Sum add(Sum sum, Packed w, Packed x) {
    return reinterpret_cast<Sum>(Mul::add(reinterpret_cast<typename Mul::Sum>(sum), w, x));
  }
  static Vec to_vec(Sum sum) { return Mul::to_float(reinterpret_cast<typename Mul::Sum>(sum)); }
  static Sum begin_out(const float* /*out*/, Vec /*rescale*/) { return Sum{}; }
  static void end_out(const Tile& t, int row, Sum sum, float* out, Vec rescale) {
    Vec::fma(Vec::load(out), rescale, to_vec(sum) * Vec::set(t.p_scale[row])).store(out);
  }

 private:
  static constexpr float kMost = 32767.0F;
  static float inverse_step(float largest) { return largest < 1e-30F ? 0.0F : kMost / largest; }
};
