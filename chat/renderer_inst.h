// The chat templates with [INST] … [/INST]: Llama 2, and Mistral-Instruct with its first and its third tokenizer.
#pragma once

#include "chat/renderer.h"

namespace chat {

// Llama 2's: the system message in <<SYS>>, all contents stripped, every exchange a text of its own. Without tools:
// they are refused.
class Llama2Renderer : public Renderer {
 public:
  std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const override;
  std::string_view name() const override { return "llama2"; }
  std::vector<std::string> stop_texts() const override { return {"</s>"}; }
};

// Mistral's of the first tokenizer (7B-Instruct-v0.1 and -v0.2, Mixtral): spaces around the marks, the system message
// in the first user message. Without tools: they are refused.
class MistralV1Renderer : public Renderer {
 public:
  std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const override;
  std::string_view name() const override { return "mistral-v1"; }
  std::vector<std::string> stop_texts() const override { return {"</s>"}; }
};

// Mistral's of the third tokenizer: tools before the last user message, calls and results with ids of nine characters.
// The SentencePiece form (7B-Instruct-v0.3) has spaces behind its marks, the Tekken form (Nemo, Small) has none.
class MistralRenderer : public Renderer {
 public:
  enum class Marks { spaced, tekken };

  explicit MistralRenderer(Marks marks) : space_(marks == Marks::spaced ? " " : "") {}

  std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const override;
  std::string_view name() const override { return space_.empty() ? "mistral-tekken" : "mistral-v3"; }
  CallForm call_form() const override { return CallForm::mistral; }
  std::vector<std::string> stop_texts() const override { return {"</s>"}; }

 private:
  std::string space_;
};

}  // namespace chat
