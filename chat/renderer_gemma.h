// The chat template of Gemma 3: turns of user and model; a system message stands in front of the first user's text.
#pragma once

#include "chat/renderer.h"

namespace chat {

// Refused as by the template: an empty conversation, and user turns that do not alternate with others. The template has
// no place for tools and calls: this renderer refuses them, as SmolLM2's does.
class GemmaRenderer : public Renderer {
 public:
  std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const override;
  std::string_view name() const override { return "gemma3"; }
  std::vector<std::string> stop_texts() const override { return {"<end_of_turn>", "<eos>"}; }
};

}  // namespace chat
