// The compiled variants of the linear kernel, for linear.cpp alone.
#pragma once

#include "model/kernels/linear.h"

namespace model::kernels {

extern const LinearKernels kLinearAvx2;
extern const LinearKernels kLinearAvx512;
extern const LinearKernels kLinearAvx512Bf16;

}  // namespace model::kernels
