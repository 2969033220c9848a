// Takes a model's chain of thought off the front of its reply.
#pragma once

#include <string_view>

namespace chat {

inline constexpr std::string_view kThinkOpen = "<think>";
inline constexpr std::string_view kThinkClose = "</think>";

struct SplitReply {
  std::string_view reasoning;  // between <think> and </think>, line ends around it removed
  std::string_view content;    // what follows
};

// The opening tag may be missing (templates write it into the prompt) and the closing one, too (a reply cut short: it
// is all reasoning). A </think> inside <tool_call>…</tool_call> is part of the call.
SplitReply split_reasoning(std::string_view reply);

}  // namespace chat
