// Which tools a trajectory shows: those that its rounds need, and distractors as long as there is room for them. Counts
// tokens as the benchmark's prompt form is served: system prompt, tools, history without thoughts, the longest thought.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chat/bfcl_prompt.h"
#include "chat/message.h"
#include "core/rng.h"

namespace synth {

using TokenCounter = std::function<size_t(std::string_view)>;
// About what a byte-level BPE makes of such text.
size_t estimated_tokens(std::string_view text);

// The document without the preamble that all tools of a class share and without its response.
chat::ToolSpec brief_tool(const chat::ToolSpec& tool);
// That without the descriptions of its parameters.
chat::ToolSpec terse_tool(const chat::ToolSpec& tool);

class ToolOffer {
 public:
  // `tools`: of all worlds, as they will be shown.
  ToolOffer(std::vector<chat::ToolSpec> tools, const chat::BfclPrompts& prompts, TokenCounter count);

  const chat::ToolSpec& shown(const std::string& name) const { return tools_.at(name); }
  size_t count(std::string_view text) const { return count_(text); }
  size_t prompt_tokens() const { return prompt_tokens_; }  // without tools
  size_t tool_tokens(const std::string& name) const { return tokens_.at(name); }
  size_t message_tokens(const chat::Message& message) const;  // without its thought
  size_t thought_tokens(const chat::Message& message) const;

  // Tokens of the longest served turn of a conversation with these tools.
  size_t served_tokens(const std::vector<chat::Message>& messages, const std::set<std::string>& names) const;

 private:
  std::map<std::string, chat::ToolSpec> tools_;
  std::map<std::string, size_t> tokens_;
  TokenCounter count_;
  size_t prompt_tokens_ = 0;
};

}  // namespace synth
