#include "chat/renderer_llama3.h"

#include "chat/span_writer.h"
#include "core/error.h"
#include "core/json.h"
#include "core/python_string.h"

namespace chat {
namespace {

constexpr std::string_view kDates = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
constexpr std::string_view kLlamaToolsBefore =
    "Given the following functions, please respond with a JSON for a function call with its proper arguments that best "
    "answers the given prompt.\n\nRespond in the format {\"name\": function name, \"parameters\": dictionary of "
    "argument "
    "name and its value}.Do not use variables.\n\n";

void write_header(SpanWriter& out, std::string_view role) {
  out.write("<|start_header_id|>");
  out.write(role);
  out.write("<|end_header_id|>\n\n");
}

void write_assistant(SpanWriter& out, const Message& message, size_t index) {
  if (message.tool_calls.size() > 1) {
    throw core::data_error(core::format("messages[{}].tool_calls: {} calls", index, message.tool_calls.size()),
                           "Llama 3's chat template knows one call a turn");
  }
  write_header(out, "assistant");
  out.begin_generated();
  if (message.tool_calls.empty()) {
    out.write(assistant_pieces(core::strip_python_space(message.content)));
  } else {
    out.write(hermes_call_pieces(message.tool_calls.front(), false, "parameters"));
  }
  out.write("<|eot_id|>", SpanKind::text);
  out.end_generated();
}

// The first message behind the system's, whatever its role, with the tools in front.
void write_tools(SpanWriter& out, const std::vector<ToolSpec>& tools, std::string_view first) {
  write_header(out, "user");
  out.write(kLlamaToolsBefore);
  for (const ToolSpec& tool : tools) {
    out.write(core::dump_json(tool.to_openai(), {.indent = 4, .item_separator = ","}));
    out.write("\n\n");
  }
  out.write(core::strip_python_space(first));
  out.write("<|eot_id|>");
}

}  // namespace

std::vector<Span> Llama3Renderer::render(const Conversation& conversation, const RenderOptions& options) const {
  const std::vector<Message>& messages = conversation.messages;
  if (messages.empty()) throw core::data_error("messages: empty", "Llama 3's chat template needs at least one message");
  SpanWriter out;
  const bool system = messages.front().role == Role::system;
  out.message(Role::system, system ? 0 : -1);
  out.write("<|begin_of_text|>");
  write_header(out, "system");
  if (!conversation.tools.empty()) out.write("Environment: ipython\n");
  out.write(kDates);
  if (system) out.write(core::strip_python_space(messages.front().content));
  out.write("<|eot_id|>");
  size_t next = system ? 1 : 0;
  if (!conversation.tools.empty()) {
    if (next == messages.size()) {
      throw core::data_error("messages: no user message", "Llama 3's chat template puts the tools into the first one");
    }
    out.message(Role::user, static_cast<int32_t>(next));
    write_tools(out, conversation.tools, messages[next++].content);
  }
  for (; next < messages.size(); ++next) {
    const Message& message = messages[next];
    out.message(message.role, static_cast<int32_t>(next));
    if (message.role == Role::assistant) {
      write_assistant(out, message, next);
    } else if (message.role == Role::tool) {
      write_header(out, "ipython");
      out.write(core::dump_json(message.content), SpanKind::observation);  // a text is "iterable" to the template
      out.write("<|eot_id|>");
    } else {
      write_header(out, role_name(message.role));
      out.write(core::strip_python_space(message.content));
      out.write("<|eot_id|>");
    }
  }
  if (options.add_generation_prompt) {
    out.message(Role::assistant, -1);
    write_header(out, "assistant");
  }
  return out.take();
}

}  // namespace chat
