#include "model/request_queue.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "model/sampler.h"

namespace model {

RequestQueue::RequestQueue(std::span<const GenerationRequest> requests, const GenerationCallbacks& callbacks,
                           int64_t context_length, int64_t vocab)
    : callbacks_(callbacks),
      context_length_(context_length),
      vocab_(vocab),
      follow_ups_(requests.size()),
      completions_(requests.size()) {
  for (const GenerationRequest& request : requests) {
    const size_t place = requests_.size();
    check(request, place);
    requests_.push_back(&request);
    open(place);
    if (!hindrance(place)) waiting_.push_back(place);
  }
  std::stable_sort(waiting_.begin(), waiting_.end(), [&](size_t a, size_t b) {
    return std::ranges::lexicographical_compare(requests_[b]->prompt, requests_[a]->prompt);
  });
}

void RequestQueue::check(const GenerationRequest& request, size_t place) const {
  const auto where = [&] { return core::format("request {}", place); };
  if (request.prompt.empty()) {
    throw core::usage_error(where() + ": the prompt is empty", "a prompt needs at least one token");
  }
  for (size_t i = 0; i < request.prompt.size(); ++i) {
    const chat::TokenId id = request.prompt[i];
    if (id >= 0 && id < vocab_) continue;
    throw core::usage_error(
        core::format("{}: token {} has id {}, and the model knows 0..{}", where(), i, id, vocab_ - 1),
        "the tokenizer and the weights belong to different models");
  }
  try {
    validate(request.params);
  } catch (const core::Error& error) {
    throw error.in(where());
  }
}

std::optional<FinishReason> RequestQueue::hindrance(size_t place) const {
  if (prompt_size(place) >= context_length_) return FinishReason::context;
  if (requests_[place]->params.max_new_tokens <= 0) return FinishReason::length;
  return std::nullopt;
}

void RequestQueue::open(size_t place) {
  completions_[place] = {};
  completions_[place].prompt_tokens = requests_[place]->prompt.size();
  prompt_tokens_ += prompt_size(place);
}

void RequestQueue::begin() {
  for (size_t place = 0; place < requests_.size(); ++place) {
    if (const auto reason = hindrance(place)) complete(place, *reason);
  }
}

int64_t RequestQueue::size(size_t place) const {
  return prompt_size(place) + static_cast<int64_t>(completions_[place].tokens.size());
}

chat::TokenId RequestQueue::token(size_t place, int64_t position) const {
  const int64_t prompt = prompt_size(place);
  return position < prompt ? requests_[place]->prompt[static_cast<size_t>(position)]
                           : completions_[place].tokens[static_cast<size_t>(position - prompt)];
}

bool RequestQueue::append(size_t place, chat::TokenId token, float logp) {
  const SamplingParams& params = requests_[place]->params;
  Completion& completion = completions_[place];
  completion.tokens.push_back(token);
  completion.logp.push_back(logp);
  if (callbacks_.on_token) callbacks_.on_token(place, token);

  if (std::ranges::find(params.stop_ids, token) != params.stop_ids.end()) {
    complete(place, FinishReason::stop);
  } else if (static_cast<int64_t>(completion.tokens.size()) >= params.max_new_tokens) {
    complete(place, FinishReason::length);
  } else if (size(place) >= context_length_) {
    complete(place, FinishReason::context);
  } else {
    return false;
  }
  return true;
}

// Goes on to what follows; a follow-up without room for a new token is complete at once, and may be followed itself.
void RequestQueue::complete(size_t place, FinishReason reason) {
  for (std::optional<FinishReason> end = reason; end; end = hindrance(place)) {
    completions_[place].finish = *end;
    if (callbacks_.on_complete) callbacks_.on_complete(place, completions_[place]);
    if (*end == FinishReason::cancelled || !callbacks_.follow_up) return;
    std::optional<GenerationRequest> next = callbacks_.follow_up(place, completions_[place]);
    if (!next) return;
    check(*next, place);
    follow_ups_[place] = std::move(*next);
    requests_[place] = &follow_ups_[place];
    open(place);
  }
  waiting_.push_back(place);
}

void RequestQueue::cancel(std::vector<size_t> places) {
  places.insert(places.end(), waiting_.begin(), waiting_.end());
  waiting_.clear();
  std::ranges::sort(places);
  for (const size_t place : places) complete(place, FinishReason::cancelled);
}

}  // namespace model
