// A GGUF model as stored tensors under Hugging Face names.
#pragma once

#include <string>

#include "core/gguf.h"
#include "model/weights/loader.h"

namespace model {

// "blk.3.attn_q.weight" -> "model.layers.3.self_attn.q_proj.weight"; empty for a name that no decoder layer has.
std::string hf_name_of_gguf(std::string_view name);

LoadedWeights load_gguf(const std::filesystem::path& path, at::ScalarType dtype, WeightFormat format);

}  // namespace model
