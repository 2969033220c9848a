// Tool calls -> text, in the two styles that chat/call_parser.h reads.
#include "chat/call_parser.h"
#include "chat/python/parser.h"
#include "core/json.h"
#include "core/python_text.h"

namespace chat {
std::string format_hermes_calls(const std::vector<ToolCall>& calls) {
  std::string out;
  for (const ToolCall& call : calls) {
    if (!out.empty()) out += '\n';
    const core::Dict body{{"name", call.name}, {"arguments", call.arguments}};
    out += "<tool_call>\n" + core::dump_json(body) + "\n</tool_call>";
  }
  return out;
}

std::string format_python_calls(const std::vector<ToolCall>& calls) {
  std::string out = "[";
  for (const ToolCall& call : calls) {
    if (out.size() > 1) out += ", ";
    out += call.name + "(";
    bool first = true;
    for (const auto& [key, value] : call.arguments) {
      if (!first) out += ", ";
      first = false;
      const std::string name = core::python_str(key);
      // `class=1` is no Python; a dict can hold any name.
      out += python::is_plain_name(name) ? name + "=" + core::python_repr(value)
                                         : "**{" + core::python_repr(key) + ": " + core::python_repr(value) + "}";
    }
    out += ")";
  }
  return out + "]";
}

}  // namespace chat
