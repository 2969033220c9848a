// A policy without a model: answers by a script or by a function of the prompt. For tests and dry runs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/tokenizer.h"
#include "rollout/policy.h"

namespace rollout {

struct ScriptedReply {
  std::string text;
  std::vector<chat::TokenId> tokens;  // in place of the text, where not empty: any ids at all
  bool stops = true;                  // false: goes on, repeating itself, until a limit cuts it off
};

class ScriptedPolicy final : public model::Policy {
 public:
  // `prompt` is the decoded prompt; asked in the order of the requests, follow-ups after all of them.
  using Answer = std::function<ScriptedReply(std::string_view prompt)>;

  ScriptedPolicy(const chat::Tokenizer& tokenizer, Answer answer) : tokenizer_(tokenizer), answer_(std::move(answer)) {}
  // The replies one after the other, then `last` for ever.
  ScriptedPolicy(const chat::Tokenizer& tokenizer, std::vector<std::string> script, std::string last = "Done.");

  // Log-probs are -(1 + index in the reply) / 8: any, but recognisable; of ranked tokens the one said comes first, and
  // the ids after it follow, each one less likely by 1. With `arrivals`, requests run side by side, a token each a
  // step.
  std::vector<model::Completion> generate(std::span<const model::GenerationRequest> requests,
                                          const model::GenerationCallbacks& callbacks) override;
  int64_t context_length() const override { return context; }
  int64_t weight_version() const override { return version; }

  int64_t context = 1 << 20;
  int64_t version = 0;
  size_t cancel_after = SIZE_MAX;             // batches that are answered
  std::vector<std::string> prompts;           // as text, in the order asked
  std::vector<model::SamplingParams> params;  // beside them
  size_t batches = 0;                         // the requests of a call are one, their follow-ups the next, …
  double step_s = 0;                          // that a step takes, with `arrivals`
  size_t most_side_by_side = 0;               // requests that ran at once, with `arrivals`

 private:
  struct Speaker;

  model::Completion complete(const model::GenerationRequest& request);
  model::SampledToken token_of(const model::Completion& completion, size_t index, int ranked) const;
  // Token by token, until nobody wants it any more.
  void say(size_t place, int ranked, const model::GenerationCallbacks& callbacks, model::Completion& completion) const;
  void run_side_by_side(const model::GenerationCallbacks& callbacks);

  const chat::Tokenizer& tokenizer_;
  Answer answer_;
};

}  // namespace rollout
