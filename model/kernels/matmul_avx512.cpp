#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/matmul_table.h"

// g++ 12's own AVX-512 headers read "undefined" vectors on purpose (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq")
namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx512.h"
#include "model/kernels/matmul_inl.h"
// clang-format on
}  // namespace

const MatmulKernels kMatmulF32Avx512 = {matmul_block<MulF32>, pack_rows, pack_columns_f32, nullptr};

}  // namespace model::kernels
#pragma GCC pop_options
