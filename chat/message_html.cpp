#include "chat/message_html.h"

#include "chat/call_parser.h"
#include "core/format.h"
#include "core/html.h"
#include "core/text.h"

namespace chat {
namespace {

constexpr size_t kMostChars = 20'000;
constexpr size_t kMostTools = 200;

}  // namespace

std::string text_html(std::string_view text) {
  return core::html_text("pre", core::excerpt(text, kMostChars));
}

std::string message_html(const Message& message, std::string_view content) {
  std::string heading(role_name(message.role));
  if (!message.name.empty()) heading += ": " + message.name;
  std::string html = core::html_text("b", heading);
  if (message.reasoning && !message.reasoning->empty())
    html += core::html_details("thought", text_html(*message.reasoning));
  if (!content.empty()) {
    html += content;
  } else if (!message.content.empty()) {
    html += text_html(message.content);
  }
  if (!message.tool_calls.empty()) html += text_html(format_python_calls(message.tool_calls));
  html = core::html_element("div", html, core::format("message {}", role_name(message.role)));
  return message.role == Role::system ? core::html_details("system prompt", html) : html;
}

std::string tools_html(const std::vector<ToolSpec>& tools) {
  if (tools.empty()) return {};
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(tools.size(), kMostTools); ++i) names.push_back(tools[i].name());
  if (tools.size() > kMostTools) names.push_back(core::format("{} more", tools.size() - kMostTools));
  return core::html_text("p", "Tools on offer: " + core::join(names, ", "), "muted small");
}

}  // namespace chat
