#include "synth/trajectory/tool_offer.h"

#include <algorithm>

#include "chat/call_parser.h"
#include "core/text.h"

namespace synth {
namespace {

constexpr size_t kTurnTokens = 5;  // <|im_start|>role … <|im_end|>

}  // namespace

size_t estimated_tokens(std::string_view text) {
  return text.size() / 4 + 1;
}

chat::ToolSpec brief_tool(const chat::ToolSpec& tool) {
  chat::ToolSpec out = tool;
  constexpr std::string_view kMark = "Tool description: ";
  const std::string description = tool.description();
  const size_t at = description.find(kMark);
  if (at != std::string::npos) out.definition["description"] = description.substr(at + kMark.size());
  out.definition.erase("response");
  return out;
}

chat::ToolSpec terse_tool(const chat::ToolSpec& tool) {
  chat::ToolSpec out = brief_tool(tool);
  core::Value* parameters = out.definition.find("parameters");
  core::Value* properties = parameters == nullptr ? nullptr : parameters->as_dict().find("properties");
  if (properties == nullptr) return out;
  for (core::DictItem& item : properties->as_dict()) item.value.as_dict().erase("description");
  return out;
}

ToolOffer::ToolOffer(std::vector<chat::ToolSpec> tools, const chat::BfclPrompts& prompts, TokenCounter count)
    : count_(std::move(count)) {
  prompt_tokens_ = count_(prompts.system_prompt(core::Value(core::List()))) + kTurnTokens;
  for (chat::ToolSpec& tool : tools) {
    const core::Value document = prompts.apply_language_hint(chat::bfcl_function(tool), chat::DocLanguage::python);
    std::string name = tool.name();
    tokens_[name] = count_(prompts.system_prompt(core::Value(core::List{document}))) + kTurnTokens - prompt_tokens_;
    tools_.emplace(std::move(name), std::move(tool));
  }
}

size_t ToolOffer::message_tokens(const chat::Message& message) const {
  size_t tokens = kTurnTokens + count_(message.content);
  if (!message.tool_calls.empty()) tokens += count_(chat::format_python_calls(message.tool_calls));
  return tokens;
}

size_t ToolOffer::thought_tokens(const chat::Message& message) const {
  return message.reasoning && !message.reasoning->empty() ? count_(*message.reasoning) + 4 : 0;
}

size_t ToolOffer::served_tokens(const std::vector<chat::Message>& messages, const std::set<std::string>& names) const {
  size_t history = prompt_tokens_;
  for (const std::string& name : names) history += tool_tokens(name);
  size_t longest = history;
  for (const chat::Message& message : messages) {
    history += message_tokens(message);
    longest = std::max(longest, history + thought_tokens(message));
  }
  return longest;
}

}  // namespace synth
