#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/matmul_table.h"

// g++ 12's own AVX-512 headers read "undefined" vectors on purpose (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")
namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx512.h"
#include "model/kernels/simd_avx512_bf16.h"
#include "model/kernels/matmul_inl.h"
// clang-format on

// Sums of bf16 pairs that can go out rounded.
struct MulBf16Rounded : MulBf16 {
  static void store(uint16_t* out, Vec sums) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(sums.v)));
  }
};

void store_bf16(const float* sums, int64_t count, uint16_t* out) {
  for (int64_t i = 0; i < count; i += 16) {
    const __m256bh rounded = _mm512_cvtneps_pbh(_mm512_loadu_ps(sums + i));
    _mm256_mask_storeu_epi16(out + i, column_mask(count, i), reinterpret_cast<__m256i>(rounded));
  }
}
}  // namespace

const MatmulKernels kMatmulBf16Avx512 = {matmul_block<MulBf16Rounded>, pack_rows, pack_columns_bf16, store_bf16};

}  // namespace model::kernels
#pragma GCC pop_options
