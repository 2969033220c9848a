#include "model/kernels/int8_cache.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace model::kernels {

namespace {

constexpr uint16_t kNanScale = 0x7fc0;
constexpr float kTiny = 1e-30F;  // numbers that small are zero, and the reciprocal of their scale stays finite

float to_float(float x) {
  return x;
}
float to_float(uint16_t bf16) {
  return std::bit_cast<float>(static_cast<uint32_t>(bf16) << 16U);
}

constexpr int64_t kLanes = 16;  // divides every padded head

// Rows of Hadamard's matrix of 16: 1 or -1.
constexpr std::array<std::array<float, kLanes>, kLanes> kSigns = [] {
  std::array<std::array<float, kLanes>, kLanes> signs{};
  for (size_t i = 0; i < kLanes; ++i) {
    for (size_t j = 0; j < kLanes; ++j) signs[i][j] = std::popcount(i & j) % 2 == 0 ? 1.0F : -1.0F;
  }
  return signs;
}();

void rotate_lanes(float* x) {
  float sums[kLanes] = {};
  for (size_t i = 0; i < kLanes; ++i) {
    for (size_t j = 0; j < kLanes; ++j) sums[j] += x[i] * kSigns[i][j];
  }
  std::copy(sums, sums + kLanes, x);
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
  for (int64_t e = 0; e < width; e += kLanes) rotate_lanes(x + e);
  for (int64_t half = kLanes; half < rotation_size(width); half *= 2) {
    for (int64_t e = 0; e < width; e += 2 * half) {
      for (int64_t i = e; i < e + half; ++i) {
        const float a = x[i], b = x[i + half];
        x[i] = a + b;
        x[i + half] = a - b;
      }
    }
  }
}

uint16_t round_to_bytes(const float* x, int64_t size, int8_t* bytes) {
  uint32_t top = 0;  // by the bits of |x|, where NaN is more than infinity
  for (int64_t e = 0; e < size; ++e) top = std::max(top, std::bit_cast<uint32_t>(x[e]) & 0x7fffffffU);
  const auto largest = std::bit_cast<float>(top);
  if (!(largest >= kTiny && std::isfinite(largest))) {
    std::fill(bytes, bytes + size, int8_t{0});
    return largest < kTiny ? uint16_t{0} : kNanScale;
  }
  const auto scale = static_cast<uint16_t>((std::bit_cast<uint32_t>(largest / 127.0F) + 0xffffU) >> 16U);
  const float inverse = 1.0F / to_float(scale);
  for (int64_t e = 0; e < size; ++e) bytes[e] = static_cast<int8_t>(std::nearbyint(x[e] * inverse));
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
    for (int64_t e = 0; e < width; ++e) keys[(e / 2 * kKvBlockTokens + slot.offset) * 2 + e % 2] = bytes[e];
    widen(v + h * v_stride, layer.head_size, width, wide);
    reinterpret_cast<uint16_t*>(values + kKvBlockTokens * width)[slot.offset] = round_to_bytes(wide, width, bytes);
    for (int64_t e = 0; e < width; ++e) values[(slot.offset / 2 * width + e) * 2 + slot.offset % 2] = bytes[e];
  }
}

template void store_token_int8<float>(const KvLayerView&, const KvSlot&, const float*, const float*, int64_t, int64_t);
template void store_token_int8<uint16_t>(const KvLayerView&, const KvSlot&, const uint16_t*, const uint16_t*, int64_t,
                                         int64_t);

}  // namespace model::kernels
