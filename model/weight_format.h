// The form in which inference keeps a model's matrices, as a config asks for it.
#pragma once

#include <string_view>

#include "core/error.h"

namespace model {

enum class WeightFormat {
  plain,  // in the compute dtype
  q8_0,
  q4_0,
  q4_1,
  file,  // each matrix in its block format in the file; Q8_0 where that is none of these three
};

// Throws core::Error(usage) for other names.
inline WeightFormat parse_weight_format(std::string_view name) {
  if (name == "plain") return WeightFormat::plain;
  if (name == "q8_0") return WeightFormat::q8_0;
  if (name == "q4_0") return WeightFormat::q4_0;
  if (name == "q4_1") return WeightFormat::q4_1;
  if (name == "file") return WeightFormat::file;
  throw core::usage_error(core::format("weights: unknown value \"{}\"", name), "known: plain, q8_0, q4_0, q4_1, file");
}

}  // namespace model
