// What people write and read: messages, tools, calls. JSON <-> struct in this one place (OpenAI's chat form).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace chat {

enum class Role { system, user, assistant, tool };
inline constexpr std::array<std::string_view, 4> kRoleNames = {"system", "user", "assistant", "tool"};
std::string_view role_name(Role role);
// Throws core::Error(data) for an unknown role.
Role parse_role(std::string_view name);

struct ToolCall {
  std::string name;
  core::Dict arguments;
  std::string id;  // empty where the format has none
  std::string
      arguments_text;  // as a server wrote them, JSON or not; where not empty it is sent in place of `arguments`
};

// A tool as its author wrote it; key order is kept, because templates print it.
struct ToolSpec {
  core::Dict definition;  // {"name", "description", "parameters", …}: the function itself, without a wrapper

  std::string name() const;
  std::string description() const;
  const core::Dict* parameters() const;  // JSON schema; nullptr where missing
  // Accepts {"type": "function", "function": {…}} or the bare function.
  static ToolSpec from_json(const core::Value& json);
  core::Value to_openai() const;  // {"type": "function", "function": definition}
};

struct Message {
  Role role = Role::user;
  std::string content;
  std::optional<std::string> reasoning;  // chain of thought kept apart from the content ("reasoning_content")
  std::vector<ToolCall> tool_calls;
  std::string name;          // tool messages: the tool; else empty
  std::string tool_call_id;  // tool messages
};

struct Conversation {
  std::vector<ToolSpec> tools;
  std::vector<Message> messages;
};

// Throws core::Error(data) naming the field. `arguments` may be an object or a JSON string.
Message message_from_json(const core::Value& json);
core::Value message_to_json(const Message& message);
// {"messages": […], "tools": […]}; other keys are the caller's.
Conversation conversation_from_json(const core::Value& json);
core::Dict conversation_to_json(const Conversation& conversation);

}  // namespace chat
