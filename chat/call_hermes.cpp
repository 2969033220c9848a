// Tool calls as Hermes and Qwen write them: <tool_call>{"name": …, "arguments": {…}}</tool_call>.
#include <array>

#include "chat/call_parser.h"
#include "chat/reasoning.h"
#include "core/error.h"
#include "core/json.h"
#include "core/text.h"

namespace chat {
namespace {

constexpr std::string_view kOpen = "<tool_call>";
constexpr std::string_view kClose = "</tool_call>";

struct Problem {
  CallError error = CallError::none;
  std::string message;
};

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
std::string_view without_fence(std::string_view body) {
  body = core::trim(body);
  if (!body.starts_with("```") || !body.ends_with("```") || body.size() < 6) return body;
  body = body.substr(3, body.size() - 6);
  if (body.starts_with("json")) body.remove_prefix(4);
  return core::trim(body);
}

Problem parse_arguments(const core::Value& given, core::Dict& arguments) {
  if (given.is_dict()) {
    arguments = given.as_dict();
    return {};
  }
  if (!given.is_string()) {
    return {CallError::bad_arguments, core::format("`arguments` is a {}, not an object", given.type_name())};
  }
  try {
    core::Value parsed = core::parse_json(given.as_string());
    if (!parsed.is_dict()) {
      return {CallError::bad_arguments,
              core::format("`arguments` is the text of a {}, not of an object", parsed.type_name())};
    }
    arguments = std::move(parsed.as_dict());
    return {};
  } catch (const core::Error& error) {
    return {CallError::bad_arguments, core::format("`arguments` is a text, but not JSON: {}", error.what())};
  }
}

Problem parse_body(std::string_view body, ToolCall& call) {
  core::Value json;
  try {
    json = core::parse_json(without_fence(body));
  } catch (const core::Error& error) {
    return {CallError::invalid_json, core::format("the tool call is not JSON: {}", error.what())};
  }
  if (!json.is_dict()) {
    return {CallError::not_an_object, core::format("the tool call is a {}, not an object", json.type_name())};
  }
  const core::Value* name = json.find("name");
  if (name == nullptr || !name->is_string() || name->as_string().empty()) {
    return {CallError::missing_name, "the tool call has no `name`"};
  }
  const core::Value* arguments = json.find("arguments");
  if (arguments == nullptr) return {CallError::bad_arguments, "the tool call has no `arguments`"};
  call.name = name->as_string();
  return parse_arguments(*arguments, call.arguments);
}

}  // namespace

std::string_view call_error_name(CallError error) {
  constexpr std::array<std::string_view, 11> kNames = {
      "none",          "no_call",        "unclosed_tag",    "invalid_json",        "not_an_object",    "missing_name",
      "bad_arguments", "invalid_python", "not_a_call_list", "positional_argument", "unsupported_value"};
  return kNames.at(static_cast<size_t>(error));
}

ParsedCalls parse_hermes_calls(std::string_view text) {
  ParsedCalls out;
  const SplitReply reply = split_reasoning(text);
  out.reasoning = reply.reasoning;
  const auto note = [&out](Problem problem) {  // the first problem counts
    if (!out.ok()) return;
    out.error = problem.error;
    out.message = std::move(problem.message);
  };
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
      note({CallError::unclosed_tag, "<tool_call> has no </tool_call>"});
      break;
    }
    ToolCall call;
    Problem problem = parse_body(reply.content.substr(begin, end - begin), call);
    if (problem.error == CallError::none) {
      out.calls.push_back(std::move(call));
    } else {
      note(std::move(problem));
    }
    at = end + kClose.size();
  }
  if (!found) note({CallError::no_call, "the reply has no tool call"});
  out.text = core::trim(out.text);
  return out;
}

}  // namespace chat
