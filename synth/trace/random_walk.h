// The baseline of Phase I: rounds by random walk. Each call is any tool that succeeds with arguments as they come, the
// target no more than the first of them that works out. No plan, no needs, nothing is left out or sent back.
#pragma once

#include <string>
#include <vector>

#include "synth/graph/api_graph.h"
#include "synth/graph/tool_schema.h"
#include "synth/trace/arguments.h"
#include "synth/trace/trace_source.h"

namespace synth {

class RandomWalk final : public TraceSource {
 public:
  // `lengths`: shares of rounds with 1, 2, … calls. Keeps references to graph and tools.
  RandomWalk(const ApiGraph& graph, const std::vector<ToolSchema>& tools, std::vector<double> lengths)
      : graph_(graph), tools_(tools), lengths_(std::move(lengths)), arguments_(graph) {}

  // The walk begins where it can; `target` is not looked at.
  std::optional<Trace> sample(std::string_view target, const env::Environment& world,
                              const std::vector<const Trace*>& earlier, core::Rng rng, std::string& why) const override;

 private:
  const ApiGraph& graph_;
  const std::vector<ToolSchema>& tools_;
  std::vector<double> lengths_;
  ArgumentSampler arguments_;
};

}  // namespace synth
