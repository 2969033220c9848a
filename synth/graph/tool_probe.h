// What single tools do in worlds: draws arguments from everything that could fit by type and shared words, executes
// them in copies, and learns from the calls that succeed which values a parameter accepts. First half of GraphBuilder.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/rng.h"
#include "env/environment.h"
#include "synth/graph/api_graph.h"
#include "synth/graph/tool_schema.h"
#include "synth/trace/state_view.h"

namespace synth {

// A world to try calls in; nothing is ever called on it, only on copies.
struct ProbeWorld {
  std::shared_ptr<const env::Environment> world;
  StateView view;

  explicit ProbeWorld(std::shared_ptr<const env::Environment> its_world)
      : world(std::move(its_world)), view(world->state()) {}
};

struct Attempt {
  std::unique_ptr<env::Environment> after;
  env::ToolResult result;
  bool useful = false;  // it succeeded and told or did something
};
Attempt attempt_call(const ToolSchema& tool, const env::Environment& world, const chat::ToolCall& call);

// The state without what the world draws from, which nobody can see.
core::Value visible_state(const env::Environment& world);

// Words of all parameters of one name and type, and of their descriptions: what the word rule compares.
class ParamWords {
 public:
  explicit ParamWords(const std::vector<ToolSchema>& tools);
  const std::vector<std::string>& of(const SchemaParam& param) const;

 private:
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> words_;
};

class ToolProbe {
 public:
  // Keeps references.
  ToolProbe(const std::vector<ToolSchema>& tools, const std::vector<ProbeWorld>& worlds, const ParamWords& words,
            core::Rng rng)
      : tools_(tools), worlds_(worlds), words_(words), rng_(rng) {}

  // Fills the nodes of the graph, and its counts of proposed and dropped sources.
  void run(ApiGraph& graph);

 private:
  struct Success {
    const ProbeWorld* world = nullptr;
    core::Dict arguments;
  };
  struct Trial {  // of one value in place of an argument of a successful call
    size_t tried = 0;
    size_t useful = 0;
  };

  std::vector<std::string> propose_sources(const SchemaParam& param) const;
  std::vector<Success> find_successes(const ToolSchema& tool, Node& node);
  bool repeats_useful(const ToolSchema& tool, const Success& success, const std::string& param,
                      const core::Value* value);
  ParamProfile learn(const ToolSchema& tool, const SchemaParam& param, const std::vector<Success>& successes,
                     ApiGraph& graph);

  const std::vector<ToolSchema>& tools_;
  const std::vector<ProbeWorld>& worlds_;
  const ParamWords& words_;
  core::Rng rng_;
  std::map<std::string, std::vector<std::string>> sources_;  // of "tool parameter": proposed
};

}  // namespace synth
