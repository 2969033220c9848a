// What the tests of rollouts share: a player with a byte-level tokenizer, a task in a small file system.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "env/bfcl/worlds/world_environment.h"
#include "rollout/scripted_policy.h"
#include "rollout/world_rollout.h"
#include "tests/byte_tokenizer.h"
#include "tests/env/worlds/world_fixtures.h"

namespace fixtures {

inline chat::Message user(std::string text) {
  chat::Message message;
  message.content = std::move(text);
  return message;
}

// A file system with one file, and two tools of it on offer.
inline std::unique_ptr<env::Environment> small_world() {
  const auto tools = std::make_shared<env::bfcl::Tools>();
  for (const char* name : {"ls", "mkdir"}) {
    tools->push_back(chat::ToolSpec{
        core::Dict{{"name", name}, {"description", "A tool."}, {"parameters", core::Dict{{"type", "dict"}}}}});
  }
  return std::make_unique<env::bfcl::WorldEnvironment>(
      file_world(R"({"home": {"type": "directory", "contents": {"a.txt": {"type": "file", "content": "hello"}}}})"),
      tools);
}

inline rollout::RolloutTask task(std::vector<std::string> next_turns = {}, uint64_t seed = 1) {
  rollout::RolloutTask task;
  task.conversation.messages.push_back(user("Make a folder."));
  task.next_turns = std::move(next_turns);
  task.world = small_world();
  task.seed = seed;
  return task;
}

inline rollout::RolloutOptions python_options() {
  rollout::RolloutOptions options;
  options.form = chat::CallForm::python;
  return options;
}

// One rollout with a script. `context`: of the policy.
struct OneRollout {
  explicit OneRollout(std::vector<std::string> script, std::string last = "Done.")
      : policy(tokenizer, std::move(script), std::move(last)) {}
  explicit OneRollout(rollout::ScriptedPolicy::Answer answer) : policy(tokenizer, std::move(answer)) {}

  rollout::Rollout play(const rollout::RolloutOptions& options, std::vector<std::string> next_turns = {}) {
    std::vector<rollout::RolloutTask> tasks;
    tasks.push_back(task(std::move(next_turns)));
    // SmolLM2's template has no place for tools: they stand in its system message, which these tests do not need.
    if (renderer->name() == "qwen3") tasks[0].conversation.tools = tasks[0].world->tools();
    return std::move(rollout::run_rollouts({policy, tokenizer, *renderer}, std::move(tasks), options).at(0));
  }

  chat::Tokenizer tokenizer = byte_tokenizer();
  std::unique_ptr<chat::Renderer> renderer = chat::make_renderer("smollm2");
  rollout::ScriptedPolicy policy;
};

}  // namespace fixtures
