#include "chat/renderer_inst.h"

#include <algorithm>

#include "chat/span_writer.h"
#include "chat/template_checks.h"
#include "core/error.h"
#include "core/json.h"
#include "core/python_string.h"

namespace chat {
namespace {

void write_answer(SpanWriter& out, std::string_view before, std::string_view content, std::string_view after) {
  out.begin_generated();
  out.write(before, SpanKind::text);
  out.write(assistant_pieces(content));
  out.write(after, SpanKind::text);
  out.write("</s>", SpanKind::text);
  out.end_generated();
}

std::string nine_characters(const std::string& id, size_t message) {
  if (core::count_code_points(id) == 9) return id;
  throw core::data_error(core::format("messages[{}]: the id '{}' of a call is not nine characters long", message, id),
                         "Mistral's chat template wants ids of nine characters");
}

// Roles as Mistral's template checks them: calls and results do not count.
size_t check_mistral(const std::vector<Message>& messages) {
  std::vector<Message> turns;
  for (const Message& message : messages) {
    if (message.role != Role::tool && message.tool_calls.empty()) turns.push_back(message);
  }
  if (!turns.empty()) check_alternation(turns, "Mistral's");
  if (messages.empty()) check_alternation(messages, "Mistral's");
  return messages.front().role == Role::system ? 1 : 0;
}

// {"name": …} of a function as the template prints it: strings as they are, without escapes.
std::string tool_json(const ToolSpec& tool) {
  std::string text = "{\"type\": \"function\", \"function\": {";
  bool first = true;
  for (const core::DictItem& item : tool.definition) {
    if (item.key.is_string() && item.key.as_string() == "return") continue;
    if (!first) text += ", ";
    first = false;
    const std::string value =
        item.value.is_string() ? "\"" + item.value.as_string() + "\"" : core::dump_json(item.value);
    text += core::format("\"{}\": {}", item.key.as_string(), value);
  }
  return text + "}}";
}

void write_calls(SpanWriter& out, const Message& message, size_t index, std::string_view space) {
  out.begin_generated();
  out.write(core::format("[TOOL_CALLS]{}[", space), SpanKind::call_syntax);
  for (size_t i = 0; i < message.tool_calls.size(); ++i) {
    const ToolCall& call = message.tool_calls[i];
    if (i > 0) out.write(", ", SpanKind::call_syntax);
    std::vector<Piece> pieces = hermes_call_pieces(call);
    // The template prints the name as JSON, too.
    for (Piece& piece : pieces) {
      if (piece.kind == SpanKind::call_name) piece.text = core::without_ends(core::dump_json(call.name));
    }
    pieces.back().text.pop_back();
    out.write(pieces);
    out.write(core::format(", \"id\": \"{}\"}", nine_characters(call.id, index)), SpanKind::call_syntax);
  }
  out.write("]", SpanKind::call_syntax);
  out.write("</s>", SpanKind::text);
  out.end_generated();
}

}  // namespace

std::vector<Span> Llama2Renderer::render(const Conversation& conversation, const RenderOptions& /*options*/) const {
  refuse_tools(conversation, "Llama 2's");
  const std::vector<Message>& messages = conversation.messages;
  const size_t first = check_alternation(messages, "Llama 2's");
  SpanWriter out;
  for (size_t i = first; i < messages.size(); ++i) {
    const Message& message = messages[i];
    out.message(message.role, static_cast<int32_t>(i));
    if (message.role == Role::assistant) write_answer(out, " ", core::strip_python_space(message.content), " ");
    if (message.role != Role::user) continue;
    std::string content = message.content;
    if (i == first && first > 0) content = "<<SYS>>\n" + messages.front().content + "\n<</SYS>>\n\n" + content;
    out.write("<s>[INST] ");
    out.write(core::strip_python_space(content));
    out.write(" [/INST]");
  }
  return out.take();
}

std::vector<Span> MistralV1Renderer::render(const Conversation& conversation, const RenderOptions& /*options*/) const {
  refuse_tools(conversation, "Mistral's first");
  const std::vector<Message>& messages = conversation.messages;
  const size_t first = check_alternation(messages, "Mistral's");
  SpanWriter out;
  out.message(Role::system, -1);
  out.write("<s>");
  for (size_t i = first; i < messages.size(); ++i) {
    const Message& message = messages[i];
    out.message(message.role, static_cast<int32_t>(i));
    if (message.role == Role::user) {
      out.write(" [INST] ");
      if (i == first && first > 0) out.write(messages.front().content + "\n\n");
      out.write(message.content);
      out.write(" [/INST]");
    } else if (message.role == Role::assistant) {
      write_answer(out, " ", message.content, "");
    } else {
      throw core::data_error(core::format("messages[{}]: the role {} has no place", i, role_name(message.role)),
                             "Mistral's first chat template knows user and assistant alone");
    }
  }
  return out.take();
}

std::vector<Span> MistralRenderer::render(const Conversation& conversation, const RenderOptions& /*options*/) const {
  const std::vector<Message>& messages = conversation.messages;
  const size_t first = check_mistral(messages);
  const auto last_user = std::find_if(messages.rbegin(), messages.rend(),
                                      [](const Message& message) { return message.role == Role::user; });
  SpanWriter out;
  out.message(Role::system, -1);
  out.write("<s>");
  for (size_t i = first; i < messages.size(); ++i) {
    const Message& message = messages[i];
    out.message(message.role, static_cast<int32_t>(i));
    if (message.role == Role::user) {
      // The template compares messages, not places: one that reads like the last is taken for it.
      if (!conversation.tools.empty() && message.content == last_user->content) {
        out.write(core::format("[AVAILABLE_TOOLS]{}[", space_));
        for (size_t t = 0; t < conversation.tools.size(); ++t) {
          out.write((t > 0 ? ", " : "") + tool_json(conversation.tools[t]));
        }
        out.write("][/AVAILABLE_TOOLS]");
      }
      out.write(core::format("[INST]{}", space_));
      if (i + 1 == messages.size() && first > 0) out.write(messages.front().content + "\n\n");
      out.write(message.content);
      out.write("[/INST]");
    } else if (!message.tool_calls.empty()) {
      write_calls(out, message, i, space_);
    } else if (message.role == Role::assistant) {
      const std::string_view content = message.content;
      write_answer(out, space_, space_.empty() ? content : core::strip_python_space(content), "");
    } else if (message.role == Role::tool) {
      out.write(core::format("[TOOL_RESULTS]{}{{\"content\": ", space_));
      out.write(message.content, SpanKind::observation);
      out.write(core::format(", \"call_id\": \"{}\"}[/TOOL_RESULTS]", nine_characters(message.tool_call_id, i)));
    } else {
      throw core::data_error(core::format("messages[{}]: a second system message", i),
                             "Mistral's chat template knows one, at the front");
    }
  }
  return out.take();
}

}  // namespace chat
