#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/linear_table.h"

namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx2.h"
#include "model/kernels/linear_inl.h"
#include "model/kernels/gemm_inl.h"
// clang-format on
}  // namespace

const LinearKernels kLinearAvx2 = {few_range<MulF32, float, float>,
                                   few_range<MulBf16Widened, uint16_t, uint16_t>,
                                   few_range<MulBf16Widened, uint16_t, float>,
                                   gemm_range<MulF32, float, float>,
                                   gemm_range<MulBf16Widened, uint16_t, uint16_t>,
                                   gemm_range<MulBf16Widened, uint16_t, float>};

}  // namespace model::kernels
