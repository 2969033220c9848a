#include "chat/template_checks.h"

#include "core/error.h"

namespace chat {

void refuse_tools(const Conversation& conversation, std::string_view whose) {
  constexpr std::string_view kHint =
      "write tools into the system message and calls into the content: chat::bfcl_conversation and "
      "chat::in_prompt_form";
  if (!conversation.tools.empty()) {
    throw core::data_error(core::format("tools: {} chat template has no place for them", whose), std::string(kHint));
  }
  for (size_t i = 0; i < conversation.messages.size(); ++i) {
    if (conversation.messages[i].tool_calls.empty()) continue;
    throw core::data_error(core::format("messages[{}].tool_calls: {} chat template has no place for them", i, whose),
                           std::string(kHint));
  }
}

size_t check_alternation(const std::vector<Message>& messages, std::string_view whose) {
  if (messages.empty()) {
    throw core::data_error("messages: empty", core::format("{} chat template needs at least one message", whose));
  }
  const size_t first = messages.front().role == Role::system ? 1 : 0;
  for (size_t i = first; i < messages.size(); ++i) {
    if ((messages[i].role == Role::user) == ((i - first) % 2 == 0)) continue;
    throw core::data_error(core::format("messages[{}]: the role {} out of turn", i, role_name(messages[i].role)),
                           core::format("{} chat template wants user and assistant in turns", whose));
  }
  return first;
}

}  // namespace chat
