#include <immintrin.h>

#include <cstdint>
#include <cstring>

#include "model/kernels/attention_table.h"
#include "model/kernels/int8_cache.h"

// g++ 12's own AVX-512 headers read "undefined" vectors on purpose (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx512vnni")
namespace model::kernels {

namespace {
// clang-format off: in this order, each builds on the one before
#include "model/kernels/simd_avx512.h"
#include "model/kernels/simd_avx512_bf16.h"
#include "model/kernels/exp_inl.h"
#include "model/kernels/attention_forms_inl.h"
#include "model/kernels/attention_inl.h"
// clang-format on

struct MulInt8Vnni : MulInt8 {
  static Sum add(Sum sum, Packed w, Packed x) { return _mm512_dpwssd_epi32(sum, w, x); }
};
}  // namespace

const AttentionKernels kAttentionAvx512Bf16 = {
    attention_task<PlainCache<float, MulF32>>, attention_task<PlainCache<uint16_t, MulBf16>>,
    attention_task<Int8Cache<float, MulInt8Vnni>>, attention_task<Int8Cache<uint16_t, MulInt8Vnni>>};

}  // namespace model::kernels
#pragma GCC pop_options
