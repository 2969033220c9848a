// The chat template of Llama 3.1, 3.2 and 3.3: tools in the first user message, one JSON call a turn, results under the
// role ipython.
#pragma once

#include "chat/renderer.h"

namespace chat {

// The template's date is its own default, "26 Jul 2024", also where Llama 3.2's would print the day's: prompts do not
// change from day to day. Refused as by the template: an empty conversation, tools without a first message, several
// calls in a turn. Beside a call the template drops the turn's content.
class Llama3Renderer : public Renderer {
 public:
  std::vector<Span> render(const Conversation& conversation, const RenderOptions& options) const override;
  std::string_view name() const override { return "llama3"; }
  CallForm call_form() const override { return CallForm::llama3_json; }
  bool one_call_a_turn() const override { return true; }
  std::vector<std::string> stop_texts() const override { return {"<|eot_id|>", "<|eom_id|>", "<|end_of_text|>"}; }
};

}  // namespace chat
