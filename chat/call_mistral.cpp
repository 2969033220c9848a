// Tool calls as Mistral's models write them: [TOOL_CALLS] [{"name": …, "arguments": {…}, "id": …}].
#include "chat/call_form.h"
#include "chat/call_json.h"
#include "chat/call_parser.h"
#include "core/text.h"

namespace chat {
namespace {

void add_call(ParsedCalls& out, const core::Value& json) {
  if (!add_json_call(out, json)) return;
  if (const core::Value* id = json.find("id"); id != nullptr && id->is_string()) out.calls.back().id = id->as_string();
}

// The list behind a mark, or one object without a list; returns what follows it.
std::string_view read_call_list(ParsedCalls& out, std::string_view body) {
  if (!body.starts_with('[') && !body.starts_with('{')) {
    note(out, {CallError::invalid_json, "no list of calls behind [TOOL_CALLS]"});
    return body;
  }
  const size_t end = json_end(body);
  if (end == std::string_view::npos) {
    note(out, {CallError::unclosed_tag, "the list of calls behind [TOOL_CALLS] has no end"});
    return {};
  }
  const auto [json, problem] = parse_call_text(body.substr(0, end));
  if (problem.error != CallError::none) {
    note(out, problem);
  } else if (!json.is_list()) {
    add_call(out, json);
  } else {
    if (json.as_list().empty()) note(out, {CallError::no_call, "an empty list of calls"});
    for (const core::Value& one : json.as_list()) add_call(out, one);
  }
  return body.substr(end);
}

}  // namespace

ParsedCalls parse_mistral_calls(std::string_view text) {
  const std::string_view mark = call_mark(CallForm::mistral);
  ParsedCalls out;
  const SplitReply reply = split_before_calls(text, text.find(mark));
  out.reasoning = reply.reasoning;
  std::string_view rest = reply.content;
  size_t open = rest.find(mark);
  if (open == std::string_view::npos) note(out, {CallError::no_call, "the reply has no tool call"});
  while (open != std::string_view::npos) {
    out.text += rest.substr(0, open);
    rest = read_call_list(out, core::trim(rest.substr(open + mark.size())));
    open = rest.find(mark);
  }
  out.text += rest;
  out.text = core::trim(out.text);
  return out;
}

}  // namespace chat
