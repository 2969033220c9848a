#include "eval/handler.h"

#include <algorithm>
#include <array>
#include <utility>

#include "chat/openai_tools.h"
#include "chat/reasoning.h"
#include "chat/renderer_qwen3.h"
#include "core/error.h"
#include "core/python_text.h"
#include "core/text.h"

namespace eval {
namespace {

constexpr std::string_view kQwen3 = "qwen3";

constexpr std::array<Handler, 4> kHandlers = {{
    {.name = "prompt"},
    {.name = "qwen_fc", .decode = DecodeMode::qwen_fc, .asking = Asking::by_prompt, .renderer = kQwen3},
    {.name = "openai_fc",
     .decode = DecodeMode::openai_fc,
     .results = ResultForm::by_call_id,
     .asking = Asking::by_messages},
    {.name = "funreason_mt",
     .results = ResultForm::one_tool_message,
     .asking = Asking::by_prompt,
     .renderer = kQwen3,
     .opens_thought = true},
}};

chat::Message tool_message(std::string content) {
  chat::Message message;
  message.role = chat::Role::tool;
  message.content = std::move(content);
  return message;
}

}  // namespace

const Handler& find_handler(std::string_view name) {
  std::vector<std::string> names;
  for (const Handler& handler : kHandlers) {
    if (handler.name == name) return handler;
    names.emplace_back(handler.name);
  }
  throw core::usage_error(core::format("decode: no handler `{}`", name), "there are " + core::join(names, ", "));
}

Handler through_messages(Handler handler) {
  if (handler.results == ResultForm::tool_messages) handler.results = ResultForm::user_message;
  return handler;
}

chat::Conversation opening(const chat::BfclPrompts& prompts, DecodeMode mode, core::List functions,
                           std::vector<chat::Message> messages, const chat::PromptFormat& format) {
  if (mode == DecodeMode::prompt) {
    return chat::bfcl_conversation(prompts, core::Value(std::move(functions)), std::move(messages), format);
  }
  return {function_tools(mode, functions), std::move(messages)};
}

const chat::Renderer& handler_renderer(const chat::Renderer& own, const Handler& handler) {
  static const chat::Qwen3Renderer kQwenFc(chat::Qwen3Renderer::ToolText::bare_ascii);
  if (!handler.renderer.empty() && own.name() != handler.renderer) {
    throw core::usage_error(core::format("decode: {} asks in the chat template {}, and the model's is {}", handler.name,
                                         handler.renderer, own.name()),
                            "decode=prompt asks in any");
  }
  return handler.decode == DecodeMode::qwen_fc ? kQwenFc : own;
}

chat::Thinking thinking_of(const Handler& handler, bool thinking) {
  if (handler.opens_thought) return chat::Thinking::opened;
  return thinking ? chat::Thinking::on : chat::Thinking::off;
}

void require_vocabulary(const Handler& handler, const chat::Tokenizer& tokenizer) {
  if (!handler.opens_thought) return;
  for (const std::string_view tag : {chat::kThinkOpen, chat::kThinkClose}) {
    if (tokenizer.id_of(tag)) continue;
    throw core::data_error(core::format("the vocabulary has no {}, which decode={} needs", tag, handler.name),
                           "decode=prompt asks models without a chain of thought");
  }
}

std::vector<chat::ToolSpec> function_tools(DecodeMode mode, const core::List& functions) {
  FR_CHECK(mode != DecodeMode::prompt, "prompt mode has its functions in the system message");
  std::vector<chat::ToolSpec> tools;
  for (const core::Value& tool : mode == DecodeMode::openai_fc ? chat::openai_tools(functions) : functions) {
    tools.push_back(chat::ToolSpec::from_json(tool));
  }
  return tools;
}

void append_results(std::vector<chat::Message>& messages, ResultForm form, const ExecutedCalls& executed) {
  const std::vector<std::string>& results = executed.results;
  core::List printed;
  switch (form) {
    case ResultForm::tool_messages:
      for (size_t i = 0; i < results.size(); ++i) {
        messages.push_back(tool_message(results[i]));
        messages.back().name = executed.texts[i];
      }
      return;
    case ResultForm::one_tool_message:
      messages.push_back(tool_message(core::python_repr(core::Value(core::List(results.begin(), results.end())))));
      return;
    case ResultForm::user_message:
      for (size_t i = 0; i < results.size(); ++i) {
        printed.emplace_back(core::Dict{{"role", "tool"}, {"name", executed.texts[i]}, {"content", results[i]}});
      }
      messages.emplace_back().content = core::python_repr(core::Value(std::move(printed)));
      return;
    case ResultForm::by_call_id:
      for (size_t i = 0; i < std::min(results.size(), executed.said.size()); ++i) {
        messages.push_back(tool_message(results[i]));
        messages.back().tool_call_id = executed.said[i].id;
      }
      return;
  }
}

}  // namespace eval
