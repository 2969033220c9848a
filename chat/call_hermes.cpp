// Tool calls as Hermes and Qwen write them: <tool_call>{"name": …, "arguments": {…}}</tool_call>.
#include "chat/call_json.h"
#include "chat/call_parser.h"
#include "chat/reasoning.h"
#include "core/text.h"

namespace chat {
namespace {

constexpr std::string_view kOpen = "<tool_call>";
constexpr std::string_view kClose = "</tool_call>";

// Where the body that starts at `begin` ends: the closing tag outside JSON strings or, where the quotes do not match,
// the next closing tag.
size_t body_end(std::string_view text, size_t begin) {
  bool in_string = false;
  for (size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string && c == '\\') {
      ++at;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && c == '<' && text.substr(at, kClose.size()) == kClose) {
      return at;
    } else if (!in_string && c == '<' && text.substr(at, kOpen.size()) == kOpen) {
      break;
    }
  }
  return text.find(kClose, begin);
}

// A body may stand in a code fence.
std::string_view without_json_fence(std::string_view body) {
  body = core::trim(body);
  if (!body.starts_with("```") || !body.ends_with("```") || body.size() < 6) return body;
  body = body.substr(3, body.size() - 6);
  if (body.starts_with("json")) body.remove_prefix(4);
  return core::trim(body);
}

}  // namespace

ParsedCalls parse_hermes_calls(std::string_view text) {
  ParsedCalls out;
  const SplitReply reply = split_reasoning(text);
  out.reasoning = reply.reasoning;
  size_t at = 0;
  bool found = false;
  for (;;) {
    const size_t open = reply.content.find(kOpen, at);
    out.text += reply.content.substr(at, open - at);
    if (open == std::string_view::npos) break;
    found = true;
    const size_t begin = open + kOpen.size();
    const size_t end = body_end(reply.content, begin);
    if (end == std::string_view::npos) {
      note(out, {CallError::unclosed_tag, "<tool_call> has no </tool_call>"});
      break;
    }
    auto [json, problem] = parse_call_text(without_json_fence(reply.content.substr(begin, end - begin)));
    if (problem.error == CallError::none) {
      add_json_call(out, json);
    } else {
      note(out, std::move(problem));
    }
    at = end + kClose.size();
  }
  if (!found) note(out, {CallError::no_call, "the reply has no tool call"});
  out.text = core::trim(out.text);
  return out;
}

}  // namespace chat
