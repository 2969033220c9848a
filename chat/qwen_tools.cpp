#include "chat/qwen_tools.h"

namespace chat {
namespace {

constexpr std::string_view kToolsBefore =
    "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
    "You are provided with function signatures within <tools></tools> XML tags:\n<tools>";
constexpr std::string_view kToolsAfter =
    "\n</tools>\n\nFor each function call, return a json object with function name and arguments within "
    "<tool_call></tool_call> XML tags:\n<tool_call>\n{\"name\": <function-name>, \"arguments\": <args-json-object>}\n"
    "</tool_call><|im_end|>\n";

}  // namespace

void write_qwen_tools(SpanWriter& out, const std::vector<ToolSpec>& tools,
                      const std::function<std::string(const ToolSpec&)>& print) {
  out.write(kToolsBefore);
  for (const ToolSpec& tool : tools) {
    out.write("\n");
    out.write(print(tool));
  }
  out.write(kToolsAfter);
}

void write_qwen_tool_result(SpanWriter& out, const std::vector<Message>& messages, size_t at) {
  const auto is_tool = [&](size_t i) { return i < messages.size() && messages[i].role == Role::tool; };
  if (at == 0 || !is_tool(at - 1)) out.write("<|im_start|>user");
  out.write("\n<tool_response>\n");
  out.write(messages[at].content, SpanKind::observation);
  out.write("\n</tool_response>");
  if (!is_tool(at + 1)) out.write("<|im_end|>\n");
}

}  // namespace chat
