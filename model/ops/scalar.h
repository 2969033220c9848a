// Elements of fp32 and bf16 tensors as floats, written so that plain loops over them become vector code, and the calls
// that pick the type of a tensor. For the .cpp files of model/ops alone.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

#include "core/error.h"
#include "model/tensor.h"

namespace model::ops {

// Storage types: float as it is, bf16 as its 16 bits.
using Bits16 = uint16_t;

inline float widen(float x) {
  return x;
}
inline float widen(Bits16 x) {
  return std::bit_cast<float>(static_cast<uint32_t>(x) << 16U);
}

inline void narrow(float x, float& out) {
  out = x;
}
// Round to nearest even; a NaN stays one.
inline void narrow(float x, Bits16& out) {
  const auto bits = std::bit_cast<uint32_t>(x);
  const uint32_t rounded = (bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U;
  out = static_cast<Bits16>((bits & 0x7fffffffU) > 0x7f800000U ? 0x7fc0U : rounded);
}

// What a float becomes when it is stored as T.
template <class T>
inline float rounded(float x) {
  T stored;
  narrow(x, stored);
  return widen(stored);
}

// exp(x) to about 2 ulp: x = n ln2 + r, a degree-6 polynomial in r (Cephes' expf), times 2^n. Clamped to ±87, as
// integers: of float comparisons g++ makes three copies of all that follows and blends them. NaN counts as ±87.
inline float fast_exp(float x) {
  constexpr float kRound = 12582912.0F;  // 1.5 · 2^23: adding it leaves the nearest integer in the low bits
  const auto bits = std::bit_cast<uint32_t>(x);
  const uint32_t magnitude = std::min(bits & 0x7fffffffU, std::bit_cast<uint32_t>(87.0F));
  x = std::bit_cast<float>(magnitude | (bits & 0x80000000U));
  const float shifted = x * 1.44269504088896341F + kRound;
  const float n = shifted - kRound;
  float r = x - n * 0.693359375F;
  r = r + n * 2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const uint32_t exponent = (std::bit_cast<uint32_t>(shifted) << 23U) + 0x3f800000U;
  return p * std::bit_cast<float>(exponent);
}

template <class T>
const T* data_of(const at::Tensor& tensor) {
  return tensor.defined() ? static_cast<const T*>(tensor.const_data_ptr()) : nullptr;
}
template <class T>
T* mutable_data_of(const at::Tensor& tensor) {
  return tensor.defined() ? static_cast<T*>(tensor.mutable_data_ptr()) : nullptr;
}

// fn(float{}) or fn(Bits16{}) by the tensor's type.
template <class Fn>
void by_type(const at::Tensor& tensor, const Fn& fn) {
  FR_CHECK(tensor.is_cpu(), "a CPU tensor");
  if (tensor.scalar_type() == at::kFloat) return fn(float{});
  FR_CHECK(tensor.scalar_type() == at::kBFloat16, "an fp32 or bf16 tensor");
  fn(Bits16{});
}

// Rows of `width` elements that are worth a thread's while: waking one costs more than a few thousand elements.
inline int64_t rows_per_task(int64_t width) {
  return std::max<int64_t>(1, 32768 / std::max<int64_t>(1, width));
}

// Whether an operation has to record a gradient for any of these.
template <class... Tensors>
bool needs_gradient(const Tensors&... tensors) {
  return at::GradMode::is_enabled() && ((tensors.defined() && tensors.requires_grad()) || ...);
}

// Adds an fp32 gradient to a leaf's `.grad` where that is an fp32 tensor, and returns undefined; else returns it for
// autograd to pass on. Saves the pass over memory that AccumulateGrad would take.
at::Tensor give_gradient(const at::Tensor& parameter, const at::Tensor& gradient);
// That `.grad`, or undefined where the parameter is no such leaf.
at::Tensor gradient_in_place(const at::Tensor& parameter);

}  // namespace model::ops
