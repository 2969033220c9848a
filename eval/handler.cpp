#include "eval/handler.h"

#include <utility>

#include "chat/renderer_qwen3.h"
#include "core/error.h"

namespace eval {

chat::Conversation opening(const chat::BfclPrompts& prompts, DecodeMode mode, const core::List& functions,
                           std::vector<chat::Message> messages, const chat::PromptFormat& format) {
  if (mode != DecodeMode::qwen_fc) {
    return chat::bfcl_conversation(prompts, core::Value(functions), std::move(messages), format);
  }
  chat::Conversation conversation;
  conversation.messages = std::move(messages);
  for (const core::Value& function : functions) conversation.tools.push_back(chat::ToolSpec::from_json(function));
  return conversation;
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
