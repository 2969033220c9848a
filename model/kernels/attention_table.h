// The compiled variants of the attention kernel, for attention.cpp alone.
#pragma once

#include "model/kernels/attention.h"

namespace model::kernels {

extern const AttentionKernels kAttentionAvx2;
extern const AttentionKernels kAttentionAvx512;
extern const AttentionKernels kAttentionAvx512Bf16;

}  // namespace model::kernels
