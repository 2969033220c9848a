// The graph as a picture: Graphviz DOT text, and SVG through the program `dot` where it is installed.
#pragma once

#include <optional>
#include <string>

#include "synth/graph/api_graph.h"

namespace synth {

// Prerequisites dark, data flows blue, state edges dashed; one line a pair and kind, labelled with its arguments.
// Tools that cannot be targets are red.
std::string to_dot(const ApiGraph& graph);
// nullopt where `dot` is missing or fails: the picture is a help, not a result.
std::optional<std::string> to_svg(const ApiGraph& graph);

}  // namespace synth
