// A policy: token prefixes in, sampled tokens with log-probs out. Torch-free; includes only core and chat.
// The in-process engine implements it, and so does a scripted fake for tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "chat/tokenizer.h"

namespace chat::constraint {
class TokenConstraint;  // chat/constraint/token_constraint.h
}  // namespace chat::constraint

namespace model {

struct LogitBias {
  chat::TokenId id = 0;
  float bias = 0;  // added to the token's logit
};

// In the order in which they act: penalties and biases, the constraint (model/logit_shaping.h), temperature, top-k,
// top-p, min-p.
struct SamplingParams {
  float repetition_penalty = 1;  // of tokens of the prompt or generated; 1: off
  float presence_penalty = 0;    // of generated tokens, as the next one; 0: off
  float frequency_penalty = 0;   // for each time that one was generated
  std::vector<LogitBias> logit_bias;
  // Which tokens may follow; nullptr: any. Its stop ids should be those of stop_ids.
  std::shared_ptr<const chat::constraint::TokenConstraint> constraint;
  float temperature = 0;  // 0: greedy
  int top_k = 0;          // 0: off
  float top_p = 1;
  float min_p = 0;  // keeps tokens at least this likely in relation to the likeliest one
  int max_new_tokens = 128;
  std::vector<chat::TokenId> stop_ids;  // a sampled stop id ends the sequence and is the last token returned
  uint64_t seed = 0;                    // counter-based: token t of a sequence uses (seed, t)
  // >= 0: every sampled token comes with its log-prob under the model's own distribution (temperature 1, nothing left
  // out) and with this many of the likeliest tokens.
  int ranked = -1;
};

// A token and its log-prob under the model's own distribution.
struct RankedToken {
  chat::TokenId id = 0;
  float logp = 0;
};

struct SampledToken {
  chat::TokenId id = 0;
  // Under the distribution that was sampled from, which the constraint is a part of; greedy: under that of
  // temperature 1.
  float logp = 0;
  // Where SamplingParams::ranked asks for them:
  float model_logp = 0;
  std::vector<RankedToken> ranked;  // likeliest first; ties: lowest id first
};

struct GenerationRequest {
  std::vector<chat::TokenId> prompt;
  SamplingParams params;
};

enum class FinishReason { stop, length, context, cancelled };

// Here, not in a .cpp: rooms that do not link `model` use it.
constexpr std::string_view finish_name(FinishReason reason) {
  switch (reason) {
    case FinishReason::stop:
      return "stop";
    case FinishReason::length:
      return "length";
    case FinishReason::context:
      return "context";
    case FinishReason::cancelled:
      return "cancelled";
  }
  return "unknown";
}

struct Completion {
  std::vector<chat::TokenId> tokens;
  std::vector<float> logp;  // of each token, as SampledToken has it
  FinishReason finish = FinishReason::length;
  size_t prompt_tokens = 0;
};

// How full a policy's cache of computed tokens is; a policy without one says 0 of 0.
struct CacheUse {
  int64_t tokens = 0;       // that running sequences hold
  int64_t kept = 0;         // of prefixes that wait for a request that begins with them
  int64_t capacity = 0;     // that it has room for
  int64_t preemptions = 0;  // sequences of this call that made room for older ones
};

struct GenerationCallbacks {
  std::function<void(size_t request, const SampledToken& token)> on_token;        // may be empty
  std::function<void(size_t request, const Completion& completion)> on_complete;  // may be empty
  // What follows a completed request in its place, the next turn of a conversation, say; its completion replaces the
  // one before. Not asked after a cancellation; may be empty.
  std::function<std::optional<GenerationRequest>(size_t request, const Completion& completion)> follow_up;
  std::function<bool()> cancelled;  // polled every step; may be empty
  // Requests that come while others run: asked before every step, and their indices go on from those before. `idle`
  // says that nothing else is left to do: it may then wait for a request, and the call ends where it brings none.
  // Their completions are handed to on_complete alone. May be empty.
  std::function<std::vector<GenerationRequest>(bool idle)> arrivals;
  // Nobody wants this request's completion any more: it ends as cancelled. Polled every step for each request that runs
  // or waits; may be empty.
  std::function<bool(size_t request)> abandoned;
};

class Policy {
 public:
  virtual ~Policy() = default;
  // Batched; results in the order of the requests whatever the timing. A prompt that leaves no room in the context
  // gives an empty completion with FinishReason::context. A shared prefix of the prompts is computed once. Of a place
  // with follow-ups the last completion is returned.
  virtual std::vector<Completion> generate(std::span<const GenerationRequest> requests,
                                           const GenerationCallbacks& callbacks) = 0;
  virtual int64_t context_length() const = 0;
  virtual int64_t weight_version() const = 0;
  // To be called by the thread that generates, from a callback, too.
  virtual CacheUse cache_use() const { return {}; }
};

}  // namespace model
