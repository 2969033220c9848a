// What a reasoner knows about tools besides their documents: whose results tell what other tools' parameters ask for.
// Filled from an API graph, or by rule from the tools themselves. Knows no world and no trace.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "synth/graph/api_graph.h"

namespace synth::chain {

// `field` of the producer's result can serve as the parameter of the consumer.
struct Feed {
  std::string producer;
  std::string field;
  std::string consumer;
  std::string parameter;
};

struct ToolKnowledge {
  std::vector<Feed> feeds;

  std::vector<const Feed*> producers(std::string_view consumer, std::string_view parameter) const;
};

// Feeds between these tools by the kinds of their parameters and fields ("a booking", "an airport").
ToolKnowledge knowledge_by_rule(const std::vector<chat::ToolSpec>& tools);
// Adds the data flows and offers of the graph that it does not have yet.
void add_knowledge(const ApiGraph& graph, ToolKnowledge& knowledge);

// Names of a tool's parameters, in its order, and which of them it requires.
struct Parameters {
  std::vector<std::string> names;
  std::vector<std::string> required;

  bool has(std::string_view name) const;
  bool requires_(std::string_view name) const;
};
Parameters parameters_of(const chat::ToolSpec& tool);
const chat::ToolSpec* find_tool(const std::vector<chat::ToolSpec>& tools, std::string_view name);

}  // namespace synth::chain
