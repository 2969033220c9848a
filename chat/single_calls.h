// Conversations for chat templates that know one call a turn.
#pragma once

#include "chat/message.h"

namespace chat {

// An assistant's message with several calls becomes as many messages, each with its call and followed by its result, by
// id or else by place. Messages without a result for every call stay as they are: the template refuses them.
Conversation with_single_calls(const Conversation& conversation);

}  // namespace chat
