// What a policy said, as text and counts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chat/message.h"
#include "chat/tokenizer.h"
#include "rollout/clock.h"
#include "rollout/policy.h"

namespace rollout {

struct Reply {
  std::string text;  // of the tokens that chat::is_reply_text names, the one that ended it left out
  model::FinishReason finish = model::FinishReason::stop;
  bool overflow = false;     // the prompt did not fit into the context: there is no reply
  bool out_of_time = false;  // cut off where EpisodeOptions::time_limit_s ended; the episode is over
  size_t prompt_tokens = 0;
  size_t tokens = 0;
  double latency_s = 0;  // from the first token to the last; of a served model: from the request to its answer
  // Of a served model alone, which may send these apart from the text:
  std::string reasoning;
  std::vector<chat::ToolCall> calls;
  bool silent = false;  // it sent no text at all, not even an empty one
  std::string failure;  // why there is no reply: the server failed for good. The episode is over
};

// `mark`: a special token that is part of the text (chat::special_call_mark).
Reply make_reply(const chat::Tokenizer& tokenizer, const model::Completion& completion, double latency_s,
                 std::optional<chat::TokenId> mark = std::nullopt);

// When each of several replies began.
class ReplyClock {
 public:
  explicit ReplyClock(size_t requests, WallClock clock = steady_seconds)
      : clock_(std::move(clock)), first_token_(requests) {}

  void token(size_t request);
  // Since its first token, 0 where it has none; the next token is the first of another reply.
  double take_seconds(size_t request);

 private:
  WallClock clock_;
  std::vector<std::optional<double>> first_token_;
};

}  // namespace rollout
