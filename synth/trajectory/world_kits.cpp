#include "synth/trajectory/world_kits.h"

#include <algorithm>
#include <utility>

#include "core/files.h"
#include "core/log.h"
#include "core/progress.h"
#include "synth/graph/graph_builder.h"
#include "synth/graph/graph_drawing.h"
#include "synth/trace/trace_sampler.h"
#include "synth/trace/walk_sampler.h"

namespace synth {
namespace {

constexpr uint64_t kGraphWorlds = 24;  // states in which edges are looked for

// What a source refers to lives with it.
struct KitParts {
  ApiGraph graph;
  std::vector<ToolSchema> schemas;
};

template <class Source>
class KitTraces final : public TraceSource {
 public:
  template <class Options>
  KitTraces(std::shared_ptr<const KitParts> parts, Options options)
      : parts_(std::move(parts)), source_(parts_->graph, parts_->schemas, std::move(options)) {}

  std::optional<Trace> sample(std::string_view target, const env::Environment& world,
                              const std::vector<const Trace*>& earlier, core::Rng rng,
                              std::string& why) const override {
    return source_.sample(target, world, earlier, rng, why);
  }

 private:
  std::shared_ptr<const KitParts> parts_;
  Source source_;
};

ApiGraph graph_of(const std::vector<std::string>& classes, const std::shared_ptr<const env::bfcl::Tools>& tools,
                  const std::vector<ToolSchema>& schemas, uint64_t seed) {
  std::vector<std::shared_ptr<const env::Environment>> worlds;
  for (uint64_t i = 0; i < kGraphWorlds; ++i) {
    worlds.push_back(build_world(draw_scenario(classes, core::Rng(seed, i).fork("graph")), tools));
  }
  GraphOptions options;
  options.seed = seed;
  return build_graph(schemas, worlds, options);
}

// The graph of some of its tools.
ApiGraph part_of(const ApiGraph& graph, const env::bfcl::Tools& tools) {
  ApiGraph out;
  const auto is_in = [&](const std::string& name) { return chain::find_tool(tools, name) != nullptr; };
  for (const Node& node : graph.nodes()) {
    if (is_in(node.tool)) out.add_node(node.tool) = node;
  }
  for (const Edge& edge : graph.edges()) {
    if (is_in(edge.producer) && is_in(edge.consumer)) out.add_edge(edge);
  }
  for (const Edge& edge : graph.offers()) {
    if (is_in(edge.producer) && is_in(edge.consumer)) out.add_offer(edge);
  }
  return out;
}

WorldKit kit_of(std::vector<std::string> classes, double share, const TrajectoryConfig& config, ApiGraph graph,
                std::shared_ptr<const env::bfcl::Tools> tools, std::vector<ToolSchema> schemas) {
  WorldKit kit;
  kit.classes = std::move(classes);
  kit.share = share;
  kit.tools = std::move(tools);
  for (const Node& node : graph.nodes()) {
    if (node.problem.empty()) {
      kit.targets.push_back(node.tool);
    } else {
      kit.not_targets[node.tool] = node.problem;
    }
  }
  kit.knowledge = chain::knowledge_by_rule(*kit.tools);
  chain::add_knowledge(graph, kit.knowledge);
  const auto parts = std::make_shared<const KitParts>(KitParts{std::move(graph), std::move(schemas)});
  TraceOptions options;
  // Aimed a little higher than the predecessor's 3.2 calls a round (digest a.9): long rounds are refused more often.
  options.lengths = {0.04, 0.12, 0.31, 0.25, 0.14, 0.08, 0.04, 0.02};
  options.lengths.resize(std::min(options.lengths.size(), static_cast<size_t>(config.max_calls)));
  if (config.mode == "random") {
    kit.traces = std::make_shared<const KitTraces<WalkSampler>>(parts, options);
  } else {
    kit.traces = std::make_shared<const KitTraces<TraceSampler>>(parts, options);
  }
  options.error_share = 1;
  kit.error_traces = std::make_shared<const KitTraces<TraceSampler>>(parts, options);
  return kit;
}

}  // namespace

WorldKits make_world_kits(const TrajectoryConfig& config, uint64_t seed, const core::fs::path& output) {
  const core::fs::path data = core::data_dir() / "bfcl" / "data";
  const std::vector<std::string>& both = scenario_classes();
  const auto tools = env::bfcl::read_tools(data, both);
  const auto schemas = read_schemas(*tools);
  ApiGraph graph;
  if (config.graph.empty()) {
    core::log_info("building the API graph");
    graph = graph_of(both, tools, schemas, seed);
    const core::fs::path file = output.string() + ".graph.json";
    if (file.has_parent_path()) core::fs::create_directories(file.parent_path());
    graph.save(file);
  } else {
    graph = ApiGraph::load(config.graph);
    mark_cycles(graph);
  }
  WorldKits out;
  out.graph_svg = to_svg(graph).value_or("");
  const auto add = [&](const std::vector<std::string>& classes, double share) {
    if (share <= 0) return;
    const auto own = env::bfcl::read_tools(data, classes);
    out.kits.push_back(kit_of(classes, share, config, part_of(graph, *own), own, read_schemas(*own)));
  };
  add({"GorillaFileSystem"}, config.worlds.files);
  add({"TravelAPI"}, config.worlds.travel);
  add(both, config.worlds.both);
  return out;
}

}  // namespace synth
