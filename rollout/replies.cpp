#include "rollout/replies.h"

#include <exception>

namespace rollout {

void generate_replies(model::Policy& policy, const chat::Tokenizer& tokenizer,
                      std::span<const model::GenerationRequest> requests,
                      const std::function<void(size_t request, const Reply& reply)>& on_reply,
                      const std::function<bool()>& cancelled, std::span<const std::optional<chat::TokenId>> marks) {
  std::exception_ptr trouble;
  ReplyClock clock(requests.size());
  model::GenerationCallbacks callbacks;
  callbacks.on_token = [&](size_t request, const model::SampledToken&) { clock.token(request); };
  callbacks.on_complete = [&](size_t request, const model::Completion& completion) {
    if (trouble || completion.finish == model::FinishReason::cancelled) return;
    try {
      const std::optional<chat::TokenId> mark = request < marks.size() ? marks[request] : std::nullopt;
      on_reply(request, make_reply(tokenizer, completion, clock.take_seconds(request), mark));
    } catch (...) {
      trouble = std::current_exception();
    }
  };
  callbacks.cancelled = [&] { return trouble != nullptr || (cancelled && cancelled()); };
  policy.generate(requests, callbacks);
  if (trouble) std::rethrow_exception(trouble);
}

}  // namespace rollout
