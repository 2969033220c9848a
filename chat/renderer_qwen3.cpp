#include "chat/renderer_qwen3.h"

#include <utility>

#include "chat/qwen_tools.h"
#include "chat/reasoning.h"
#include "chat/span_writer.h"
#include "core/error.h"
#include "core/json.h"

namespace chat {

namespace {

constexpr std::string_view kEmptyThink = "<think>\n\n</think>\n\n";

// Python's str.lstrip("\n") and str.rstrip("\n").
std::string_view left_strip(std::string_view text) {
  const size_t begin = text.find_first_not_of('\n');
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}
std::string_view right_strip(std::string_view text) {
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

struct Answer {
  std::string_view reasoning;
  std::string_view content;
};

// Reasoning from its own field, else split off the content as the template does: reasoning is what stands between the
// last <think> before the first </think>, content is what follows the last </think>.
Answer split_reasoning(const Message& message) {
  const std::string_view content = message.content;
  if (message.reasoning) return {*message.reasoning, content};
  const size_t first_close = content.find(kThinkClose);
  if (first_close == std::string_view::npos) return {{}, content};
  std::string_view reasoning = right_strip(content.substr(0, first_close));
  const size_t open = reasoning.rfind(kThinkOpen);
  if (open != std::string_view::npos) reasoning = reasoning.substr(open + kThinkOpen.size());
  const size_t last_close = content.rfind(kThinkClose);
  return {left_strip(reasoning), left_strip(content.substr(last_close + kThinkClose.size()))};
}

bool is_user_query(const Message& message) {
  return message.role == Role::user &&
         !(message.content.starts_with("<tool_response>") && message.content.ends_with("</tool_response>"));
}

// Index of the last real user message; without one the last index, as in the template.
size_t last_query_index(const std::vector<Message>& messages) {
  for (size_t i = messages.size(); i-- > 0;) {
    if (is_user_query(messages[i])) return i;
  }
  return messages.size() - 1;
}

std::string tool_text(const ToolSpec& tool, Qwen3Renderer::ToolText form) {
  if (form == Qwen3Renderer::ToolText::openai) return core::dump_json(tool.to_openai());
  core::JsonStyle ascii;
  ascii.ensure_ascii = true;
  return core::dump_json(tool.definition, ascii);
}

void write_header(SpanWriter& out, const Conversation& conversation, Qwen3Renderer::ToolText form) {
  const Message& first = conversation.messages.front();
  const bool system = first.role == Role::system;
  out.message(Role::system, system ? 0 : -1);
  if (conversation.tools.empty()) {
    if (system) {
      out.write("<|im_start|>system\n");
      out.write(first.content);
      out.write("<|im_end|>\n");
    }
    return;
  }
  out.write("<|im_start|>system\n");
  if (system) {
    out.write(first.content);
    out.write("\n\n");
  }
  write_qwen_tools(out, conversation.tools, [&](const ToolSpec& tool) { return tool_text(tool, form); });
}

struct AssistantPlace {
  bool after_query = false;  // behind the last real user message
  bool last = false;         // of the conversation
};

void write_assistant(SpanWriter& out, const Message& message, AssistantPlace place, Thinking thinking,
                     Qwen3Renderer::ToolText form) {
  const auto [reasoning, content] = split_reasoning(message);
  out.write("<|im_start|>assistant\n");
  const bool shows_think = place.after_query && (place.last || !reasoning.empty());
  if (shows_think) {
    const std::string_view inner = left_strip(right_strip(reasoning));
    // Without thinking the generation prompt holds this very block: the model starts behind it.
    const bool from_prompt = thinking == Thinking::off && inner.empty();
    if (from_prompt) {
      out.write(kEmptyThink);
      out.begin_generated();
    } else {
      const bool opened = thinking == Thinking::opened;
      if (!opened) out.begin_generated();
      out.write(kThinkOpen, opened ? SpanKind::prompt : SpanKind::think);
      if (opened) out.begin_generated();
      out.write("\n", SpanKind::think);
      out.write(inner, SpanKind::think);
      out.write("\n</think>", SpanKind::think);
      out.write("\n\n", SpanKind::text);
    }
    out.write(assistant_pieces(left_strip(content)));
  } else {
    out.begin_generated();
    out.write(assistant_pieces(content));
  }
  for (size_t i = 0; i < message.tool_calls.size(); ++i) {
    if (i > 0 || !content.empty()) out.write("\n", SpanKind::call_syntax);
    out.write("<tool_call>\n", SpanKind::call_syntax);
    out.write(hermes_call_pieces(message.tool_calls[i], form == Qwen3Renderer::ToolText::bare_ascii));
    out.write("\n</tool_call>", SpanKind::call_syntax);
  }
  out.write("<|im_end|>", SpanKind::text);
  out.end_generated();
  out.write("\n");
}

}  // namespace

std::vector<Span> Qwen3Renderer::render(const Conversation& conversation, const RenderOptions& options) const {
  const std::vector<Message>& messages = conversation.messages;
  if (messages.empty()) throw core::data_error("messages: empty", "Qwen3's chat template needs at least one message");
  SpanWriter out;
  write_header(out, conversation, tools_);
  const size_t last_query = last_query_index(messages);
  for (size_t i = 0; i < messages.size(); ++i) {
    const Message& message = messages[i];
    out.message(message.role, static_cast<int32_t>(i));
    if (message.role == Role::user || (message.role == Role::system && i > 0)) {
      out.write("<|im_start|>");
      out.write(role_name(message.role));
      out.write("\n");
      out.write(message.content);
      out.write("<|im_end|>\n");
    } else if (message.role == Role::assistant) {
      write_assistant(out, message, {i > last_query, i + 1 == messages.size()}, options.thinking, tools_);
    } else if (message.role == Role::tool) {
      write_qwen_tool_result(out, messages, i);
    }
  }
  if (options.add_generation_prompt) {
    out.message(Role::assistant, -1);
    out.write("<|im_start|>assistant\n");
    if (options.thinking == Thinking::off) out.write(kEmptyThink);
    if (options.thinking == Thinking::opened) out.write(kThinkOpen);
  }
  return out.take();
}

}  // namespace chat
