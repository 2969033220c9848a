#include "model/kernels/int8_cache.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace model::kernels {

namespace {

constexpr uint16_t kNanScale = 0x7fc0;
constexpr float kTiny = 1e-30F;  // numbers that small are zero, and the reciprocal of their scale stays finite

#include "model/kernels/bf16_inl.h"
#include "model/kernels/simd_avx2.h"

// x[i] + x[j] at i and x[i] - x[j] at j, where j is i plus 1, 2 or 4; `swapped` holds x[j] at i and the other way
// round.
Vec butterfly(Vec x, __m256 swapped, int second_of_pair) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m256i bit = _mm256_and_si256(lanes, _mm256_set1_epi32(second_of_pair));
  const __m256i first = _mm256_cmpeq_epi32(bit, _mm256_setzero_si256());
  const __m256 signs = _mm256_andnot_ps(_mm256_castsi256_ps(first), _mm256_set1_ps(-0.0F));
  return {_mm256_add_ps(swapped, _mm256_xor_ps(x.v, signs))};
}

Vec rotate_lanes(Vec x) {
  x = butterfly(x, _mm256_permute_ps(x.v, 0xb1), 1);
  x = butterfly(x, _mm256_permute_ps(x.v, 0x4e), 2);
  return butterfly(x, _mm256_permute2f128_ps(x.v, x.v, 1), 4);
}

template <class T>
void widen(const T* x, int64_t size, int64_t width, float* wide) {
  for (int64_t e = 0; e < size; ++e) wide[e] = to_float(x[e]);
  std::fill(wide + size, wide + width, 0.0F);
}

}  // namespace

int64_t rotation_size(int64_t width) {
  return width & -width;  // the largest power of two that divides it
}

void rotate(float* x, int64_t width) {
  for (int64_t e = 0; e < width; e += Vec::kWidth) rotate_lanes(Vec::load(x + e)).store(x + e);
  const int64_t group = rotation_size(width);
  for (int64_t half = Vec::kWidth; half < group; half *= 2) {
    for (int64_t e = 0; e < width; e += Vec::kWidth) {
      if ((e & half) != 0) continue;
      const Vec a = Vec::load(x + e), b = Vec::load(x + e + half);
      (a + b).store(x + e);
      (a - b).store(x + e + half);
    }
  }
}

uint16_t round_to_bytes(const float* x, int64_t width, int8_t* bytes) {
  Vec top = Vec::zero();
  for (int64_t e = 0; e < width; e += Vec::kWidth) top = Vec::max_or_nan(top, Vec::abs(Vec::load(x + e)));
  const float largest = top.reduce_max_or_nan();
  if (!(largest >= kTiny && std::isfinite(largest))) {
    std::fill(bytes, bytes + width, int8_t{0});
    return largest < kTiny ? uint16_t{0} : kNanScale;
  }
  const auto scale = static_cast<uint16_t>((std::bit_cast<uint32_t>(largest / 127.0F) + 0xffffU) >> 16U);
  const Vec inverse = Vec::set(1.0F / to_float(scale));
  for (int64_t e = 0; e < width; e += 2 * Vec::kWidth) {
    int16_t rounded[2 * Vec::kWidth];
    (Vec::load(x + e) * inverse).store_int16(rounded);
    (Vec::load(x + e + Vec::kWidth) * inverse).store_int16(rounded + Vec::kWidth);
    for (int i = 0; i < 2 * Vec::kWidth; ++i) bytes[e + i] = static_cast<int8_t>(rounded[i]);
  }
  return scale;
}

template <class T>
void store_token_int8(const KvLayerView& layer, const KvSlot& slot, const T* k, const T* v, int64_t k_stride,
                      int64_t v_stride) {
  const int64_t width = padded_head_size(layer.head_size);
  for (int64_t h = 0; h < layer.kv_heads; ++h) {
    const int64_t head = (slot.block * layer.kv_heads + h) * int8_head_bytes(width);
    auto* keys = static_cast<int8_t*>(layer.keys) + head;
    auto* values = static_cast<int8_t*>(layer.values) + head;
    float wide[kMaxInt8HeadSize];
    int8_t bytes[kMaxInt8HeadSize];
    widen(k + h * k_stride, layer.head_size, width, wide);
    rotate(wide, width);
    reinterpret_cast<uint16_t*>(keys + kKvBlockTokens * width)[slot.offset] = round_to_bytes(wide, width, bytes);
    for (int64_t e = 0; e < width; e += 2) std::memcpy(keys + e * kKvBlockTokens + slot.offset * 2, bytes + e, 2);
    widen(v + h * v_stride, layer.head_size, width, wide);
    reinterpret_cast<uint16_t*>(values + kKvBlockTokens * width)[slot.offset] = round_to_bytes(wide, width, bytes);
    for (int64_t e = 0; e < width; ++e) values[(slot.offset / 2 * width + e) * 2 + slot.offset % 2] = bytes[e];
  }
}

template void store_token_int8<float>(const KvLayerView&, const KvSlot&, const float*, const float*, int64_t, int64_t);
template void store_token_int8<uint16_t>(const KvLayerView&, const KvSlot&, const uint16_t*, const uint16_t*, int64_t,
                                         int64_t);

}  // namespace model::kernels
