// A model's matrices in block formats, for inference (model/kernels/quantised.h). Knows no files.
#pragma once

#include <vector>

#include "model/kernels/quantised.h"

namespace model {

// As LayerTensors has them (model/layout.h): q, k, v are one matrix, and so are gate and up.
struct QuantisedLayer {
  kernels::QuantisedMatrix qkv;
  kernels::QuantisedMatrix o;
  kernels::QuantisedMatrix gate_up;
  kernels::QuantisedMatrix down;
};

struct QuantisedTensors {
  kernels::QuantisedMatrix embedding;
  std::vector<QuantisedLayer> layers;
  kernels::QuantisedMatrix output;  // the embedding's own when tied
};

}  // namespace model
