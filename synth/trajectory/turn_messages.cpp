#include "synth/trajectory/turn_messages.h"

#include <utility>

#include "synth/query/telling.h"

namespace synth {
namespace {

// What the user asked for; where a chain only prepares something, all of it.
std::vector<query::Outcome> outcomes_of(const std::vector<chain::Step>& steps) {
  std::vector<query::Outcome> goals;
  std::vector<query::Outcome> all;
  for (const chain::Step& step : steps) {
    if (!step.result.ok) continue;
    all.push_back({&step.call, &step.result});
    if (step.why == chain::Step::Why::goal) goals.push_back(all.back());
  }
  return goals.empty() ? all : goals;
}

}  // namespace

chat::Message user_says(std::string text) {
  chat::Message message;
  message.content = std::move(text);
  return message;
}

chat::Message assistant_says(std::string text, std::string thought) {
  chat::Message message;
  message.role = chat::Role::assistant;
  message.content = std::move(text);
  message.reasoning = std::move(thought);
  return message;
}

void append_chain(const std::vector<chain::Step>& steps, const chain::Amendment& amendment, const TurnStyle& style,
                  core::Rng& rng, std::vector<chat::Message>& messages) {
  for (const chain::Batch& batch : chain::batches(steps, style.together)) {
    chat::Message calls = assistant_says("", chain::think(steps, batch, amendment, rng));
    std::vector<chat::Message> results;
    for (size_t i = batch.begin; i < batch.end; ++i) {
      chat::ToolCall call = steps[i].call;
      call.id = style.id_prefix + std::to_string(i);
      chat::Message& result = results.emplace_back();
      result.role = chat::Role::tool;
      result.content = steps[i].result.text;
      result.name = call.name;
      result.tool_call_id = call.id;
      calls.tool_calls.push_back(std::move(call));
    }
    messages.push_back(std::move(calls));
    for (chat::Message& result : results) messages.push_back(std::move(result));
  }
  std::string thought = chain::think_closing(steps, rng);
  messages.push_back(assistant_says(query::tell_all(outcomes_of(steps), rng), std::move(thought)));
}

}  // namespace synth
