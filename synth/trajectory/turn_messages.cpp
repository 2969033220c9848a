#include "synth/trajectory/turn_messages.h"

#include <utility>

#include "core/python_text.h"
#include "core/text.h"
#include "synth/grammar.h"
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

// "There is no 'harbr.txt', so I took 'harbor.txt'."
std::string corrections(const std::vector<chain::Step>& steps, core::Rng& rng) {
  std::string out;
  for (const chain::Step& step : steps) {
    for (const chain::ArgumentThought& argument : step.arguments) {
      const core::Value* value = step.call.arguments.find(std::string_view(argument.name));
      if (argument.instead_of.empty() || value == nullptr || !out.empty()) continue;
      out = expand("{There is no '<x>', so I {used|took} '<y>'|I could not find '<x>' and {used|took} '<y>' instead}.",
                   rng);
      out = core::replace_all(out, "<x>", argument.instead_of);
      out = core::replace_all(out, "<y>", core::python_str(*value));
    }
  }
  return out;
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
  const std::string told = query::tell_all(outcomes_of(steps), rng);
  const std::string corrected = corrections(steps, rng);
  messages.push_back(assistant_says(corrected + (corrected.empty() ? "" : " ") + told, std::move(thought)));
}

}  // namespace synth
