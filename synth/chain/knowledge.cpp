#include "synth/chain/knowledge.h"

#include <algorithm>

#include "core/python_text.h"
#include "synth/query/effect.h"
#include "synth/query/yields.h"

namespace synth::chain {
bool Parameters::has(std::string_view name) const {
  return std::ranges::find(names, name) != names.end();
}
bool Parameters::requires_(std::string_view name) const {
  return std::ranges::find(required, name) != required.end();
}

std::vector<const Feed*> ToolKnowledge::producers(std::string_view consumer, std::string_view parameter) const {
  std::vector<const Feed*> found;
  for (const Feed& feed : feeds) {
    if (feed.consumer == consumer && feed.parameter == parameter) found.push_back(&feed);
  }
  return found;
}

ToolKnowledge knowledge_by_rule(const std::vector<chat::ToolSpec>& tools) {
  ToolKnowledge knowledge;
  for (const chat::ToolSpec& consumer : tools) {
    for (const std::string& parameter : parameters_of(consumer).names) {
      const std::string_view noun = query::noun_of(parameter);
      for (const query::Yield& tells : query::yields()) {
        if (tells.noun != noun || tells.producer == consumer.name() || find_tool(tools, tells.producer) == nullptr)
          continue;
        knowledge.feeds.push_back({std::string(tells.producer), std::string(tells.field), consumer.name(), parameter});
      }
    }
  }
  return knowledge;
}

void add_knowledge(const ApiGraph& graph, ToolKnowledge& knowledge) {
  const auto add = [&](const Edge& edge) {
    if (edge.field.empty() || edge.argument.empty()) return;
    // A pattern of a place; what a reader looks for is the field at its front.
    Feed feed{edge.producer, edge.field.substr(0, edge.field.find_first_of(".[{/")), edge.consumer, edge.argument};
    const bool known = std::ranges::any_of(knowledge.feeds, [&](const Feed& other) {
      return other.producer == feed.producer && other.field == feed.field && other.consumer == feed.consumer &&
             other.parameter == feed.parameter;
    });
    if (!known) knowledge.feeds.push_back(std::move(feed));
  };
  for (const Edge& edge : graph.edges()) {
    if (edge.kind == EdgeKind::data_flow) add(edge);
  }
  for (const Edge& edge : graph.offers()) add(edge);
}

Parameters parameters_of(const chat::ToolSpec& tool) {
  Parameters out;
  const core::Dict* schema = tool.parameters();
  if (schema == nullptr) return out;
  if (const core::Value* properties = schema->find("properties"); properties != nullptr && properties->is_dict()) {
    for (const auto& [name, property] : properties->as_dict()) out.names.push_back(core::python_str(name));
  }
  if (const core::Value* required = schema->find("required"); required != nullptr && required->is_list()) {
    for (const core::Value& name : required->as_list()) out.required.push_back(core::python_str(name));
  }
  return out;
}

const chat::ToolSpec* find_tool(const std::vector<chat::ToolSpec>& tools, std::string_view name) {
  const auto found = std::ranges::find_if(tools, [&](const chat::ToolSpec& tool) { return tool.name() == name; });
  return found == tools.end() ? nullptr : &*found;
}

}  // namespace synth::chain
