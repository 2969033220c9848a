#include "eval/reply_parts.h"

#include <algorithm>
#include <utility>

namespace eval {

ReplyParts split_reply(std::string_view reply) {
  constexpr std::string_view kOpen = "<think>";
  constexpr std::string_view kClose = "</think>";
  const size_t first = reply.find(kClose);
  if (first == std::string_view::npos) return {{}, std::string(reply)};
  std::string_view thought = reply.substr(0, first);
  if (const size_t open = thought.rfind(kOpen); open != std::string_view::npos) {
    thought.remove_prefix(open + kOpen.size());
  }
  ReplyParts parts;
  const size_t begin = thought.find_first_not_of('\n');
  if (begin != std::string_view::npos) {
    parts.reasoning = thought.substr(begin, thought.find_last_not_of('\n') - begin + 1);
  }
  std::string_view content = reply.substr(reply.rfind(kClose) + kClose.size());
  content.remove_prefix(std::min(content.find_first_not_of('\n'), content.size()));
  parts.content = content;
  return parts;
}

StoredReply stored_reply(DecodeMode mode, const rollout::Reply& reply) {
  StoredReply stored{{}, reply.reasoning};
  if (mode == DecodeMode::openai_fc) {
    if (!reply.calls.empty()) {
      core::List calls;
      for (const chat::ToolCall& call : reply.calls) calls.emplace_back(core::Dict{{call.name, call.arguments_text}});
      stored.result = std::move(calls);
    } else if (!reply.silent) {
      stored.result = reply.text;
    }
    return stored;
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
