// Keys and values as bytes: of each head of each token E' int8, of which each stands for its value times the head's
// scale (bf16). Some channels of keys tower over the others and would set everybody's step, so keys are rotated before
// they are rounded, and queries like them: products stay as they are. A token's bytes and scales depend on that token
// alone, so that it does not matter when, with whom and in which block it is stored. For attention.cpp, its kernels and
// the tests.
#pragma once

#include <cstdint>

#include "model/kernels/attention.h"

namespace model::kernels {

// The kernel sums products with int16 in int32: 512 * 127 * 32767 still fits.
inline constexpr int64_t kMaxInt8HeadSize = 512;

// Of the keys, or values, of one head in a block: bytes, then scales.
constexpr int64_t int8_head_bytes(int64_t width) {
  return kKvBlockTokens * (width + static_cast<int64_t>(sizeof(uint16_t)));
}

// Hadamard's transform of x [width] in place, in groups of rotation_size(width) numbers: a rotation, longer by the root
// of that. The same on every processor.
void rotate(float* x, int64_t width);
int64_t rotation_size(int64_t width);

// Rounds x [width], a multiple of 16, to bytes, at most half a scale off each, and returns the scale (bf16): the
// largest |x| over 127, rounded up. Where x is not finite the scale is NaN, so that whoever reads it gets NaN.
uint16_t round_to_bytes(const float* x, int64_t width, int8_t* bytes);

// k and v [K, E] of fp32 or bf16 (its bits) into one slot, the keys rotated.
template <class T>
void store_token_int8(const KvLayerView& layer, const KvSlot& slot, const T* k, const T* v, int64_t k_stride,
                      int64_t v_stride);

}  // namespace model::kernels
