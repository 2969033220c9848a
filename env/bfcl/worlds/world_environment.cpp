#include "env/bfcl/worlds/world_environment.h"

#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"

namespace env::bfcl {

std::shared_ptr<const Tools> read_tools(const core::fs::path& data, const std::vector<std::string>& classes) {
  auto tools = std::make_shared<Tools>();
  for (const std::string& class_name : classes) {
    const ClassInfo* info = find_class(class_name);
    if (info == nullptr) throw core::data_error(core::format("no simulator of the class '{}'", class_name));
    const core::fs::path path = data / "multi_turn_func_doc" / core::format("{}.json", info->file);
    core::for_each_jsonl(path, [&](core::Value&& line, size_t) { tools->push_back(chat::ToolSpec::from_json(line)); });
  }
  return tools;
}

ToolResult WorldEnvironment::call(const chat::ToolCall& call) {
  CallArguments arguments;
  arguments.keywords.reserve(call.arguments.size());
  for (const auto& [name, value] : call.arguments) arguments.keywords.emplace_back(core::python_str(name), value);
  CallOutcome outcome = world_.call(call.name, std::move(arguments));
  const bool refused = outcome.raised || outcome.value.find("error") != nullptr;
  return {std::move(outcome.text), std::move(outcome.value), !refused};
}

core::Value WorldEnvironment::state() const {
  core::Dict state;
  for (size_t i = 0; i < world_.size(); ++i) {
    const Simulator& simulator = world_.simulator(i);
    core::Dict attributes = simulator.state();
    for (const auto& [name, value] : simulator.private_state()) attributes.set(name, value);
    state.set(simulator.class_name(), std::move(attributes));
  }
  return state;
}

std::unique_ptr<Environment> WorldEnvironment::clone() const {
  return std::make_unique<WorldEnvironment>(*this);
}

}  // namespace env::bfcl
