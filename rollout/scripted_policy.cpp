#include "rollout/scripted_policy.h"

#include <algorithm>
#include <utility>

#include "rollout/ledger_writer.h"

namespace rollout {

ScriptedPolicy::ScriptedPolicy(const chat::Tokenizer& tokenizer, std::vector<std::string> script, std::string last)
    : tokenizer_(tokenizer),
      answer_([script = std::move(script), last = std::move(last), next = size_t{0}](std::string_view) mutable {
        return ScriptedReply{next < script.size() ? script[next++] : last, {}, true};
      }) {}

model::Completion ScriptedPolicy::complete(const model::GenerationRequest& request) {
  model::Completion completion;
  completion.prompt_tokens = request.prompt.size();
  const int64_t room = context - static_cast<int64_t>(request.prompt.size());
  if (room <= 0) {
    completion.finish = model::FinishReason::context;
    return completion;
  }
  prompts.push_back(reply_text(tokenizer_, request.prompt, false));
  ScriptedReply reply = answer_(prompts.back());
  std::vector<chat::TokenId>& tokens = reply.tokens;
  if (tokens.empty()) tokens = tokenizer_.encode(reply.text, false);
  const auto limit = static_cast<size_t>(std::min<int64_t>(request.params.max_new_tokens, room));
  if (reply.stops) {
    tokens.push_back(request.params.stop_ids.at(0));
  } else {
    const size_t once = tokens.size();
    while (once > 0 && tokens.size() < limit) tokens.push_back(tokens[tokens.size() - once]);
  }
  completion.finish = model::FinishReason::stop;
  if (!reply.stops || tokens.size() > limit) {
    tokens.resize(std::min(tokens.size(), limit));
    completion.finish =
        static_cast<int64_t>(limit) == room ? model::FinishReason::context : model::FinishReason::length;
  }
  for (size_t i = 0; i < tokens.size(); ++i) completion.logp.push_back(-static_cast<float>(1 + i) / 8);
  completion.tokens = std::move(tokens);
  return completion;
}

std::vector<model::Completion> ScriptedPolicy::generate(std::span<const model::GenerationRequest> requests,
                                                        const model::GenerationCallbacks& callbacks) {
  ++batches;
  std::vector<model::Completion> completions;
  for (size_t i = 0; i < requests.size(); ++i) {
    model::Completion completion;
    if (callbacks.cancelled && callbacks.cancelled()) {
      completion.finish = model::FinishReason::cancelled;
    } else {
      completion = complete(requests[i]);
      for (const chat::TokenId token : completion.tokens) {
        if (callbacks.on_token) callbacks.on_token(i, token);
      }
    }
    if (callbacks.on_complete) callbacks.on_complete(i, completion);
    completions.push_back(std::move(completion));
  }
  return completions;
}

}  // namespace rollout
