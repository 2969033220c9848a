// Weights to GGUF's block formats Q8_0, Q4_0 and Q4_1, and a model's matrices read into them.
// Layouts and rounding: ggml-common.h (block_q8_0 …), arithmetic as its quantize_row_*_ref.
#pragma once

#include <string>

#include "model/quantised_tensors.h"
#include "model/weight_format.h"
#include "model/weights/loader.h"
#include "model/weights/stored_tensor.h"

namespace model {

// The first `count` (1..32) numbers are a block, the rest of which stands for nothing. NaN and infinity are the
// caller's business.
void quantise_block(kernels::QuantFormat format, const float* x, int64_t count, std::byte* block);

// Every matrix of the layout in `format` (not plain). A tensor that is stored in the block format which its matrix gets
// is taken bit for bit. Throws core::Error(data) naming the tensor for weights that are not finite, or whose scale
// does not fit fp16.
QuantisedTensors read_quantised(const ParameterLayout& layout, const StoredTensors& stored, WeightFormat format);

// The same from a flat vector of the layout's size.
QuantisedTensors quantise(const ParameterLayout& layout, const at::Tensor& flat, WeightFormat format);

// Fills `weights` (whose config is set) in the asked form; `file` is for errors.
void read_weights(LoadedWeights& weights, const StoredTensors& stored, at::ScalarType dtype, WeightFormat format,
                  const std::string& file);

}  // namespace model
