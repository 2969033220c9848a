#include "chat/renderer.h"

#include "chat/renderer_qwen3.h"
#include "chat/renderer_smollm2.h"
#include "core/error.h"

namespace chat {

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Qwen3's later templates differ: 2507-Instruct has no reasoning, 2507-Thinking and QwQ no switch for it, and the
// Coder's calls are XML.
bool is_qwen3(std::string_view jinja) {
  return contains(jinja, "last_query_index") && contains(jinja, "reasoning_content") &&
         contains(jinja, "enable_thinking is false") && contains(jinja, "<tool_response>") &&
         contains(jinja, "{\\\"name\\\": <function-name>, \\\"arguments\\\": <args-json-object>}") &&
         !contains(jinja, "<function=");
}

// SmolLM has no default system message; SmolLM3 has modes and tools.
bool is_smollm2(std::string_view jinja) {
  return contains(jinja, "You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>") &&
         !contains(jinja, "tools");
}

}  // namespace

std::unique_ptr<Renderer> make_renderer(std::string_view name) {
  if (name == "smollm2") return std::make_unique<SmolLm2Renderer>();
  if (name == "qwen3") return std::make_unique<Qwen3Renderer>();
  throw core::usage_error(core::format("unknown chat renderer '{}'", name), "known: smollm2, qwen3");
}

std::unique_ptr<Renderer> renderer_for_template(std::string_view jinja_text) {
  if (is_qwen3(jinja_text)) return make_renderer("qwen3");
  if (is_smollm2(jinja_text)) return make_renderer("smollm2");
  throw core::data_error(jinja_text.empty() ? "the model has no chat template"
                                            : "the model's chat template is none that this program renders",
                         "set the option `renderer` to smollm2 or qwen3");
}

std::string rendered_text(const std::vector<Span>& spans) {
  std::string text;
  for (const Span& span : spans) text += span.text;
  return text;
}

}  // namespace chat
