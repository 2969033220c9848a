// What an assistant says when no offered tool serves, or when a required value is missing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/rng.h"
#include "synth/tool.h"

namespace synth {

// `wanted`: what the request is about ("the area of a triangle"); empty where unknown.
std::string refusal_text(const std::vector<std::unique_ptr<Tool>>& tools, std::string_view wanted, core::Rng& rng);

// Names the missing parameters of tools[0].
std::string missing_text(const Tool& tool, const std::vector<std::string>& missing, core::Rng& rng);

}  // namespace synth
