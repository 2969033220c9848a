#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/attention_table.h"

namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx2.h"
#include "model/kernels/exp_inl.h"
#include "model/kernels/attention_inl.h"
// clang-format on
}  // namespace

const AttentionKernels kAttentionAvx2 = {attention_task<float, MulF32>, attention_task<uint16_t, MulBf16Widened>};

}  // namespace model::kernels
