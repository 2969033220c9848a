// MathAPI of the benchmark: arithmetic, statistics and units. It has no state.
// Mirrors func_source_code/math_api.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

std::unique_ptr<Simulator> make_math_api();

}  // namespace env::bfcl
