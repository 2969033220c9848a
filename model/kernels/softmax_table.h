// The compiled variants of the softmax kernels, for softmax.cpp alone.
#pragma once

#include "model/kernels/softmax.h"

namespace model::kernels {

extern const SoftmaxKernels kSoftmaxAvx2;
extern const SoftmaxKernels kSoftmaxAvx512;

}  // namespace model::kernels
