// The directed sampler of Phase I (digest a.3): rounds that lead to a chosen tool and go on from it. Equations 1 and 2
// over the calls that the target waits for: a call is legal once everything it waits for was made; of the legal ones
// that nearest to the target comes next, the target itself as soon as it is legal; after it, any legal tool, the more
// likely the more it has to do with the round. Because only calls that the target waits for are candidates, and each
// leaves the set when it is made, there is no live-lock. What persists in the state counts as done (h-6).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "synth/graph/api_graph.h"
#include "synth/graph/tool_schema.h"
#include "synth/trace/arguments.h"
#include "synth/trace/trace_source.h"

namespace synth {

struct TraceOptions {
  // Shares of rounds with 1, 2, … calls that are aimed at.
  std::vector<double> lengths = {0.08, 0.25, 0.31, 0.17, 0.095, 0.05, 0.03, 0.015};
  size_t attempts = 12;    // plans for one round
  size_t retries = 5;      // arguments for one call
  double error_share = 0;  // of rounds in which a call fails first and is repaired
};

class TraceSampler final : public TraceSource {
 public:
  // Keeps references to graph and tools. Throws core::Error(data) where the graph names a tool without a schema.
  TraceSampler(const ApiGraph& graph, const std::vector<ToolSchema>& tools, TraceOptions options = {});

  // Reasons: "unknown tool", "its prerequisites form a cycle: …", "no call of it was seen to succeed",
  // "nothing to do: …", "no way to …", "undoes itself", "call fails: …".
  std::optional<Trace> sample(std::string_view target, const env::Environment& world,
                              const std::vector<const Trace*>& earlier, core::Rng rng, std::string& why) const override;

  const ApiGraph& graph() const { return graph_; }
  const std::vector<ToolSchema>& tools() const { return tools_; }

 private:
  friend class Round;

  const ToolSchema* schema(std::string_view tool) const;
  void find_groups();

  const ApiGraph& graph_;
  const std::vector<ToolSchema>& tools_;
  TraceOptions options_;
  ArgumentSampler arguments_;
  std::map<std::string, size_t> groups_;                      // by tool
  std::map<std::string, std::string, std::less<>> problems_;  // of tools that cannot be targets
};

}  // namespace synth
