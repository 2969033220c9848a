// Qwen3's chat template (the hybrid models of 2025-04: thinking on and off), equal to its Jinja text byte for byte.
#pragma once

#include "chat/renderer.h"

namespace chat {

// Two rules of the template shape what history looks like: consecutive tool results share one user turn, and reasoning
// is shown only after the last real user message. So the rendering of a longer conversation need not begin with that of
// a shorter one; `generated` marks what the model writes in *this* text.
//
// With Thinking::off the generation prompt ends in an empty reasoning block, which is then context, not generated; with
// Thinking::opened in <think> alone.
// Arguments given as a JSON text print as the object they hold. An empty conversation is refused, as by the template.
class Qwen3Renderer : public Renderer {
 public:
  // How tools are printed: wrapped as {"type": "function", "function": …}, which is what the template is given, or the
  // bare function with ASCII escapes, which is what BFCL's QwenFCHandler writes; it escapes arguments of calls, too.
  enum class ToolText { openai, bare_ascii };

  explicit Qwen3Renderer(ToolText tools = ToolText::openai) : tools_(tools) {}

  std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const override;
  std::string_view name() const override { return "qwen3"; }
  CallForm call_form() const override { return CallForm::hermes; }
  bool thinks() const override { return true; }
  std::vector<std::string> stop_texts() const override { return {"<|im_end|>", "<|endoftext|>"}; }

 private:
  ToolText tools_;
};

}  // namespace chat
