// The compiled variants of the kernel for quantised weights, for quantised.cpp alone.
#pragma once

#include "model/kernels/quantised.h"

namespace model::kernels {

extern const QuantisedKernels kQuantisedAvx2;
extern const QuantisedKernels kQuantisedVnni;

}  // namespace model::kernels
