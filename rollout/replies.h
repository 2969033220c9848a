// One reply to each of many prompts, handed over as it arrives. Knows no conversations and no verdicts.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "chat/tokenizer.h"
#include "rollout/policy.h"
#include "rollout/reply.h"

namespace rollout {

// `on_reply` may throw (a full disk): generation then stops and the error is thrown from here; it never flies through
// the policy. Replies that were cancelled are not handed over. `cancelled` may be empty. `marks`: as make_reply has it,
// by request; may be empty.
void generate_replies(model::Policy& policy, const chat::Tokenizer& tokenizer,
                      std::span<const model::GenerationRequest> requests,
                      const std::function<void(size_t request, const Reply& reply)>& on_reply,
                      const std::function<bool()>& cancelled, std::span<const std::optional<chat::TokenId>> marks = {});

}  // namespace rollout
