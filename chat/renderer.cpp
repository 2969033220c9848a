#include "chat/renderer.h"

#include <array>

#include "chat/renderer_gemma.h"
#include "chat/renderer_inst.h"
#include "chat/renderer_llama3.h"
#include "chat/renderer_qwen25.h"
#include "chat/renderer_qwen3.h"
#include "chat/renderer_smollm2.h"
#include "core/error.h"
#include "core/text.h"

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

// Arch and others took over all but the default system message.
bool is_qwen25(std::string_view jinja) {
  return contains(jinja, "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.") &&
         contains(jinja, "<tool_response>") && !contains(jinja, "<think>") && !contains(jinja, "vision");
}

// Llama 3's first template had no tools; Llama 4's has other headers.
bool is_llama3(std::string_view jinja) {
  return contains(jinja, "<|start_header_id|>") && contains(jinja, "tools_in_user_message") &&
         contains(jinja, "Cutting Knowledge Date: December 2023") && contains(jinja, "\"parameters\": ") &&
         contains(jinja, "26 Jul 2024");
}

// Gemma's first two refuse a system message; function-calling ones have a role of their own for it.
bool is_gemma3(std::string_view jinja) {
  return contains(jinja, "<start_of_turn>") && contains(jinja, "first_user_prefix") &&
         contains(jinja, "<end_of_turn>") && !contains(jinja, "tools");
}

bool is_llama2(std::string_view jinja) {
  return contains(jinja, "[INST]") && contains(jinja, "<<SYS>>") && contains(jinja, "bos_token + '[INST] '") &&
         contains(jinja, "content.strip() + ' ' + eos_token") && !contains(jinja, "tools");
}

// The form with a system message; earlier ones have other spaces.
bool is_mistral_v1(std::string_view jinja) {
  const bool marks = contains(jinja, "' [INST] ' + system_message") || contains(jinja, "\" [INST] \" + system_message");
  const bool answer = contains(jinja, "' ' + message['content'] + eos_token") ||
                      contains(jinja, "\" \" + message[\"content\"] + eos_token");
  return marks && answer && contains(jinja, "loop.first and system_message is defined") && !contains(jinja, "tools");
}

bool is_mistral(std::string_view jinja) {
  return contains(jinja, "[AVAILABLE_TOOLS]") && contains(jinja, "user_messages[-1]") &&
         contains(jinja, "\"call_id\": \"") && contains(jinja, "loop.last and system_message is defined");
}
bool is_mistral_tekken(std::string_view jinja) {
  return is_mistral(jinja) && contains(jinja, "[TOOL_CALLS][\"") && contains(jinja, "\"[INST]\" +");
}
bool is_mistral_v3(std::string_view jinja) {
  return is_mistral(jinja) && contains(jinja, "[TOOL_CALLS] [\"") && contains(jinja, "\"[INST] \" +") &&
         contains(jinja, "\" \" + message[\"content\"]|trim + eos_token");
}

template <class Made, auto... arguments>
std::unique_ptr<Renderer> make() {
  return std::make_unique<Made>(arguments...);
}

struct Family {
  std::string_view name;
  bool (*is)(std::string_view jinja);
  std::unique_ptr<Renderer> (*make)();
};
constexpr std::array<Family, 9> kFamilies{{
    {"qwen3", is_qwen3, make<Qwen3Renderer>},
    {"smollm2", is_smollm2, make<SmolLm2Renderer>},
    {"qwen2.5", is_qwen25, make<Qwen25Renderer>},
    {"llama3", is_llama3, make<Llama3Renderer>},
    {"llama2", is_llama2, make<Llama2Renderer>},
    {"mistral-v1", is_mistral_v1, make<MistralV1Renderer>},
    {"mistral-v3", is_mistral_v3, make<MistralRenderer, MistralRenderer::Marks::spaced>},
    {"mistral-tekken", is_mistral_tekken, make<MistralRenderer, MistralRenderer::Marks::tekken>},
    {"gemma3", is_gemma3, make<GemmaRenderer>},
}};

std::vector<std::string> family_names() {
  std::vector<std::string> names;
  for (const Family& family : kFamilies) names.emplace_back(family.name);
  return names;
}

}  // namespace

std::unique_ptr<Renderer> make_renderer(std::string_view name) {
  for (const Family& family : kFamilies) {
    if (family.name == name) return family.make();
  }
  throw core::usage_error(core::format("unknown chat renderer '{}'", name), core::name_hint(name, family_names()));
}

std::unique_ptr<Renderer> renderer_for_template(std::string_view jinja_text) {
  for (const Family& family : kFamilies) {
    if (family.is(jinja_text)) return family.make();
  }
  throw core::data_error(jinja_text.empty() ? "the model has no chat template"
                                            : "the model's chat template is none that this program renders",
                         core::format("set the option `renderer` to one of {}", core::join(family_names(), ", ")));
}

std::string rendered_text(const std::vector<Span>& spans) {
  std::string text;
  for (const Span& span : spans) text += span.text;
  return text;
}

}  // namespace chat
