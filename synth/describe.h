// Descriptions of tools and parameters as tool authors write them: what a value is, its unit, its format, its default.
#pragma once

#include <string>
#include <vector>

#include "core/rng.h"
#include "synth/tool.h"

namespace synth {

std::string tool_description(const Family& family, const std::vector<ToolParam>& params, core::Rng& rng);

// `verb`: verb class of the tool. `enum_key`: the schema lists the values, so the text need not.
std::string param_description(const ToolParam& param, std::string_view verb, bool enum_key, core::Rng& rng);

}  // namespace synth
