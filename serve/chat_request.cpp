#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "core/utf8.h"
#include "serve/api_error.h"
#include "serve/common_params.h"

namespace serve {
namespace {

constexpr size_t kLongestToolName = 128;

ApiError at_field(const std::string& path, const core::Error& error) {
  return {400, core::format("{}: {}.", path, error.what()), path, "invalid_value"};
}

bool is_tool_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestToolName && std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  });
}

chat::Message read_message(core::Value json, const std::string& path) {
  if (json.is_dict()) {
    Fields fields(std::as_const(json).as_dict(), path + ".");
    fields.unsupported("function_call", nullptr, "Use tool_calls.");
  }
  const core::Value* role = json.find("role");
  if (role != nullptr && role->is_string() && role->as_string() == "developer") json.as_dict()["role"] = "system";
  try {
    return chat::message_from_json(json);
  } catch (const core::Error& error) {
    throw at_field(path, error);
  }
}

void read_messages(Fields& fields, const RequestRules& rules, ChatRequest& request) {
  const core::List* messages = fields.list("messages");
  if (messages == nullptr || messages->empty()) {
    throw ApiError(400, "messages: at least one message is needed.", "messages", "missing_parameter");
  }
  if (static_cast<int64_t>(messages->size()) > rules.limits.messages) {
    throw ApiError(400, core::format("messages: at most {}.", rules.limits.messages), "messages", "invalid_value");
  }
  for (const core::Value& message : *messages) {
    const size_t index = request.conversation.messages.size();
    request.conversation.messages.push_back(read_message(message, core::format("messages[{}]", index)));
  }
}

chat::ToolSpec read_tool(const core::Value& json, const std::string& path, std::vector<std::string>& strict) {
  if (!json.is_dict()) {
    throw ApiError(400, core::format("{}: expected an object, found {}.", path, json.type_name()), path,
                   "invalid_type");
  }
  Fields fields(json.as_dict(), path + ".");
  const std::string type = fields.string("type", "function");
  if (type != "function") {
    throw ApiError(400, core::format("{}.type: only functions are supported.", path), path + ".type",
                   "unsupported_value");
  }
  const core::Dict* function = fields.dict("function");
  if (function == nullptr) {
    throw ApiError(400, core::format("{}.function: missing.", path), path + ".function", "missing_parameter");
  }
  const std::string inner_path = path + ".function.";
  Fields inner(*function, inner_path);
  const std::string name = inner.string("name");
  if (!is_tool_name(name)) {
    throw ApiError(
        400,
        core::format("{}name: 1 to {} letters, digits, '_', '-' and '.' make a name.", inner_path, kLongestToolName),
        inner_path + "name", "invalid_value");
  }
  inner.string("description");
  inner.dict("parameters");
  if (inner.boolean("strict", false)) strict.push_back(name);
  inner.ignore({"response"});  // of the benchmark's documents: templates show it, as the whole definition
  inner.reject_unknown();
  fields.reject_unknown();
  chat::ToolSpec tool{*function};
  tool.definition.erase("strict");
  return tool;
}

void read_tools(Fields& fields, const RequestRules& rules, ChatRequest& request) {
  const core::List* tools = fields.list("tools");
  if (tools == nullptr) return;
  if (static_cast<int64_t>(tools->size()) > rules.limits.tools) {
    throw ApiError(400, core::format("tools: at most {}.", rules.limits.tools), "tools", "invalid_value");
  }
  std::set<std::string> names;
  for (const core::Value& json : *tools) {
    const std::string path = core::format("tools[{}]", request.conversation.tools.size());
    chat::ToolSpec tool = read_tool(json, path, request.strict_tools);
    if (!names.insert(tool.name()).second) {
      throw ApiError(400, core::format("{}.function.name: '{}' is there twice.", path, tool.name()),
                     path + ".function.name", "invalid_value");
    }
    request.conversation.tools.push_back(std::move(tool));
  }
}

void require_tool(const ChatRequest& request, const std::string& name) {
  std::vector<std::string> known;
  for (const chat::ToolSpec& tool : request.conversation.tools) known.push_back(tool.name());
  if (std::ranges::find(known, name) != known.end()) return;
  const std::string shown(core::utf8_prefix(name, kLongestToolName));
  throw ApiError(400, core::format("tool_choice: no tool is called '{}'; {}", shown, core::name_hint(shown, known)),
                 "tool_choice", "unknown_tool");
}

