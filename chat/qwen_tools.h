// What the templates of Qwen2.5 and Qwen3 share: the list of tools in the system message, and tool results.
#pragma once

#include <functional>
#include <vector>

#include "chat/message.h"
#include "chat/span_writer.h"

namespace chat {

// From "# Tools" to the end of the system message. `print`: a tool as JSON.
void write_qwen_tools(SpanWriter& out, const std::vector<ToolSpec>& tools,
                      const std::function<std::string(const ToolSpec&)>& print);

// messages[at], a tool's: consecutive results share one user turn.
void write_qwen_tool_result(SpanWriter& out, const std::vector<Message>& messages, size_t at);

}  // namespace chat
