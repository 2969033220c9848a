// The compute dtype that a config asks for.
#pragma once

#include <string_view>

#include "core/error.h"
#include "model/kernels/isa.h"
#include "model/tensor.h"

namespace model {

// "fp32", "bf16", or "auto": bf16 where the processor multiplies it natively. Throws core::Error(usage) for other
// names.
inline at::ScalarType parse_dtype(std::string_view name) {
  if (name == "fp32") return at::kFloat;
  if (name == "bf16") return at::kBFloat16;
  if (name != "auto") {
    throw core::usage_error(core::format("dtype: unknown value \"{}\"", name), "known: auto, fp32, bf16");
  }
  const bool fast = kernels::has_bf16_tiles() || kernels::best_isa() == kernels::Isa::avx512_bf16;
  return fast ? at::kBFloat16 : at::kFloat;
}

}  // namespace model
