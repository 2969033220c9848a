#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/linear_table.h"

// g++ 12's own AVX-512 headers read "undefined" vectors on purpose (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")
namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx512.h"
#include "model/kernels/linear_inl.h"
#include "model/kernels/gemm_inl.h"
// clang-format on
// bf16 pairs multiplied and summed into fp32 by the processor (VDPBF16PS).
struct DotBf16 {
  using Element = uint16_t;
  using Acc = __m512;
  using Operand = __m512bh;
  static constexpr int kStep = 32;
  static constexpr int kMaxAcc = 24;
  static Acc zero() { return _mm512_setzero_ps(); }
  static Operand load(const uint16_t* p) { return reinterpret_cast<Operand>(_mm512_loadu_si512(p)); }
  static Operand load_part(const uint16_t* p, int64_t count) {
    return reinterpret_cast<Operand>(
        _mm512_maskz_loadu_epi16(static_cast<__mmask32>((1U << static_cast<unsigned>(count)) - 1U), p));
  }
  static Acc dot(Operand a, Operand b, Acc acc) { return _mm512_dpbf16_ps(acc, a, b); }
};
struct MulBf16 {
  using Packed = __m512bh;
  static Packed load(const uint32_t* p) { return reinterpret_cast<Packed>(_mm512_loadu_si512(p)); }
  static Packed broadcast(const uint32_t& x) {
    return reinterpret_cast<Packed>(_mm512_set1_epi32(static_cast<int>(x)));
  }
  static Vec add(Vec acc, Packed w, Packed x) { return {_mm512_dpbf16_ps(acc.v, w, x)}; }
};
}  // namespace

const LinearKernels kLinearAvx512Bf16 = {
    linear_range<DotF32, float>,      linear_range<DotBf16, uint16_t>,         linear_range<DotBf16, float>,
    gemm_range<MulF32, float, float>, gemm_range<MulBf16, uint16_t, uint16_t>, gemm_range<MulBf16, uint16_t, float>};

}  // namespace model::kernels
#pragma GCC pop_options
