#include "synth/graph/graph_drawing.h"

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

#include <cstdlib>
#include <set>
#include <tuple>

#include "core/error.h"
#include "core/files.h"
#include "core/format.h"

namespace synth {
namespace {

std::string dot_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string_view style_of(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::prerequisite:
      return R"(color="#333333", penwidth=1.6)";
    case EdgeKind::data_flow:
      return R"(color="#2563eb")";
    case EdgeKind::state:
      return R"(color="#059669", style=dashed)";
  }
  return "";
}

}  // namespace

std::string to_dot(const ApiGraph& graph) {
  std::string dot =
      "digraph tools {\n  rankdir=LR; node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n"
      "  edge [fontname=\"sans-serif\", fontsize=9];\n";
  for (const Node& node : graph.nodes()) {
    dot += "  " + dot_text(node.tool);
    if (!node.problem.empty()) dot += " [color=red, tooltip=" + dot_text(node.problem) + "]";
    dot += ";\n";
  }
  using Line = std::tuple<std::string, std::string, EdgeKind>;
  std::map<Line, std::set<std::string>> lines;
  for (const Edge& edge : graph.edges()) lines[{edge.producer, edge.consumer, edge.kind}].insert(edge.argument);
  for (const auto& [line, arguments] : lines) {
    std::string label;
    for (const std::string& argument : arguments) {
      if (!argument.empty()) label += (label.empty() ? "" : ", ") + argument;
    }
    dot += core::format("  {} -> {} [{}, label={}];\n", dot_text(std::get<0>(line)), dot_text(std::get<1>(line)),
                        style_of(std::get<2>(line)), dot_text(label));
  }
  return dot + "}\n";
}

std::optional<std::string> to_svg(const ApiGraph& graph) {
  std::string folder = (core::fs::temp_directory_path() / "graph-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return std::nullopt;
  const core::fs::path here = folder;
  std::optional<std::string> svg;
  try {
    core::write_file_atomic(here / "graph.dot", to_dot(graph));
    // The folder's name is ours, so the command holds nothing that a shell would read in another way.
    const std::string command =
        core::format("dot -Tsvg -o '{}/graph.svg' '{}/graph.dot' 2> '{}/log'", folder, folder, folder);
    if (std::system(command.c_str()) == 0) svg = core::read_file(here / "graph.svg");
  } catch (const core::Error&) {
    svg.reset();
  }
  std::error_code ignored;
  core::fs::remove_all(here, ignored);
  return svg;
}

}  // namespace synth
