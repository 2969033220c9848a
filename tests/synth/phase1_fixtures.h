// What the tests of graphs and traces share: the tools of both worlds, scenario worlds, the graph built from them once.
#pragma once

#include <memory>
#include <vector>

#include "core/files.h"
#include "synth/graph/graph_builder.h"
#include "synth/trace/scenario.h"

namespace fixtures {

inline const core::fs::path kData = core::fs::path(FR_DEPS_DIR) / "bfcl/bfcl_eval/data";

inline bool has_data() {
  return core::fs::exists(kData / "multi_turn_func_doc");
}

inline std::shared_ptr<const env::bfcl::Tools> tools() {
  static const auto kTools = env::bfcl::read_tools(kData, synth::scenario_classes());
  return kTools;
}

inline std::shared_ptr<const env::Environment> world(uint64_t seed, uint64_t number) {
  return synth::build_world(synth::draw_scenario(synth::scenario_classes(), core::Rng(seed, number)), tools());
}

inline std::vector<std::shared_ptr<const env::Environment>> worlds(uint64_t seed, size_t count) {
  std::vector<std::shared_ptr<const env::Environment>> all;
  for (size_t i = 0; i < count; ++i) all.push_back(world(seed, i));
  return all;
}

inline const std::vector<synth::ToolSchema>& schemas() {
  static const std::vector<synth::ToolSchema> kSchemas = synth::read_schemas(*tools());
  return kSchemas;
}

inline const synth::ApiGraph& graph() {
  static const synth::ApiGraph kGraph = synth::build_graph(schemas(), worlds(7, 24), {});
  return kGraph;
}

}  // namespace fixtures
