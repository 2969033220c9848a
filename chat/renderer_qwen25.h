// Qwen2.5-Instruct's chat template: a default system message, tools as Hermes JSON, no reasoning.
#pragma once

#include "chat/renderer.h"

namespace chat {

// An empty conversation is refused, as by the template.
class Qwen25Renderer : public Renderer {
 public:
  std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const override;
  std::string_view name() const override { return "qwen2.5"; }
  CallForm call_form() const override { return CallForm::hermes; }
  std::vector<std::string> stop_texts() const override { return {"<|im_end|>", "<|endoftext|>"}; }
};

}  // namespace chat
