#include "app/chat_world.h"

#include <cstdio>

#include "chat/call_parser.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "core/text.h"
#include "env/bfcl/worlds/class_table.h"
#include "env/bfcl/worlds/world_environment.h"

namespace app {
namespace {

core::Dict read_scenario(const std::string& path) {
  if (path.empty()) return {};
  core::Value json = core::read_json_file(path);
  if (!json.is_dict()) {
    throw core::data_error(core::format("{}: expected an object, found {}", path, json.type_name()),
                           "a scenario is {\"GorillaFileSystem\": {\"root\": …}, …}");
  }
  return std::move(json.as_dict());
}

}  // namespace

std::unique_ptr<env::Environment> make_chat_world(const ChatWorldOptions& options) {
  if (options.classes.empty()) {
    if (options.scenario.empty()) return nullptr;
    throw core::usage_error("--scenario without --world", "name the classes whose states it holds");
  }
  std::vector<std::string> known;
  for (const env::bfcl::ClassInfo& info : env::bfcl::simulated_classes()) known.emplace_back(info.name);
  for (const std::string& name : options.classes) {
    if (env::bfcl::find_class(name) != nullptr) continue;
    throw core::usage_error(core::format("--world: no class is called '{}'", name), core::name_hint(name, known));
  }
  env::bfcl::WorldOptions world;
  world.classes = options.classes;
  world.initial_config = read_scenario(options.scenario);
  for (const auto& [key, state] : world.initial_config) {
    if (key.is_string() && state.is_dict()) continue;
    throw core::data_error(core::format("{}: the state of a class is an object", options.scenario));
  }
  return std::make_unique<env::bfcl::WorldEnvironment>(
      env::bfcl::World(world), env::bfcl::read_tools(core::data_dir() / "bfcl" / "data", options.classes));
}

std::vector<env::ToolResult> execute_calls(env::Environment& world, chat::Conversation& conversation) {
  std::vector<env::ToolResult> results;
  const std::vector<chat::ToolCall> calls = conversation.messages.back().tool_calls;
  for (const chat::ToolCall& call : calls) {
    const env::ToolResult& result = results.emplace_back(world.call(call));
    const std::string text = chat::format_python_calls({call});  // "[f(a=1)]"
    std::printf("→ %s\n← %s\n", text.substr(1, text.size() - 2).c_str(), result.text.c_str());
    std::fflush(stdout);
    chat::Message message;
    message.role = chat::Role::tool;
    message.content = result.text;
    message.name = call.name;
    message.tool_call_id = call.id;
    conversation.messages.push_back(std::move(message));
  }
  return results;
}

}  // namespace app
