#include "chat/reasoning.h"

#include <algorithm>

namespace chat {
namespace {

std::string_view without_line_ends(std::string_view text) {
  while (text.starts_with('\n')) text.remove_prefix(1);
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

}  // namespace

SplitReply split_reasoning(std::string_view reply) {
  const size_t begin = reply.find_first_not_of(" \t\r\n");
  const bool is_open = begin != std::string_view::npos && reply.substr(begin).starts_with(kThinkOpen);
  const size_t start = is_open ? begin + kThinkOpen.size() : 0;
  const size_t close = reply.find(kThinkClose, start);
  if (close == std::string_view::npos) {
    if (is_open) return {without_line_ends(reply.substr(start)), {}};
    return {{}, reply};
  }
  if (!is_open) {
    // A reply that starts with calls has no reasoning.
    if (reply.substr(std::min(begin, reply.size())).starts_with("<tool_call>")) return {{}, reply};
    const size_t call = reply.find("<tool_call>");
    if (call < close && reply.find("</tool_call>", close) < reply.find("<tool_call>", close)) return {{}, reply};
  }
  std::string_view content = reply.substr(close + kThinkClose.size());
  while (content.starts_with('\n')) content.remove_prefix(1);
  return {without_line_ends(reply.substr(start, close - start)), content};
}

}  // namespace chat
