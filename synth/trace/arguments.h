// Arguments with their origins, in the order of digest h-5: results that were shown, then values of the state, then
// choices, then what a user may make up. Knows the graph and what was shown; executes nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "synth/graph/api_graph.h"
#include "synth/graph/tool_schema.h"
#include "synth/graph/value_path.h"
#include "synth/trace/inventor.h"
#include "synth/trace/state_view.h"
#include "synth/trace/trace.h"

namespace synth {

// A result that the conversation shows.
struct Shown {
  size_t round = 0;
  size_t call = 0;
  std::string tool;
  core::Dict arguments;
  std::vector<Piece> pieces;

  Shown(size_t its_round, size_t its_call, const TracedCall& traced);

  // Whether the value is one of the call's own arguments: then its result tells nothing new.
  bool repeats(const core::Value& value) const;
};

// The results of earlier rounds, in order; what failed shows nothing.
std::vector<Shown> shown_results(const std::vector<const Trace*>& rounds);

// An argument that has to come from one certain call of the round.
struct ArgumentLink {
  std::string argument;
  size_t call = 0;
  std::string field;  // pattern in its result; empty: the same value as its `from_argument`
  std::string from_argument;
};

struct ArgumentContext {
  const StateView& state;
  const std::vector<Shown>& shown;
  size_t round = 0;
  std::string_view serves;  // see ArgumentPlace
  std::vector<ArgumentLink> links;
};

class ArgumentSampler {
 public:
  // Keeps references.
  explicit ArgumentSampler(const ApiGraph& graph) : graph_(graph) {}

  // The call without a result; nullopt where an argument cannot be had. `missing` then names it.
  std::optional<TracedCall> draw(const ToolSchema& tool, const ArgumentContext& context, Inventor& inventor,
                                 core::Rng& rng, std::string& missing) const;

  // Does the argument have to name something that the world holds?
  bool is_looked_up(const ToolSchema& tool, const SchemaParam& param) const;
  // Whether the state holds something that it could name.
  bool is_held(const ToolSchema& tool, const SchemaParam& param, const StateView& state) const;

 private:
  class Drawing;

  const ApiGraph& graph_;
};

}  // namespace synth
