#include "rollout/reply.h"

#include <span>
#include <utility>

#include "rollout/ledger_writer.h"

namespace rollout {

Reply make_reply(const chat::Tokenizer& tokenizer, const model::Completion& completion, size_t prompt_tokens,
                 double latency_s) {
  Reply reply;
  reply.finish = completion.finish;
  reply.overflow = completion.finish == model::FinishReason::context && completion.tokens.empty();
  reply.prompt_tokens = prompt_tokens;
  reply.tokens = completion.tokens.size();
  reply.latency_s = latency_s;
  std::span<const chat::TokenId> said = completion.tokens;
  if (completion.finish == model::FinishReason::stop && !said.empty()) said = said.first(said.size() - 1);
  reply.text = reply_text(tokenizer, said, true);
  return reply;
}

void ReplyClock::token(size_t request) {
  auto& first = first_token_[request];
  if (first == std::chrono::steady_clock::time_point()) first = std::chrono::steady_clock::now();
}

double ReplyClock::take_seconds(size_t request) {
  const auto first = std::exchange(first_token_[request], {});
  if (first == std::chrono::steady_clock::time_point()) return 0;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - first).count();
}

}  // namespace rollout
