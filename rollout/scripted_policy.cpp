#include "rollout/scripted_policy.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>
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
  params.push_back(request.params);
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
  if (callbacks.arrivals && requests.empty()) {
    run_side_by_side(callbacks);
    return {};
  }
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
      say(place, request.params.ranked, callbacks, completion);
      if (callbacks.on_complete) callbacks.on_complete(place, completion);
      if (completion.finish == model::FinishReason::cancelled || !callbacks.follow_up) continue;
      if (auto follow_up = callbacks.follow_up(place, completion)) next.emplace(place, std::move(*follow_up));
    }
    batch = std::move(next);
  }
  return completions;
}

void ScriptedPolicy::say(size_t place, int ranked, const model::GenerationCallbacks& callbacks,
                         model::Completion& completion) const {
  for (size_t i = 0; i < completion.tokens.size(); ++i) {
    if (callbacks.abandoned && callbacks.abandoned(place)) {
      completion.tokens.resize(i);
      completion.logp.resize(i);
      completion.finish = model::FinishReason::cancelled;
    } else if (callbacks.on_token) {
      callbacks.on_token(place, token_of(completion, i, ranked));
    }
  }
}

// A request that is being answered, a token a step.
struct ScriptedPolicy::Speaker {
  size_t place = 0;
  int ranked = -1;
  model::Completion whole;
  model::Completion said;
};

void ScriptedPolicy::run_side_by_side(const model::GenerationCallbacks& callbacks) {
  std::vector<Speaker> speakers;
  size_t places = 0;
  while (!(callbacks.cancelled && callbacks.cancelled())) {
    const bool idle = speakers.empty();
    const std::vector<model::GenerationRequest> arrivals = callbacks.arrivals(idle);
    if (idle && arrivals.empty()) break;
    for (const model::GenerationRequest& request : arrivals) {
      Speaker speaker{places++, request.params.ranked, complete(request), {}};
      speaker.said.prompt_tokens = speaker.whole.prompt_tokens;
      speakers.push_back(std::move(speaker));
    }
    most_side_by_side = std::max(most_side_by_side, speakers.size());
    if (step_s > 0) std::this_thread::sleep_for(std::chrono::duration<double>(step_s));
    std::erase_if(speakers, [&](Speaker& speaker) {
      std::optional<model::FinishReason> end;
      const size_t index = speaker.said.tokens.size();
      if (callbacks.abandoned && callbacks.abandoned(speaker.place)) {
        end = model::FinishReason::cancelled;
      } else if (index < speaker.whole.tokens.size()) {
        speaker.said.tokens.push_back(speaker.whole.tokens[index]);
        speaker.said.logp.push_back(speaker.whole.logp[index]);
        if (callbacks.on_token) callbacks.on_token(speaker.place, token_of(speaker.whole, index, speaker.ranked));
      }
      if (!end && index + 1 >= speaker.whole.tokens.size()) end = speaker.whole.finish;
      if (!end) return false;
      speaker.said.finish = *end;
      if (callbacks.on_complete) callbacks.on_complete(speaker.place, speaker.said);
      return true;
    });
  }
  for (Speaker& speaker : speakers) {
    speaker.said.finish = model::FinishReason::cancelled;
    if (callbacks.on_complete) callbacks.on_complete(speaker.place, speaker.said);
  }
}

model::SampledToken ScriptedPolicy::token_of(const model::Completion& completion, size_t index, int ranked) const {
  model::SampledToken token{.id = completion.tokens[index], .logp = completion.logp[index]};
  if (ranked < 0) return token;
  token.model_logp = token.logp;
  const auto vocab = static_cast<chat::TokenId>(tokenizer_.vocab_size());
  for (int i = 0; i < ranked; ++i) {
    token.ranked.push_back({(token.id + i) % vocab, token.logp - static_cast<float>(i)});
  }
  return token;
}

}  // namespace rollout
