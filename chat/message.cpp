#include "chat/message.h"

#include <utility>

#include "core/error.h"
#include "core/json.h"

namespace chat {

namespace {

core::Error wrong_type(std::string_view field, std::string_view expected, const core::Value& found) {
  return core::data_error(core::format("{}: expected {}, found {}", field, expected, found.type_name()));
}

// The field's text; "" where it is missing or null.
std::string optional_text(const core::Value& json, std::string_view field) {
  const core::Value* value = json.find(field);
  if (value == nullptr || value->is_none()) return {};
  if (!value->is_string()) throw wrong_type(field, "a string", *value);
  return value->as_string();
}

// OpenAI's content: a string, null, or a list of {"type": "text", "text": …} parts.
std::string content_text(const core::Value& json) {
  const core::Value* content = json.find("content");
  if (content == nullptr || content->is_none()) return {};
  if (content->is_string()) return content->as_string();
  if (!content->is_list()) throw wrong_type("content", "a string or a list of text parts", *content);
  std::string text;
  for (const core::Value& part : content->as_list()) {
    if (part.is_string()) {
      text += part.as_string();
      continue;
    }
    const core::Value* piece = part.find("text");
    if (piece == nullptr || !piece->is_string()) {
      throw core::data_error("content: a part is no text",
                             "only parts like {\"type\": \"text\", \"text\": …} are read");
    }
    text += piece->as_string();
  }
  return text;
}

core::Dict arguments_from_json(const core::Value* arguments) {
  constexpr std::string_view kField = "function.arguments";
  if (arguments == nullptr || arguments->is_none()) return {};
  if (arguments->is_dict()) return arguments->as_dict();
  if (!arguments->is_string()) throw wrong_type(kField, "an object or its JSON text", *arguments);
  const std::string& text = arguments->as_string();
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return {};
  core::Value parsed;
  try {
    parsed = core::parse_json(text);
  } catch (const core::Error& error) {
    throw error.in(core::format("{}: the text is not JSON", kField));
  }
  if (!parsed.is_dict()) throw wrong_type(kField, "the JSON text of an object", parsed);
  return parsed.as_dict();
}

ToolCall tool_call_from_json(const core::Value& json) {
  if (!json.is_dict()) throw core::data_error(core::format("expected an object, found {}", json.type_name()));
  const core::Value* function = json.find("function");
  const core::Value& call = function != nullptr && function->is_dict() ? *function : json;
  ToolCall result;
  result.name = optional_text(call, "name");
  if (result.name.empty()) throw core::data_error("function.name: missing");
  result.arguments = arguments_from_json(call.find("arguments"));
  result.id = optional_text(json, "id");
  return result;
}

core::Value tool_call_to_json(const ToolCall& call) {
  core::Dict function{
      {"name", call.name},
      {"arguments", call.arguments_text.empty() ? core::dump_json(call.arguments) : call.arguments_text}};
  core::Dict json;
  if (!call.id.empty()) json["id"] = call.id;
  json["type"] = "function";
  json["function"] = std::move(function);
  return json;
}

// The list under `field`, each item read by `read`; errors name field and index. Missing or null: empty.
template <class T, class Read>
std::vector<T> read_list(const core::Value& json, std::string_view field, Read read) {
  std::vector<T> items;
  const core::Value* list = json.find(field);
  if (list == nullptr || list->is_none()) return items;
  if (!list->is_list()) throw wrong_type(field, "a list", *list);
  for (const core::Value& item : list->as_list()) {
    try {
      items.push_back(read(item));
    } catch (const core::Error& error) {
      throw error.in(core::format("{}[{}]", field, items.size()));
    }
  }
  return items;
}

}  // namespace

std::string_view role_name(Role role) {
  return kRoleNames.at(static_cast<size_t>(role));
}

Role parse_role(std::string_view name) {
  for (size_t i = 0; i < kRoleNames.size(); ++i) {
    if (name == kRoleNames[i]) return static_cast<Role>(i);
  }
  throw core::data_error(core::format("role: unknown role '{}'", name), "known: system, user, assistant, tool");
}

std::string ToolSpec::name() const {
  return core::Value(definition).get_string("name");
}

std::string ToolSpec::description() const {
  const core::Value* text = definition.find("description");
  return text != nullptr && text->is_string() ? text->as_string() : std::string();
}

const core::Dict* ToolSpec::parameters() const {
  const core::Value* value = definition.find("parameters");
  return value != nullptr && value->is_dict() ? &value->as_dict() : nullptr;
}

ToolSpec ToolSpec::from_json(const core::Value& json) {
  if (!json.is_dict()) throw core::data_error(core::format("expected an object, found {}", json.type_name()));
  const core::Value* function = json.find("function");
  const bool wrapped = function != nullptr && function->is_dict();
  ToolSpec tool{wrapped ? function->as_dict() : json.as_dict()};
  const core::Value* name = tool.definition.find("name");
  if (name == nullptr) throw core::data_error("name: missing", "a tool is {\"name\", \"description\", \"parameters\"}");
  if (!name->is_string()) throw wrong_type("name", "a string", *name);
  if (name->as_string().empty()) throw core::data_error("name: empty");
  const core::Value* schema = tool.definition.find("parameters");
  if (schema != nullptr && !schema->is_none() && !schema->is_dict())
    throw wrong_type("parameters", "an object", *schema);
  return tool;
}

core::Value ToolSpec::to_openai() const {
  return core::Dict{{"type", "function"}, {"function", definition}};
}

Message message_from_json(const core::Value& json) {
  if (!json.is_dict()) throw core::data_error(core::format("expected an object, found {}", json.type_name()));
  const core::Value* role = json.find("role");
  if (role == nullptr) throw core::data_error("role: missing");
  if (!role->is_string()) throw wrong_type("role", "a string", *role);
  Message message;
  message.role = parse_role(role->as_string());
  message.content = content_text(json);
  const core::Value* reasoning = json.find("reasoning_content");
  if (reasoning != nullptr && !reasoning->is_none()) message.reasoning = optional_text(json, "reasoning_content");
  message.tool_calls = read_list<ToolCall>(json, "tool_calls", tool_call_from_json);
  if (!message.tool_calls.empty() && message.role != Role::assistant) {
    throw core::data_error(core::format("tool_calls: a {} message cannot call tools", role_name(message.role)));
  }
  message.name = optional_text(json, "name");
  message.tool_call_id = optional_text(json, "tool_call_id");
  return message;
}

core::Value message_to_json(const Message& message) {
  core::Dict json{{"role", role_name(message.role)}, {"content", message.content}};
  if (message.reasoning) json["reasoning_content"] = *message.reasoning;
  if (!message.tool_calls.empty()) {
    core::List calls;
    for (const ToolCall& call : message.tool_calls) calls.push_back(tool_call_to_json(call));
    json["tool_calls"] = std::move(calls);
  }
  if (!message.name.empty()) json["name"] = message.name;
  if (!message.tool_call_id.empty()) json["tool_call_id"] = message.tool_call_id;
  return json;
}

Conversation conversation_from_json(const core::Value& json) {
  if (!json.is_dict()) throw core::data_error(core::format("expected an object, found {}", json.type_name()));
  if (!json.as_dict().contains("messages")) throw core::data_error("messages: missing");
  Conversation conversation;
  conversation.tools = read_list<ToolSpec>(json, "tools", ToolSpec::from_json);
  conversation.messages = read_list<Message>(json, "messages", message_from_json);
  return conversation;
}

core::Dict conversation_to_json(const Conversation& conversation) {
  core::List messages;
  for (const Message& message : conversation.messages) messages.push_back(message_to_json(message));
  core::Dict json{{"messages", std::move(messages)}};
  if (!conversation.tools.empty()) {
    core::List tools;
    for (const ToolSpec& tool : conversation.tools) tools.push_back(tool.to_openai());
    json["tools"] = std::move(tools);
  }
  return json;
}

}  // namespace chat
