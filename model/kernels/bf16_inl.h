// bf16 to fp32. Included by other *_inl.h inside a kernel file's target region and namespace; no include guard on
// purpose: each kernel file gets its own internal copy, compiled for its own target.

inline float to_float(float x) {
  return x;
}
inline float to_float(uint16_t bf16) {
  const uint32_t bits = static_cast<uint32_t>(bf16) << 16U;
  float x;
  std::memcpy(&x, &bits, sizeof(x));
  return x;
}
