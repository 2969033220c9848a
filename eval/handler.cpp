#include "eval/handler.h"

#include <algorithm>
#include <utility>

#include "chat/openai_tools.h"
#include "chat/renderer_qwen3.h"
#include "core/error.h"
#include "core/python_text.h"

namespace eval {

chat::Conversation opening(const chat::BfclPrompts& prompts, DecodeMode mode, core::List functions,
                           std::vector<chat::Message> messages, const chat::PromptFormat& format) {
  if (mode == DecodeMode::prompt) {
    return chat::bfcl_conversation(prompts, core::Value(std::move(functions)), std::move(messages), format);
  }
  return {function_tools(mode, functions), std::move(messages)};
}

std::vector<chat::ToolSpec> function_tools(DecodeMode mode, const core::List& functions) {
  FR_CHECK(mode != DecodeMode::prompt, "prompt mode has its functions in the system message");
  std::vector<chat::ToolSpec> tools;
  for (const core::Value& tool : mode == DecodeMode::openai_fc ? chat::openai_tools(functions) : functions) {
    tools.push_back(chat::ToolSpec::from_json(tool));
  }
  return tools;
}

void append_results(std::vector<chat::Message>& messages, DecodeMode mode, HistoryForm form,
                    const ExecutedCalls& executed) {
  const auto tool_message = [&](size_t i) {
    chat::Message message;
    message.role = chat::Role::tool;
    message.content = executed.results[i];
    return message;
  };
  if (mode == DecodeMode::openai_fc) {
    for (size_t i = 0; i < std::min(executed.results.size(), executed.said.size()); ++i) {
      messages.push_back(tool_message(i));
      messages.back().tool_call_id = executed.said[i].id;
    }
  } else if (form == HistoryForm::local) {
    for (size_t i = 0; i < executed.results.size(); ++i) {
      messages.push_back(tool_message(i));
      messages.back().name = executed.texts[i];
    }
  } else {
    core::List results;
    for (size_t i = 0; i < executed.results.size(); ++i) {
      results.emplace_back(core::Dict{{"role", "tool"}, {"name", executed.texts[i]}, {"content", executed.results[i]}});
    }
    chat::Message& message = messages.emplace_back();
    message.content = core::python_repr(core::Value(std::move(results)));
  }
}

const chat::Renderer& handler_renderer(const chat::Renderer& own, DecodeMode mode) {
  static const chat::Qwen3Renderer kQwenFc(chat::Qwen3Renderer::ToolText::bare_ascii);
  if (mode != DecodeMode::qwen_fc) return own;
  if (own.name() != kQwenFc.name()) {
    throw core::usage_error(
        core::format("decode: qwen_fc asks in Qwen3's chat template, and the model's is {}", own.name()),
        "decode=prompt asks in any");
  }
  return kQwenFc;
}

}  // namespace eval
