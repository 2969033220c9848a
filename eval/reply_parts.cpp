#include "eval/reply_parts.h"

#include <algorithm>

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

}  // namespace eval
