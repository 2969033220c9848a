#include "chat/single_calls.h"

#include <algorithm>
#include <span>
#include <utility>

namespace chat {
namespace {

// The results behind messages[at], in the order of its calls; empty where there is not one for each.
std::vector<Message> results_of(const std::vector<Message>& messages, size_t at) {
  const std::vector<ToolCall>& calls = messages[at].tool_calls;
  size_t end = at + 1;
  while (end < messages.size() && messages[end].role == Role::tool) ++end;
  const std::span<const Message> said(messages.data() + at + 1, end - at - 1);
  if (said.size() != calls.size()) return {};
  std::vector<Message> by_id;
  for (const ToolCall& call : calls) {
    const auto result = std::ranges::find(said, call.id, &Message::tool_call_id);
    if (result != said.end()) by_id.push_back(*result);
  }
  const bool told_apart = std::ranges::all_of(
      calls, [&](const ToolCall& call) { return std::ranges::count(calls, call.id, &ToolCall::id) == 1; });
  if (told_apart && by_id.size() == calls.size()) return by_id;
  return {said.begin(), said.end()};
}

}  // namespace

Conversation with_single_calls(const Conversation& conversation) {
  Conversation out;
  out.tools = conversation.tools;
  for (size_t i = 0; i < conversation.messages.size(); ++i) {
    const Message& message = conversation.messages[i];
    std::vector<Message> results;
    if (message.tool_calls.size() > 1) results = results_of(conversation.messages, i);
    if (results.empty()) {
      out.messages.push_back(message);
      continue;
    }
    for (size_t call = 0; call < results.size(); ++call) {
      Message one = message;
      if (call > 0) one.content.clear();
      one.tool_calls = {message.tool_calls[call]};
      out.messages.push_back(std::move(one));
      out.messages.push_back(std::move(results[call]));
    }
    i += results.size();
  }
  return out;
}

}  // namespace chat
