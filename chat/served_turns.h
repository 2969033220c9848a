// A conversation cut as a server sees it: one conversation for each reply of the assistant, which it ends with. What
// came before is history, and history has no chain of thought. Knows no template and no tokens.
#pragma once

#include <vector>

#include "chat/message.h"

namespace chat {

// In order; empty where no message is the assistant's. The chain of thought of earlier replies is dropped, whether it
// stands in `reasoning` or at the front of the content (`<think>…</think>`); the last reply keeps its own.
// Source: FunReason-MT splits a trajectory at every assistant message, and its handler returns answers alone to the
// history (arXiv 2510.24645, appendix; bfcl-eval's FunReasonMTHandler).
std::vector<Conversation> served_turns(const Conversation& conversation);

}  // namespace chat
