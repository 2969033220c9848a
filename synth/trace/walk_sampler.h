// The baseline that digest a.1 argues against: a random walk. Calls of random tools with the same arguments' sampler,
// for as long as a directed round would be; no target, nothing dropped, nothing undone is refused.
#pragma once

#include <vector>

#include "synth/graph/api_graph.h"
#include "synth/graph/tool_schema.h"
#include "synth/trace/arguments.h"
#include "synth/trace/trace_sampler.h"

namespace synth {

class WalkSampler final : public TraceSource {
 public:
  // Keeps references to graph and tools.
  WalkSampler(const ApiGraph& graph, const std::vector<ToolSchema>& tools, TraceOptions options = {})
      : tools_(tools), options_(std::move(options)), arguments_(graph) {}

  // `target` is not aimed at: Trace::target is the tool of the last call. Reason: "no call succeeds".
  std::optional<Trace> sample(std::string_view target, const env::Environment& world,
                              const std::vector<const Trace*>& earlier, core::Rng rng, std::string& why) const override;

 private:
  const std::vector<ToolSchema>& tools_;
  TraceOptions options_;
  ArgumentSampler arguments_;
};

}  // namespace synth