void read_tool_choice(Fields& fields, ChatRequest& request) {
  const core::Value* choice = fields.value("tool_choice");
  if (choice == nullptr) return;
  const auto needs_tools = [&] {
    if (!request.conversation.tools.empty()) return;
    throw ApiError(400, "tool_choice: there are no tools to choose from.", "tool_choice", "invalid_value");
  };
  if (choice->is_string()) {
    const std::string& text = choice->as_string();
    if (text == "none") request.tool_choice = ToolChoice::none;
    if (text == "required") {
      needs_tools();
      request.tool_choice = ToolChoice::required;
    }
    if (text == "none" || text == "required" || text == "auto") return;
  } else if (choice->is_dict()) {
    Fields inner(choice->as_dict(), "tool_choice.");
    const core::Dict* function = inner.dict("function");
    if (inner.string("type") == "function" && function != nullptr) {
      inner.reject_unknown();
      needs_tools();
      Fields named(*function, "tool_choice.function.");
      request.tool = named.string("name");
      named.reject_unknown();
      require_tool(request, request.tool);
      request.tool_choice = ToolChoice::named;
      return;
    }
  }
  throw ApiError(400,
                 "tool_choice: must be \"auto\", \"none\", \"required\" or "
                 "{\"type\": \"function\", \"function\": {\"name\": …}}.",
                 "tool_choice", "invalid_value");
}

void read_logprobs(Fields& fields, ChatRequest& request) {
  const bool wanted = fields.boolean("logprobs", false);
  const auto count = fields.integer("top_logprobs", 0, kMostRanked);
  if (count && *count > 0 && !wanted) {
    throw ApiError(400, "top_logprobs: only with logprobs.", "top_logprobs", "invalid_value");
  }
  if (wanted) request.common.sampling.ranked = static_cast<int>(count.value_or(0));
}

void read_thinking(Fields& fields, const RequestRules& rules, ChatRequest& request) {
  request.thinking = rules.thinking;
  const std::string effort = fields.string("reasoning_effort");
  if (!effort.empty()) request.thinking = effort != "none";
  if (const core::Dict* options = fields.dict("chat_template_kwargs")) {
    Fields inner(*options, "chat_template_kwargs.");
    request.thinking = inner.boolean("enable_thinking", request.thinking);
    inner.reject_unknown();
  }
}

void read_response_format(Fields& fields, ChatRequest& request) {
  const core::Dict* format = fields.dict("response_format");
  if (format == nullptr) return;
  Fields inner(*format, "response_format.");
  const std::string type = inner.string("type");
  if (type == "json_object") {
    request.json.emplace();
  } else if (type == "json_schema") {
    const core::Dict* json = inner.dict("json_schema");
    const core::Value* schema = json == nullptr ? nullptr : json->find("schema");
    if (schema == nullptr || !schema->is_dict()) {
      throw ApiError(400, "response_format.json_schema.schema: missing.", "response_format.json_schema.schema",
                     "missing_parameter");
    }
    Fields described(*json, "response_format.json_schema.");
    request.json = JsonFormat{*schema, described.boolean("strict", false)};
    described.ignore({"name", "description", "schema"});
    described.reject_unknown();
  } else if (type != "text") {
    throw ApiError(400, "response_format.type: must be text, json_object or json_schema.", "response_format.type",
                   "invalid_value");
  }
  inner.reject_unknown();
  if (request.json && !request.conversation.tools.empty() && request.tool_choice != ToolChoice::none) {
    throw ApiError(400, "response_format: a reply that is JSON calls no tools; leave either out.", "response_format",
                   "unsupported_parameter");
  }
}

}  // namespace

ChatRequest read_chat_request(const core::Dict& body, const RequestRules& rules) {
  Fields fields(body);
  ChatRequest request;
  request.common = read_common_params(fields, rules);
  if (const auto limit = fields.integer("max_completion_tokens", 1, kMostTokens)) {
    request.common.max_tokens = *limit;
  }
  read_messages(fields, rules, request);
  read_tools(fields, rules, request);
  read_tool_choice(fields, request);
  read_logprobs(fields, request);
  read_thinking(fields, rules, request);
  read_response_format(fields, request);
  request.parallel_calls = fields.boolean("parallel_tool_calls", true);
  fields.unsupported("functions", core::List(), "Use tools.");
  fields.unsupported("function_call", "none", "Use tool_choice.");
  fields.unsupported("modalities", core::List{"text"});
  fields.unsupported("audio", nullptr);
  fields.unsupported("prediction", nullptr);
  fields.unsupported("web_search_options", nullptr);
  fields.ignore({"verbosity"});
  fields.reject_unknown();
  return request;
}

}  // namespace serve
