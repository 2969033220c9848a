// Refusals that several chat templates have in common. Each throws core::Error(data) naming the message.
#pragma once

#include <string_view>
#include <vector>

#include "chat/message.h"

namespace chat {

// For templates without a place for tools and calls, which pass over them in silence: a sample that lost its tools
// would train or score something else. `whose`: "Gemma's".
void refuse_tools(const Conversation& conversation, std::string_view whose);

// Behind an optional system message, every second message is the user's, beginning with the first. Returns the index of
// that first message. An empty conversation is refused.
size_t check_alternation(const std::vector<Message>& messages, std::string_view whose);

}  // namespace chat
