#include "chat/renderer_gemma.h"

#include "chat/span_writer.h"
#include "chat/template_checks.h"
#include "core/python_string.h"

namespace chat {

std::vector<Span> GemmaRenderer::render(const Conversation& conversation, const RenderOptions& options) const {
  refuse_tools(conversation, "Gemma's");
  const std::vector<Message>& messages = conversation.messages;
  const size_t first = check_alternation(messages, "Gemma's");
  SpanWriter out;
  out.message(Role::system, first > 0 ? 0 : -1);
  out.write("<bos>");
  for (size_t i = first; i < messages.size(); ++i) {
    const Message& message = messages[i];
    out.message(message.role, static_cast<int32_t>(i));
    out.write("<start_of_turn>");
    out.write(message.role == Role::assistant ? "model" : role_name(message.role));
    out.write("\n");
    if (i == first && first > 0) {
      out.message(Role::system, 0);
      out.write(messages.front().content);
      out.write("\n\n");
      out.message(message.role, static_cast<int32_t>(i));
    }
    const std::string_view content = core::strip_python_space(message.content);
    if (message.role == Role::assistant) {
      out.begin_generated();
      out.write(assistant_pieces(content));
      out.write("<end_of_turn>", SpanKind::text);
      out.end_generated();
      out.write("\n");
    } else {
      out.write(content, message.role == Role::tool ? SpanKind::observation : SpanKind::prompt);
      out.write("<end_of_turn>\n");
    }
  }
  if (options.add_generation_prompt) {
    out.message(Role::assistant, -1);
    out.write("<start_of_turn>model\n");
  }
  return out.take();
}

}  // namespace chat
