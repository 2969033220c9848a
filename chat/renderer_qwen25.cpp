#include "chat/renderer_qwen25.h"

#include "chat/qwen_tools.h"
#include "chat/span_writer.h"
#include "core/error.h"
#include "core/json.h"

namespace chat {
namespace {

constexpr std::string_view kQwenSystem = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.";

void write_assistant(SpanWriter& out, const Message& message) {
  out.write("<|im_start|>assistant\n");
  out.begin_generated();
  out.write(assistant_pieces(message.content));
  for (size_t i = 0; i < message.tool_calls.size(); ++i) {
    if (i > 0 || !message.content.empty()) out.write("\n", SpanKind::call_syntax);
    out.write("<tool_call>\n", SpanKind::call_syntax);
    out.write(hermes_call_pieces(message.tool_calls[i]));
    out.write("\n</tool_call>", SpanKind::call_syntax);
  }
  out.write("<|im_end|>", SpanKind::text);
  out.end_generated();
  out.write("\n");
}

}  // namespace

std::vector<Span> Qwen25Renderer::render(const Conversation& conversation, const RenderOptions& options) const {
  const std::vector<Message>& messages = conversation.messages;
  if (messages.empty()) throw core::data_error("messages: empty", "Qwen2.5's chat template needs at least one message");
  SpanWriter out;
  const bool system = messages.front().role == Role::system;
  out.message(Role::system, system ? 0 : -1);
  out.write("<|im_start|>system\n");
  out.write(system ? std::string_view(messages.front().content) : kQwenSystem);
  if (conversation.tools.empty()) {
    out.write("<|im_end|>\n");
  } else {
    out.write("\n\n");
    write_qwen_tools(out, conversation.tools, [](const ToolSpec& tool) { return core::dump_json(tool.to_openai()); });
  }
  for (size_t i = system ? 1 : 0; i < messages.size(); ++i) {
    const Message& message = messages[i];
    out.message(message.role, static_cast<int32_t>(i));
    if (message.role == Role::assistant) {
      write_assistant(out, message);
    } else if (message.role == Role::tool) {
      write_qwen_tool_result(out, messages, i);
    } else {
      out.write("<|im_start|>");
      out.write(role_name(message.role));
      out.write("\n");
      out.write(message.content);
      out.write("<|im_end|>\n");
    }
  }
  if (options.add_generation_prompt) {
    out.message(Role::assistant, -1);
    out.write("<|im_start|>assistant\n");
  }
  return out.take();
}

}  // namespace chat
