#include "rollout/reply.h"

#include <span>
#include <utility>
#include <vector>

#include "chat/call_form.h"

namespace rollout {

Reply make_reply(const chat::Tokenizer& tokenizer, const model::Completion& completion, double latency_s,
                 std::optional<chat::TokenId> mark) {
  Reply reply;
  reply.finish = completion.finish;
  reply.overflow = completion.finish == model::FinishReason::context && completion.tokens.empty();
  reply.prompt_tokens = completion.prompt_tokens;
  reply.tokens = completion.tokens.size();
  reply.latency_s = latency_s;
  std::span<const chat::TokenId> said = completion.tokens;
  if (completion.finish == model::FinishReason::stop && !said.empty()) said = said.first(said.size() - 1);
  std::vector<chat::TokenId> shown(said.begin(), said.end());
  std::erase_if(shown, [&](chat::TokenId id) { return !chat::is_reply_text(tokenizer, id, mark); });
  reply.text = tokenizer.decode(shown);
  return reply;
}

void ReplyClock::token(size_t request) {
  if (!first_token_[request]) first_token_[request] = clock_();
}

double ReplyClock::take_seconds(size_t request) {
  const std::optional<double> first = std::exchange(first_token_[request], {});
  return first ? clock_() - *first : 0;
}

}  // namespace rollout
