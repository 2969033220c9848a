#include "model/request_queue.h"

#include <algorithm>
#include <utility>

#include "chat/constraint/token_constraint.h"
#include "core/error.h"
#include "model/sampler.h"

namespace model {

RequestQueue::RequestQueue(std::span<const GenerationRequest> requests, const GenerationCallbacks& callbacks,
                           int64_t context_length, int64_t vocab)
    : callbacks_(callbacks), context_length_(context_length), vocab_(vocab), given_(requests.size()) {
  for (const GenerationRequest& request : requests) {
    const size_t place = places_.size();
    check(request, place);
    places_.emplace_back().given = &request;
    open(place);
    if (!hindrance(place)) waiting_.push_back(place);
  }
  std::stable_sort(waiting_.begin(), waiting_.end(), [&](size_t a, size_t b) {
    return std::ranges::lexicographical_compare(request(b).prompt, request(a).prompt);
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
  for (const LogitBias& bias : request.params.logit_bias) {
    if (bias.id >= 0 && bias.id < vocab_) continue;
    throw core::usage_error(
        core::format("{}: logit_bias names token {}, and the model knows 0..{}", where(), bias.id, vocab_ - 1));
  }
  try {
    validate(request.params);
  } catch (const core::Error& error) {
    throw error.in(where());
  }
}

std::optional<FinishReason> RequestQueue::hindrance(size_t place) const {
  if (prompt_size(place) >= context_length_) return FinishReason::context;
  if (request(place).params.max_new_tokens <= 0) return FinishReason::length;
  return std::nullopt;
}

void RequestQueue::open(size_t place) {
  at(place).completion = {};
  at(place).completion.prompt_tokens = request(place).prompt.size();
  const auto& constraint = request(place).params.constraint;
  at(place).constraint_state = constraint == nullptr ? std::nullopt : std::optional(constraint->start());
  prompt_tokens_ += prompt_size(place);
}

void RequestQueue::begin() {
  for (size_t place = 0; place < given_; ++place) {
    if (const auto reason = hindrance(place)) complete(place, *reason);
  }
}

bool RequestQueue::take_arrivals(bool idle) {
  if (!callbacks_.arrivals) return false;
  forget_arrivals();
  std::vector<GenerationRequest> arrivals = callbacks_.arrivals(idle);
  for (GenerationRequest& request : arrivals) {
    const size_t place = places_.size() + forgotten_;
    check(request, place);
    places_.emplace_back().own = std::move(request);
    open(place);
    if (const auto reason = hindrance(place)) {
      complete(place, *reason);
    } else {
      waiting_.push_front(place);
    }
  }
  return !arrivals.empty();
}

void RequestQueue::forget_arrivals() {
  size_t ended = given_;
  while (ended < places_.size() && places_[ended].done) ++ended;
  const auto first = places_.begin() + static_cast<std::ptrdiff_t>(given_);
  places_.erase(first, first + static_cast<std::ptrdiff_t>(ended - given_));
  forgotten_ += ended - given_;
}

std::vector<size_t> RequestQueue::drop_abandoned() {
  std::vector<size_t> dropped;
  if (!callbacks_.abandoned) return dropped;
  std::erase_if(waiting_, [&](size_t place) {
    if (!is_abandoned(place)) return false;
    dropped.push_back(place);
    return true;
  });
  for (const size_t place : dropped) complete(place, FinishReason::cancelled);
  return dropped;
}

std::vector<Completion> RequestQueue::take() {
  std::vector<Completion> completions;
  for (size_t place = 0; place < given_; ++place) completions.push_back(std::move(places_[place].completion));
  return completions;
}

int64_t RequestQueue::size(size_t place) const {
  return prompt_size(place) + static_cast<int64_t>(completion(place).tokens.size());
}

chat::TokenId RequestQueue::token(size_t place, int64_t position) const {
  const int64_t prompt = prompt_size(place);
  return position < prompt ? request(place).prompt[static_cast<size_t>(position)]
                           : completion(place).tokens[static_cast<size_t>(position - prompt)];
}

bool RequestQueue::append(size_t place, const SampledToken& token) {
  const SamplingParams& params = request(place).params;
  Completion& completion = at(place).completion;
  completion.tokens.push_back(token.id);
  completion.logp.push_back(token.logp);
  std::optional<uint32_t>& state = at(place).constraint_state;
  if (callbacks_.on_token) callbacks_.on_token(place, token);

  if (std::ranges::find(params.stop_ids, token.id) != params.stop_ids.end()) {
    complete(place, FinishReason::stop);
  } else if (static_cast<int64_t>(completion.tokens.size()) >= params.max_new_tokens) {
    complete(place, FinishReason::length);
  } else if (size(place) >= context_length_) {
    complete(place, FinishReason::context);
  } else {
    if (state) state = params.constraint->advance(*state, token.id);
    return false;
  }
  return true;
}

// Goes on to what follows; a follow-up without room for a new token is complete at once, and may be followed itself.
void RequestQueue::complete(size_t place, FinishReason reason) {
  Place& here = at(place);
  for (std::optional<FinishReason> end = reason; end; end = hindrance(place)) {
    here.completion.finish = *end;
    if (callbacks_.on_complete) callbacks_.on_complete(place, here.completion);
    std::optional<GenerationRequest> next;
    if (*end != FinishReason::cancelled && callbacks_.follow_up) next = callbacks_.follow_up(place, here.completion);
    if (!next) {
      here.done = true;
      return;
    }
    check(*next, place);
    here.own = std::move(*next);
    here.given = nullptr;
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
