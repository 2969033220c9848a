// What a policy said, as text and counts.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "chat/message.h"
#include "chat/tokenizer.h"
#include "rollout/policy.h"

namespace rollout {

struct Reply {
  std::string text;  // special tokens left out, the one that ended it included
  model::FinishReason finish = model::FinishReason::stop;
  bool overflow = false;  // the prompt did not fit into the context: there is no reply
  size_t prompt_tokens = 0;
  size_t tokens = 0;
  double latency_s = 0;  // from the first token to the last; of a served model: from the request to its answer
  // Of a served model alone, which may send these apart from the text:
  std::string reasoning;
  std::vector<chat::ToolCall> calls;
  bool silent = false;  // it sent no text at all, not even an empty one
  std::string failure;  // why there is no reply: the server failed for good. The episode is over
};

Reply make_reply(const chat::Tokenizer& tokenizer, const model::Completion& completion, size_t prompt_tokens,
                 double latency_s);

// When each of several replies began.
class ReplyClock {
 public:
  explicit ReplyClock(size_t requests) : first_token_(requests) {}

  void token(size_t request);
  // Since its first token, 0 where it has none; the next token is the first of another reply.
  double take_seconds(size_t request);

 private:
  std::vector<std::chrono::steady_clock::time_point> first_token_;
};

}  // namespace rollout
