#include "serve/prepare.h"

#include <algorithm>
#include <random>

#include "chat/model_template.h"
#include "chat/single_calls.h"
#include "core/error.h"
#include "core/rng.h"
#include "serve/api_error.h"

namespace serve {
namespace {

using chat::CallForm;

bool has_calls(const chat::Conversation& conversation) {
  return std::ranges::any_of(conversation.messages,
                             [](const chat::Message& message) { return !message.tool_calls.empty(); });
}

bool must_call(const ChatRequest& request) {
  return request.tool_choice == ToolChoice::required || request.tool_choice == ToolChoice::named;
}

bool one_call(const ChatRequest& request) {
  return !request.parallel_calls || request.tool_choice == ToolChoice::named;
}

uint64_t fresh_seed() {
  thread_local std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

// The benchmark's prompt lists parameters of every function.
void complete_definition(chat::ToolSpec& tool) {
  if (tool.parameters() != nullptr) return;
  tool.definition["parameters"] = core::Dict{{"type", "object"}, {"properties", core::Dict()}};
}

}  // namespace

ToolForm natural_tool_form(const chat::Renderer& renderer) {
  return renderer.call_form() != CallForm::none ? ToolForm::model_template : ToolForm::python;
}

std::vector<chat::TokenId> Preparer::render(const ChatRequest& request) const {
  const chat::RenderOptions options{.add_generation_prompt = true,
                                    .thinking = request.thinking ? chat::Thinking::on : chat::Thinking::off};
  try {
    return chat::prompt_ids(parts_.renderer.render(request.conversation, options), parts_.tokenizer);
  } catch (const core::Error& error) {
    if (error.kind() != core::ErrorKind::data) throw;
    throw ApiError(400, core::format("The model's chat template refuses the messages: {}.", error.what()), "messages",
                   "invalid_value");
  }
}

Prepared Preparer::chat(ChatRequest request) const {
  if (request.tool_choice == ToolChoice::none) request.conversation.tools.clear();
  const std::vector<chat::ToolSpec> tools = request.conversation.tools;
  CallForm form = CallForm::none;
  if (form_ == ToolForm::model_template) {
    if (!tools.empty()) form = parts_.renderer.call_form();
    if (parts_.renderer.one_call_a_turn()) request.conversation = chat::with_single_calls(request.conversation);
  } else if (!tools.empty() || has_calls(request.conversation)) {
    if (parts_.prompts == nullptr) {
      throw ApiError(400,
                     "tools: this model's template has no place for them, and the texts of BFCL's form are missing.",
                     "tools", "unsupported_parameter");
    }
    for (chat::ToolSpec& tool : request.conversation.tools) complete_definition(tool);
    try {
      request.conversation = chat::in_prompt_form(*parts_.prompts, request.conversation);
    } catch (const core::Error& error) {
      if (error.kind() != core::ErrorKind::data) throw;
      throw ApiError(400, core::format("tools: {}.", error.what()), "tools", "invalid_value");
    }
    if (!tools.empty()) form = CallForm::python;
  }
  // A call that must come comes at once, without a chain of thought.
  if (must_call(request)) request.thinking = false;

  Prepared prepared;
  prepared.choice.call_mark = chat::special_call_mark(form, parts_.tokenizer);
  prepared.choice.reader = {.calls = form, .reasons = reasons(request), .one_call = one_call(request)};
  request.common.sampling.constraint = constraint(request, tools, form);
  add(request.common, render(request), "messages", prepared);
  return prepared;
}

bool Preparer::reasons(const ChatRequest& request) const {
  return parts_.renderer.thinks() && request.thinking;
}

std::shared_ptr<const chat::constraint::TokenConstraint> Preparer::constraint(const ChatRequest& request,
                                                                              const std::vector<chat::ToolSpec>& tools,
                                                                              CallForm form) const {
  using chat::constraint::CallMode;
  using chat::constraint::Reasoning;
  const bool calls = form != CallForm::none && (must_call(request) || constrain_ || !request.strict_tools.empty());
  if (!calls && !request.json) return nullptr;
  const Reasoning reasoning = reasons(request) ? Reasoning::may_begin : Reasoning::none;
  try {
    if (!calls) {
      return constraints_.json(request.json->schema, {reasoning, request.json->strict}, stop_ids(request.common));
    }
    return constraints_.calls(tools,
                              {.form = form,
                               .mode = must_call(request) ? CallMode::required : CallMode::automatic,
                               .reasoning = reasoning,
                               .only = request.tool,
                               .several = !one_call(request),
                               .strict = request.strict_tools},
                              stop_ids(request.common));
  } catch (const core::Error& error) {
    if (error.kind() != core::ErrorKind::usage) throw;
    const std::string field = calls ? "tools" : "response_format";
    const std::string hint = error.hint().empty() ? "" : "; " + error.hint();
    throw ApiError(400, core::format("{}: {}{}.", field, error.what(), hint), field, "unsupported_schema");
  }
}

Prepared Preparer::completion(const CompletionRequest& request) const {
  Prepared prepared;
  for (const CompletionPrompt& prompt : request.prompts) {
    std::vector<chat::TokenId> ids = prompt.ids.empty() ? parts_.tokenizer.encode(prompt.text) : prompt.ids;
    if (ids.empty()) throw ApiError(400, "prompt: empty; one token at least is needed.", "prompt", "invalid_value");
    add(request.common, std::move(ids), "prompt", prepared);
  }
  return prepared;
}

std::string Preparer::prompt_text(const CompletionPrompt& prompt) const {
  return prompt.ids.empty() ? prompt.text : parts_.tokenizer.decode(prompt.ids);
}

std::vector<chat::TokenId> Preparer::stop_ids(const CommonParams& common) const {
  std::vector<chat::TokenId> ids = chat::stop_ids(parts_.renderer, parts_.tokenizer);
  ids.insert(ids.end(), common.stop_ids.begin(), common.stop_ids.end());
  return ids;
}

void Preparer::add(const CommonParams& common, std::vector<chat::TokenId> prompt, std::string_view field,
                   Prepared& prepared) const {
  const int64_t context = parts_.policy.context_length();
  const auto size = static_cast<int64_t>(prompt.size());
  if (size >= context) {
    throw ApiError(400,
                   core::format("This model's maximum context length is {} tokens, and the prompt has {}; shorten it.",
                                context, size),
                   std::string(field), "context_length_exceeded");
  }
  model::GenerationRequest request{std::move(prompt), common.sampling};
  const int64_t wanted = common.max_tokens > 0 ? common.max_tokens : max_tokens_;
  request.params.max_new_tokens = static_cast<int>(std::min(wanted, context - size));
  request.params.stop_ids = stop_ids(common);
  prepared.choice.stop = common.stop;
  prepared.choice.stop_ids = request.params.stop_ids;
  prepared.choice.skip_special = common.skip_special;
  prepared.choice.ranked = common.sampling.ranked >= 0;
  const uint64_t seed = common.seeded ? common.sampling.seed : fresh_seed();
  for (int64_t i = 0; i < common.n; ++i) {
    request.params.seed = i == 0 ? seed : core::Rng(seed, i).next();
    prepared.requests.push_back(request);
  }
}

}  // namespace serve
