// Makes the API graph: proposes edges from the tools' documents (types and shared words) and keeps those that
// execution shows, in copies of worlds, with the consumer failing without the producer and succeeding with it.
// Knows worlds only as environments. Deterministic.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "env/environment.h"
#include "synth/graph/api_graph.h"
#include "synth/graph/tool_schema.h"

namespace synth {

struct GraphOptions {
  uint64_t seed = 1;
  size_t min_witnesses = 2;    // runs that an edge needs
  size_t tries = 4;            // calls a proposal is tried with in one world
  size_t calls_per_world = 2;  // of every producer
};

// The documents of a world's tools, read.
std::vector<ToolSchema> read_schemas(const std::vector<chat::ToolSpec>& tools);

// `worlds` are of one kind, in different states; at least one, or core::Error(data). Nothing is called on them.
// Tools that cannot be targets have Node::problem: nothing succeeded, or their prerequisites form a cycle.
ApiGraph build_graph(const std::vector<ToolSchema>& tools,
                     const std::vector<std::shared_ptr<const env::Environment>>& worlds, const GraphOptions& options);

// Sets Node::problem of tools that are, by prerequisites, before themselves; returns how many.
size_t mark_cycles(ApiGraph& graph);

}  // namespace synth
