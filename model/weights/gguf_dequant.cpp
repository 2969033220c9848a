#include "model/weights/gguf_dequant.h"

#include <cstring>

#include "core/error.h"
#include "model/tensor.h"

namespace model {

namespace {

using core::GgmlType;

constexpr int64_t kSmall = 32;   // elements per block of Q8_0, Q4_0, Q4_1
constexpr int64_t kSuper = 256;  // of Q6_K

template <class T>
T load(const std::byte* p) {
  T value;
  std::memcpy(&value, p, sizeof(T));
  return value;
}

float half(const std::byte* p) {
  return static_cast<float>(load<at::Half>(p));
}

template <class T>
void plain(const std::byte* p, int64_t count, float* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = static_cast<float>(load<T>(p + i * static_cast<int64_t>(sizeof(T))));
}

// scale (half), 32 × int8
void q8_0(const std::byte* p, float* out) {
  const float scale = half(p);
  int8_t q[kSmall];
  std::memcpy(q, p + 2, sizeof(q));
  for (int64_t i = 0; i < kSmall; ++i) out[i] = scale * static_cast<float>(q[i]);
}

// scale, 16 bytes: low nibbles are elements 0..15, high ones 16..31; stored values minus 8
void q4_0(const std::byte* p, float* out) {
  const float scale = half(p);
  uint8_t q[kSmall / 2];
  std::memcpy(q, p + 2, sizeof(q));
  for (int64_t i = 0; i < kSmall / 2; ++i) {
    out[i] = scale * static_cast<float>((q[i] & 0x0F) - 8);
    out[i + kSmall / 2] = scale * static_cast<float>((q[i] >> 4) - 8);
  }
}

// scale, minimum, 16 bytes of nibbles as above
void q4_1(const std::byte* p, float* out) {
  const float scale = half(p), minimum = half(p + 2);
  uint8_t q[kSmall / 2];
  std::memcpy(q, p + 4, sizeof(q));
  for (int64_t i = 0; i < kSmall / 2; ++i) {
    out[i] = scale * static_cast<float>(q[i] & 0x0F) + minimum;
    out[i + kSmall / 2] = scale * static_cast<float>(q[i] >> 4) + minimum;
  }
}

// 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 int8 scales (one per 16 elements), scale (half)
void q6_k(const std::byte* p, float* out) {
  uint8_t low[128], high[64];
  int8_t scales[16];
  std::memcpy(low, p, sizeof(low));
  std::memcpy(high, p + 128, sizeof(high));
  std::memcpy(scales, p + 192, sizeof(scales));
  const float scale = half(p + 208);
  for (int64_t part = 0; part < 2; ++part) {  // 128 elements each
    const uint8_t* ql = low + part * 64;
    const uint8_t* qh = high + part * 32;
    const int8_t* sc = scales + part * 8;
    float* y = out + part * 128;
    for (int64_t i = 0; i < 32; ++i) {
      const int64_t s = i / 16;
      const int q1 = ((ql[i] & 0x0F) | (((qh[i] >> 0) & 3) << 4)) - 32;
      const int q2 = ((ql[i + 32] & 0x0F) | (((qh[i] >> 2) & 3) << 4)) - 32;
      const int q3 = ((ql[i] >> 4) | (((qh[i] >> 4) & 3) << 4)) - 32;
      const int q4 = ((ql[i + 32] >> 4) | (((qh[i] >> 6) & 3) << 4)) - 32;
      y[i] = scale * static_cast<float>(sc[s]) * static_cast<float>(q1);
      y[i + 32] = scale * static_cast<float>(sc[s + 2]) * static_cast<float>(q2);
      y[i + 64] = scale * static_cast<float>(sc[s + 4]) * static_cast<float>(q3);
      y[i + 96] = scale * static_cast<float>(sc[s + 6]) * static_cast<float>(q4);
    }
  }
}

template <void (*Block)(const std::byte*, float*)>
void blocks(const std::byte* p, int64_t count, const BlockFormat& format, float* out) {
  for (int64_t i = 0; i < count; i += format.elements, p += format.bytes) Block(p, out + i);
}

}  // namespace

BlockFormat block_format(GgmlType type) {
  switch (type) {
    case GgmlType::f32:
      return {1, 4};
    case GgmlType::f16:
      return {1, 2};
    case GgmlType::bf16:
      return {1, 2};
    case GgmlType::q8_0:
      return {kSmall, 34};
    case GgmlType::q4_0:
      return {kSmall, 18};
    case GgmlType::q4_1:
      return {kSmall, 20};
    case GgmlType::q6_k:
      return {kSuper, 210};
  }
  throw core::data_error(core::format("GGUF tensor type {} is not supported", static_cast<uint32_t>(type)),
                         "F32, F16, BF16, Q8_0, Q4_0, Q4_1 and Q6_K can be read: convert the file to one of them");
}

void dequantise(GgmlType type, const std::byte* data, int64_t count, float* out) {
  const BlockFormat format = block_format(type);
  switch (type) {
    case GgmlType::f32:
      std::memcpy(out, data, static_cast<size_t>(count) * sizeof(float));
      return;
    case GgmlType::f16:
      return plain<at::Half>(data, count, out);
    case GgmlType::bf16:
      return plain<at::BFloat16>(data, count, out);
    case GgmlType::q8_0:
      return blocks<q8_0>(data, count, format, out);
    case GgmlType::q4_0:
      return blocks<q4_0>(data, count, format, out);
    case GgmlType::q4_1:
      return blocks<q4_1>(data, count, format, out);
    case GgmlType::q6_k:
      return blocks<q6_k>(data, count, format, out);
  }
}

}  // namespace model
