#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/linear_table.h"

// g++ 12's own AVX-512 headers read "undefined" vectors on purpose (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq")
namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx512.h"
#include "model/kernels/linear_inl.h"
#include "model/kernels/gemm_inl.h"
// clang-format on
}  // namespace

const LinearKernels kLinearAvx512 = {few_range<MulF32, float, float>,
                                     few_range<MulBf16Widened, uint16_t, uint16_t>,
                                     few_range<MulBf16Widened, uint16_t, float>,
                                     gemm_range<MulF32, float, float>,
                                     gemm_range<MulBf16Widened, uint16_t, uint16_t>,
                                     gemm_range<MulBf16Widened, uint16_t, float>};

}  // namespace model::kernels
#pragma GCC pop_options
