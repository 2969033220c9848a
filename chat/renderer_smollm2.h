// SmolLM2-Instruct's ChatML: the template in its GGUF file and on the Hub. A default system message stands in front of
// a conversation that has none.
#pragma once

#include "chat/renderer.h"

namespace chat {

// The template has no place for tools and passes over them in silence; this renderer refuses them instead
// (core::Error(data)), because a sample that lost its tools or calls would train or score something else.
// Tool results it prints under the role `tool`, as the template does.
class SmolLm2Renderer : public Renderer {
 public:
  std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const override;
  std::string_view name() const override { return "smollm2"; }
  std::vector<std::string> stop_texts() const override { return {"<|im_end|>", "<|endoftext|>"}; }
};

}  // namespace chat
