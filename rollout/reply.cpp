#include "rollout/reply.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "rollout/ledger_writer.h"

namespace rollout {

Reply make_reply(const chat::Tokenizer& tokenizer, const model::Completion& completion, size_t prompt_tokens,
                 double latency_s, std::optional<chat::TokenId> mark) {
  Reply reply;
  reply.finish = completion.finish;
  reply.overflow = completion.finish == model::FinishReason::context && completion.tokens.empty();
  reply.prompt_tokens = prompt_tokens;
  reply.tokens = completion.tokens.size();
  reply.latency_s = latency_s;
  std::span<const chat::TokenId> said = completion.tokens;
  if (completion.finish == model::FinishReason::stop && !said.empty()) said = said.first(said.size() - 1);
  if (mark && std::ranges::find(said, *mark) != said.end()) {
    std::vector<chat::TokenId> shown(said.begin(), said.end());
    std::erase_if(shown, [&](chat::TokenId id) { return id != *mark && tokenizer.is_special(id); });
    reply.text = reply_text(tokenizer, shown, false);
  } else {
    reply.text = reply_text(tokenizer, said, true);
  }
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
