// The compiled variants of the matmul, for matmul.cpp alone.
#pragma once

#include "model/kernels/matmul.h"

namespace model::kernels {

extern const MatmulKernels kMatmulF32Avx512;
extern const MatmulKernels kMatmulBf16Avx512;

}  // namespace model::kernels
