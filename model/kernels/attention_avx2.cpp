#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/attention_table.h"
#include "model/kernels/int8_cache.h"

namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx2.h"
#include "model/kernels/exp_inl.h"
#include "model/kernels/attention_forms_inl.h"
#include "model/kernels/attention_inl.h"
// clang-format on
}  // namespace

const AttentionKernels kAttentionAvx2 = {
    attention_task<PlainCache<float, MulF32>>, attention_task<PlainCache<uint16_t, MulBf16Widened>>,
    attention_task<Int8Cache<float, MulInt8>>, attention_task<Int8Cache<uint16_t, MulInt8>>};

}  // namespace model::kernels
