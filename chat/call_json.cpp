#include "chat/call_json.h"

#include <utility>

#include "core/error.h"
#include "core/json.h"

namespace chat {
namespace {

CallProblem parse_arguments(const core::Value& given, core::Dict& arguments) {
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

CallProblem read_call(const core::Value& json, ToolCall& call, std::string_view other_key) {
  if (!json.is_dict()) {
    return {CallError::not_an_object, core::format("the tool call is a {}, not an object", json.type_name())};
  }
  const core::Value* name = json.find("name");
  if (name == nullptr || !name->is_string() || name->as_string().empty()) {
    return {CallError::missing_name, "the tool call has no `name`"};
  }
  const core::Value* arguments = json.find("arguments");
  if (arguments == nullptr && !other_key.empty()) arguments = json.find(other_key);
  if (arguments == nullptr) {
    return {CallError::bad_arguments,
            core::format("the tool call has no `{}`", other_key.empty() ? "arguments" : other_key)};
  }
  call.name = name->as_string();
  return parse_arguments(*arguments, call.arguments);
}

}  // namespace

void note(ParsedCalls& parsed, CallProblem problem) {
  if (!parsed.ok() || problem.error == CallError::none) return;
  parsed.error = problem.error;
  parsed.message = std::move(problem.message);
}

bool add_json_call(ParsedCalls& out, const core::Value& json, std::string_view other_key) {
  ToolCall call;
  CallProblem problem = read_call(json, call, other_key);
  if (problem.error == CallError::none) {
    out.calls.push_back(std::move(call));
    return true;
  }
  note(out, std::move(problem));
  return false;
}

std::pair<core::Value, CallProblem> parse_call_text(std::string_view body) {
  try {
    return {core::parse_json(body), {}};
  } catch (const core::Error& error) {
    return {{}, {CallError::invalid_json, core::format("the tool call is not JSON: {}", error.what())}};
  }
}

size_t json_end(std::string_view text) {
  size_t depth = 0;
  bool in_string = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

SplitReply split_before_calls(std::string_view reply, size_t calls) {
  const size_t begin = reply.find_first_not_of(" \t\r\n");
  const bool thinks = begin != std::string_view::npos && reply.substr(begin).starts_with(kThinkOpen);
  if (!thinks && calls < reply.find(kThinkClose)) return {{}, reply};
  return split_reasoning(reply);
}

}  // namespace chat
