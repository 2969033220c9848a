#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/softmax_table.h"

namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx2.h"
#include "model/kernels/exp_inl.h"
#include "model/kernels/softmax_inl.h"
// clang-format on
}  // namespace

const SoftmaxKernels kSoftmaxAvx2 = {row_max_kernel, exp_sum_kernel};

}  // namespace model::kernels
