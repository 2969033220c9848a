#include "eval/steps/step_verdict.h"

#include <algorithm>

#include "chat/call_parser.h"
#include "eval/reply_parts.h"

namespace eval::steps {
namespace {

bool same_call(const chat::ToolCall& a, const chat::ToolCall& b) {
  return a.name == b.name && core::Value(a.arguments) == core::Value(b.arguments);
}

bool same_calls(std::vector<chat::ToolCall> found, const std::vector<chat::ToolCall>& gold) {
  if (found.size() != gold.size()) return false;
  for (const chat::ToolCall& wanted : gold) {
    const auto match = std::ranges::find_if(found, [&](const chat::ToolCall& call) { return same_call(call, wanted); });
    if (match == found.end()) return false;
    found.erase(match);
  }
  return true;
}

std::vector<std::string> tool_names(const std::vector<chat::ToolCall>& calls) {
  std::vector<std::string> names;
  for (const chat::ToolCall& call : calls) names.push_back(call.name);
  std::ranges::sort(names);
  return names;
}

std::string what_is_wrong(const Step& step, const chat::ParsedCalls& parsed) {
  if (parsed.calls.empty()) return parsed.error == chat::CallError::no_call ? "no_call" : "malformed";
  const auto found = tool_names(parsed.calls);
  const auto wanted = tool_names(step.gold);
  if (found == wanted) return "wrong_arguments";
  if (std::ranges::includes(wanted, found)) return "missing_call";
  if (std::ranges::includes(found, wanted)) return "extra_call";
  return "wrong_tool";
}

}  // namespace

StepVerdict judge_step(const Step& step, std::string_view reply, chat::CallForm form) {
  const std::string text = split_reply(reply).content;
  const chat::ParsedCalls parsed = chat::parse_calls(step.in_text ? chat::CallForm::python : form, text);
  StepVerdict verdict;
  verdict.calls = parsed.calls;
  verdict.tools_right = tool_names(parsed.calls) == tool_names(step.gold);
  verdict.right = same_calls(parsed.calls, step.gold);
  if (step.gold.empty() && !verdict.right) verdict.error = "called";
  if (!step.gold.empty() && !verdict.right) verdict.error = what_is_wrong(step, parsed);
  return verdict;
}

}  // namespace eval::steps
