// A policy: token prefixes in, sampled tokens with log-probs out. Torch-free; includes only core and chat.
// The in-process engine implements it, and so does a scripted fake for tests.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "chat/tokenizer.h"

namespace model {

struct SamplingParams {
  float temperature = 0;  // 0: greedy
  float top_p = 1;
  int top_k = 0;  // 0: off
  int max_new_tokens = 128;
  std::vector<chat::TokenId> stop_ids;  // a sampled stop id ends the sequence and is the last token returned
  uint64_t seed = 0;                    // counter-based: token t of a sequence uses (seed, t)
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
  std::vector<float> logp;  // of each token under the sampling distribution (greedy: under the model's own)
  FinishReason finish = FinishReason::length;
  size_t prompt_tokens = 0;
};

struct GenerationCallbacks {
  std::function<void(size_t request, chat::TokenId token)> on_token;              // may be empty
  std::function<void(size_t request, const Completion& completion)> on_complete;  // may be empty
  // What follows a completed request in its place, the next turn of a conversation, say; its completion replaces the
  // one before. Not asked after a cancellation; may be empty.
  std::function<std::optional<GenerationRequest>(size_t request, const Completion& completion)> follow_up;
  std::function<bool()> cancelled;  // polled every step; may be empty
};

class Policy {
 public:
  virtual ~Policy() = default;
  // Batched; results in the order of the requests whatever the timing. A prompt longer than the context gives an
  // empty completion with FinishReason::context. A shared prefix of the prompts is computed once. Of a place with
  // follow-ups the last completion is returned.
  virtual std::vector<Completion> generate(std::span<const GenerationRequest> requests,
                                           const GenerationCallbacks& callbacks) = 0;
  virtual int64_t context_length() const = 0;
  virtual int64_t weight_version() const = 0;
};

}  // namespace model
