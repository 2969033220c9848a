// bf16 to fp32 and back. Included by other *_inl.h inside a kernel file's target region and namespace; no include guard
// on purpose: each kernel file gets its own internal copy, compiled for its own target.

inline float to_float(float x) {
  return x;
}
inline float to_float(uint16_t bf16) {
  const uint32_t bits = static_cast<uint32_t>(bf16) << 16U;
  float x;
  std::memcpy(&x, &bits, sizeof(x));
  return x;
}

inline void from_float(float x, float* out) {
  *out = x;
}
// The upper half of its bits, rounded to nearest even; a NaN keeps its top bits and stays a NaN.
inline void from_float(float x, uint16_t* out) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  const uint32_t rounded = (bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U;
  *out = static_cast<uint16_t>((bits & 0x7fffffffU) > 0x7f800000U ? (bits >> 16U) | 0x40U : rounded);
}
