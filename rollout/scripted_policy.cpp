#include "rollout/scripted_policy.h"

#include <algorithm>
#include <map>
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
  seeds.push_back(request.params.seed);
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
  std::vector<model::Completion> completions(requests.size());
  std::map<size_t, model::GenerationRequest> batch;
  for (size_t i = 0; i < requests.size(); ++i) batch.emplace(i, requests[i]);
  while (!batch.empty()) {
    const bool cuts = batches == cancel_after;
    if (!cuts) ++batches;
    std::map<size_t, model::GenerationRequest> next;
    for (const auto& [place, request] : batch) {
      model::Completion& completion = completions[place];
      const bool cancelled = cuts || (callbacks.cancelled && callbacks.cancelled());
      completion = cancelled ? model::Completion{.finish = model::FinishReason::cancelled} : complete(request);
      for (const chat::TokenId token : completion.tokens) {
        if (callbacks.on_token) callbacks.on_token(place, token);
      }
      if (callbacks.on_complete) callbacks.on_complete(place, completion);
      if (cancelled || !callbacks.follow_up) continue;
      if (auto follow_up = callbacks.follow_up(place, completion)) next.emplace(place, std::move(*follow_up));
    }
    batch = std::move(next);
  }
  return completions;
}

}  // namespace rollout
