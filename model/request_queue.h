// The requests of one generate() call: checked, in the order in which they should start, each with what was generated
// so far and what follows it. Knows no cache and no model.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "model/logit_shaping.h"
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

  // Takes in what has come meanwhile (GenerationCallbacks::arrivals), behind all who wait. False: nothing came.
  bool take_arrivals(bool idle);
  // Ends the waiting requests that nobody wants any more; returns their places.
  std::vector<size_t> drop_abandoned();
  bool is_abandoned(size_t place) const { return callbacks_.abandoned && callbacks_.abandoned(place); }

  // Places that wait for their start. Those whose prompts share most follow each other, follow-ups come first.
  bool empty() const { return waiting_.empty(); }
  size_t next() const { return waiting_.back(); }
  void pop() { waiting_.pop_back(); }
  // One that ran waits again, before all others, with what it generated.
  void put_back(size_t place) { waiting_.push_back(place); }

  const GenerationRequest& request(size_t place) const {
    const Place& here = at(place);
    return here.given != nullptr ? *here.given : here.own;
  }
  const Completion& completion(size_t place) const { return at(place).completion; }
  int64_t prompt_size(size_t place) const { return static_cast<int64_t>(request(place).prompt.size()); }
  // Prompt and new tokens.
  int64_t size(size_t place) const;
  chat::TokenId token(size_t place, int64_t position) const;
  // What the next token is sampled after.
  TokenHistory history(size_t place) const {
    return {request(place).prompt, completion(place).tokens, at(place).constraint_state};
  }

  // True: that was the last one, and the place may hold another request now.
  bool append(size_t place, const SampledToken& token);
  // Cancels the places that wait and these.
  void cancel(std::vector<size_t> places);
  // Cancels one that runs.
  void cancel_one(size_t place) { complete(place, FinishReason::cancelled); }

  int64_t prompt_tokens() const { return prompt_tokens_; }  // of all requests so far
  // Of the requests that the call began with.
  std::vector<Completion> take();

 private:
  struct Place {
    const GenerationRequest* given = nullptr;  // the call's own, until another follows it
    GenerationRequest own;                     // a follow-up, or an arrival
    Completion completion;
    std::optional<uint32_t> constraint_state;  // after the completion's tokens, where the request has a constraint
    bool done = false;
  };

  // A call may take in arrivals for weeks: of those that are complete nothing is kept.
  const Place& at(size_t place) const { return places_[place < given_ ? place : place - forgotten_]; }
  Place& at(size_t place) { return places_[place < given_ ? place : place - forgotten_]; }
  void forget_arrivals();
  void check(const GenerationRequest& request, size_t place) const;
  // Why a request ends before it begins.
  std::optional<FinishReason> hindrance(size_t place) const;
  void open(size_t place);
  void complete(size_t place, FinishReason reason);

  const GenerationCallbacks& callbacks_;
  int64_t context_length_;
  int64_t vocab_;
  size_t given_;          // places of the call's own requests; those of arrivals follow
  size_t forgotten_ = 0;  // first arrivals that are in places_ no more
  std::deque<Place> places_;
  std::deque<size_t> waiting_;  // the next at the back
  int64_t prompt_tokens_ = 0;
};

}  // namespace model
