// Function and parameter names in the styles that tool authors use.
#pragma once

#include <string>

#include "core/rng.h"
#include "synth/ontology/types.h"

namespace synth {

// calculate_triangle_area, geometry.triangle_area, triangle_area.calculate, calculateTriangleArea,
// Geometry_1_TriangleArea …
std::string function_name(const Family& family, const Domain& domain, core::Rng& rng);

std::string to_camel_case(std::string_view snake_case);
std::string to_pascal_case(std::string_view snake_case);

}  // namespace synth
