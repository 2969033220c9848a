// Which calls a target waits for: its unmet prerequisites, the tools whose results become its arguments, and theirs.
// A plan holds tools and links, no values. Knows the graph and what the state holds; executes nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "synth/trace/arguments.h"

namespace synth {

struct PlanLink {
  std::string argument;
  size_t node = 0;
  std::string field;  // as ArgumentLink
  std::string from_argument;
};

struct PlanNode {
  const ToolSchema* tool = nullptr;
  size_t consumer = 0;  // the node that waits for it; the target's is itself
  std::string serves;   // argument of the consumer
  size_t distance = 0;  // to the target
  std::vector<PlanLink> links;
  std::vector<size_t> waits_for;
  std::optional<size_t> place;  // the node that goes where this one works
};

class Planner {
 public:
  // Keeps references.
  Planner(const ApiGraph& graph, const std::vector<ToolSchema>& tools, const ArgumentSampler& arguments,
          const StateView& state, core::Rng rng)
      : graph_(graph), tools_(tools), arguments_(arguments), state_(state), rng_(rng) {}

  // Node 0 is the target; about `length` nodes, more where prerequisites need them, fewer where there is nothing to
  // look up. `with_all`: the target's prerequisites come first even where the state seems to have what they are for.
  // Empty where a prerequisite cannot be met; `why` then names it.
  std::vector<PlanNode> plan(const ToolSchema& target, size_t length, bool with_all, std::string& why);

 private:
  bool require(size_t node, std::string& why);
  bool require_all(size_t node, std::string& why);
  size_t add(const Edge& edge, size_t consumer);
  // A node of the plan that can serve the edge as well, instead of another call of its tool.
  std::optional<size_t> find_shared(const Edge& edge, size_t consumer) const;
  bool waits(size_t node, size_t for_node) const;
  bool deepen();
  bool is_on_way(size_t node, std::string_view tool) const;
  const ToolSchema* schema(std::string_view tool) const;

  const ApiGraph& graph_;
  const std::vector<ToolSchema>& tools_;
  const ArgumentSampler& arguments_;
  const StateView& state_;
  core::Rng rng_;
  std::vector<PlanNode> nodes_;
};

}  // namespace synth
