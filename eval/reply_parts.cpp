#include "eval/reply_parts.h"

#include <algorithm>
#include <utility>

#include "chat/reasoning.h"

namespace eval {

ReplyParts split_reply(std::string_view reply) {
  const size_t first = reply.find(chat::kThinkClose);
  if (first == std::string_view::npos) return {{}, std::string(reply)};
  std::string_view thought = reply.substr(0, first);
  if (const size_t open = thought.rfind(chat::kThinkOpen); open != std::string_view::npos) {
    thought.remove_prefix(open + chat::kThinkOpen.size());
  }
  ReplyParts parts;
  const size_t begin = thought.find_first_not_of('\n');
  if (begin != std::string_view::npos) {
    parts.reasoning = thought.substr(begin, thought.find_last_not_of('\n') - begin + 1);
  }
  std::string_view content = reply.substr(reply.rfind(chat::kThinkClose) + chat::kThinkClose.size());
  content.remove_prefix(std::min(content.find_first_not_of('\n'), content.size()));
  parts.content = content;
  return parts;
}

StoredReply stored_reply(const Handler& handler, const rollout::Reply& reply) {
  StoredReply stored{{}, reply.reasoning};
  if (handler.decode == DecodeMode::openai_fc) {
    if (!reply.calls.empty()) {
      core::List calls;
      for (const chat::ToolCall& call : reply.calls) calls.emplace_back(core::Dict{{call.name, call.arguments_text}});
      stored.result = std::move(calls);
    } else if (!reply.silent) {
      stored.result = reply.text;
    }
    return stored;
  }
  if (handler.opens_thought && reply.text.find(chat::kThinkClose) == std::string::npos) {
    return {kUnclosedThought, reply.text};
  }
  ReplyParts parts = split_reply(reply.text);
  if (!reply.silent) stored.result = std::move(parts.content);
  if (stored.reasoning.empty()) stored.reasoning = std::move(parts.reasoning);
  return stored;
}

std::string inference_error(std::string_view reason) {
  return "Error during inference: " + std::string(reason);
}

}  // namespace eval
