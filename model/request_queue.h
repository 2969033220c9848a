// The requests of one generate() call: checked, in the order in which they should start, each with what was generated
// so far and what follows it. Knows no cache and no model.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "model/policy.h"

namespace model {

class RequestQueue {
 public:
  // Places are indices of `requests`, which must outlive the queue, as must the callbacks. Throws core::Error(usage)
  // for a request that cannot be one, naming it.
  RequestQueue(std::span<const GenerationRequest> requests, const GenerationCallbacks& callbacks,
               int64_t context_length, int64_t vocab);

  // Completes what has no room for a new token. To be called once, before anything else.
  void begin();

  // Places that wait for their start. Those whose prompts share most follow each other, follow-ups come first.
  bool empty() const { return waiting_.empty(); }
  size_t next() const { return waiting_.back(); }
  void pop() { waiting_.pop_back(); }

  const GenerationRequest& request(size_t place) const { return *requests_[place]; }
  const Completion& completion(size_t place) const { return completions_[place]; }
  int64_t prompt_size(size_t place) const { return static_cast<int64_t>(requests_[place]->prompt.size()); }
  // Prompt and new tokens.
  int64_t size(size_t place) const;
  chat::TokenId token(size_t place, int64_t position) const;

  // True: that was the last one, and the place may hold another request now.
  bool append(size_t place, chat::TokenId token, float logp);
  // Cancels the places that wait and these.
  void cancel(std::vector<size_t> places);

  int64_t prompt_tokens() const { return prompt_tokens_; }  // of all requests so far
  std::vector<Completion> take() { return std::move(completions_); }

 private:
  void check(const GenerationRequest& request, size_t place) const;
  // Why a request ends before it begins.
  std::optional<FinishReason> hindrance(size_t place) const;
  void open(size_t place);
  void complete(size_t place, FinishReason reason);

  const GenerationCallbacks& callbacks_;
  int64_t context_length_;
  int64_t vocab_;
  std::vector<const GenerationRequest*> requests_;  // the place's present one
  std::vector<GenerationRequest> follow_ups_;       // by place
  std::vector<Completion> completions_;
  std::vector<size_t> waiting_;  // the next at the back
  int64_t prompt_tokens_ = 0;
};

}  // namespace model
