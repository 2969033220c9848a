#include "chat/renderer_smollm2.h"

#include "chat/span_writer.h"
#include "chat/template_checks.h"

namespace chat {

namespace {

constexpr std::string_view kDefaultSystem =
    "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n";

}  // namespace

std::vector<Span> SmolLm2Renderer::render(const Conversation& conversation, const RenderOptions& options) const {
  refuse_tools(conversation, "SmolLM2's");
  SpanWriter out;
  const std::vector<Message>& messages = conversation.messages;
  if (!messages.empty() && messages.front().role != Role::system) out.write(kDefaultSystem);
  for (size_t i = 0; i < messages.size(); ++i) {
    const Message& message = messages[i];
    out.message(message.role, static_cast<int32_t>(i));
    out.write("<|im_start|>");
    out.write(role_name(message.role));
    out.write("\n");
    if (message.role == Role::assistant) {
      out.begin_generated();
      out.write(assistant_pieces(message.content));
      out.write("<|im_end|>", SpanKind::text);
      out.end_generated();
      out.write("\n");
    } else {
      out.write(message.content, message.role == Role::tool ? SpanKind::observation : SpanKind::prompt);
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
