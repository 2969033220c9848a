#include "core/format.h"
#include "serve/api_error.h"
#include "serve/common_params.h"

namespace serve {
namespace {

CompletionPrompt read_ids(const core::List& ids, const RequestRules& rules) {
  CompletionPrompt prompt;
  for (const core::Value& id : ids) {
    const bool known = id.type() == core::Value::Type::integer && rules.knows_token(id.as_int());
    if (!known) {
      throw ApiError(
          400, core::format("prompt: token ids are integers from 0 to {} that the tokenizer has.", rules.last_token()),
          "prompt", "invalid_value");
    }
    prompt.ids.push_back(static_cast<chat::TokenId>(id.as_int()));
  }
  if (prompt.ids.empty()) throw ApiError(400, "prompt: a list of token ids is empty.", "prompt", "invalid_value");
  return prompt;
}

// A text, token ids, or a list of either.
std::vector<CompletionPrompt> read_prompts(Fields& fields, const RequestRules& rules) {
  const core::Value* value = fields.value("prompt");
  if (value == nullptr) throw ApiError(400, "prompt: missing.", "prompt", "missing_parameter");
  if (value->is_string()) return {{value->as_string(), {}}};
  if (value->is_list() && !value->as_list().empty()) {
    const core::List& items = value->as_list();
    if (items.front().is_int()) return {read_ids(items, rules)};
    std::vector<CompletionPrompt> prompts;
    for (const core::Value& item : items) {
      if (static_cast<int64_t>(prompts.size()) >= rules.limits.choices) {
        throw ApiError(400, core::format("prompt: at most {} prompts.", rules.limits.choices), "prompt",
                       "invalid_value");
      }
      if (item.is_string()) {
        prompts.push_back({item.as_string(), {}});
      } else if (item.is_list()) {
        prompts.push_back(read_ids(item.as_list(), rules));
      } else {
        throw ApiError(
            400, core::format("prompt[{}]: expected a text or token ids, found {}.", prompts.size(), item.type_name()),
            "prompt", "invalid_type");
      }
    }
    return prompts;
  }
  throw ApiError(400, "prompt: expected a text, token ids, or a list of either that is not empty.", "prompt",
                 "invalid_type");
}

}  // namespace

CompletionRequest read_completion_request(const core::Dict& body, const RequestRules& rules) {
  Fields fields(body);
  CompletionRequest request;
  request.common = read_common_params(fields, rules);
  request.prompts = read_prompts(fields, rules);
  if (static_cast<int64_t>(request.prompts.size()) * request.common.n > rules.limits.choices) {
    throw ApiError(400, core::format("prompt and n ask for more than {} replies.", rules.limits.choices), "n",
                   "invalid_value");
  }
  if (const auto count = fields.integer("logprobs", 0, kMostRanked)) {
    request.common.sampling.ranked = static_cast<int>(*count);
  }
  request.echo = fields.boolean("echo", false);
  if (request.echo && request.common.sampling.ranked >= 0) {
    throw ApiError(400, "echo: not together with logprobs.", "echo", "unsupported_parameter");
  }
  fields.unsupported("best_of", request.common.n);
  fields.unsupported("suffix", "");
  fields.reject_unknown();
  return request;
}

}  // namespace serve
