#include "chat/bfcl_prompt.h"

#include <array>
#include <utility>

#include "chat/call_parser.h"
#include "core/error.h"
#include "core/json.h"
#include "core/text.h"

namespace chat {

namespace {

constexpr std::array<std::string_view, 4> kReturnNames = {"python", "json", "verbose_xml", "concise_xml"};
constexpr std::array<std::string_view, 3> kDocNames = {"python", "xml", "json"};
constexpr std::array<std::string_view, 3> kLanguageNames = {"python", "java", "javascript"};

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

// Python's str.format with named fields.
std::string fill(std::string_view pattern, const Fields& fields) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if ((c == '{' || c == '}') && i + 1 < pattern.size() && pattern[i + 1] == c) {
      out += c;
      ++i;
      continue;
    }
    if (c != '{') {
      out += c;
      continue;
    }
    const size_t close = pattern.find('}', i);
    const std::string_view name = pattern.substr(i + 1, close == std::string_view::npos ? close : close - i - 1);
    bool known = false;
    for (const auto& [key, value] : fields) {
      if (key != name) continue;
      out += value;
      known = true;
    }
    if (!known)
      throw core::data_error(core::format("prompt texts: unknown field '{}'", name), "run scripts/setup again");
    i = close;
  }
  return out;
}

const std::string& text_at(const core::Value& texts, std::initializer_list<std::string_view> path) {
  const core::Value* value = &texts;
  for (const std::string_view key : path) {
    const core::Value* next = value->find(key);
    if (next == nullptr) throw core::data_error(core::format("prompt texts: no '{}'", key), "run scripts/setup again");
    value = next;
  }
  return value->as_string();
}

template <size_t N>
size_t index_of(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return i;
  }
  return N;
}

void append_description(core::Value& document, std::string_view text) {
  core::Value* description = document.as_dict().find("description");
  if (description == nullptr) throw core::data_error("description: missing");
  *description = description->as_string() + std::string(text);
}

// Java and JavaScript parameters are described in words and passed as strings.
void describe_parameter(core::Value& parameter, const core::Value& texts, DocLanguage language) {
  const std::string_view name = kLanguageNames.at(static_cast<size_t>(language));
  const auto hint = [&](std::string_view which, std::string_view value) {
    return core::format(text_at(texts, {"PARAMETER_HINTS", name, which}), value);
  };
  const std::string type = parameter.at("type").as_string();
  append_description(parameter, type == "any" ? hint("any", "") : hint("type", type));
  const bool list = language == DocLanguage::java ? type == "ArrayList" || type == "Array" : type == "array";
  if (list) {
    append_description(parameter, hint("items", parameter.at("items").at("type").as_string()));
    parameter.as_dict().erase("items");
  }
  const core::Value* properties = parameter.find("properties");
  if (language == DocLanguage::javascript && type == "dict" && properties != nullptr) {
    core::JsonStyle ascii;
    ascii.ensure_ascii = true;
    append_description(parameter, hint("properties", core::dump_json(*properties, ascii)));
    parameter.as_dict().erase("properties");
  }
  parameter.as_dict()["type"] = "string";
}

void to_bfcl_types(core::Value& schema) {
  if (!schema.is_dict()) return;
  const std::string type = schema.get_string("type");
  if (type == "object" || type == "number") schema.as_dict()["type"] = type == "object" ? "dict" : "float";
  if (core::Value* properties = schema.as_dict().find("properties"); properties != nullptr && properties->is_dict()) {
    for (core::DictItem& item : properties->as_dict()) to_bfcl_types(item.value);
  }
  for (const std::string_view key : {"items", "additionalProperties"}) {
    if (core::Value* inner = schema.as_dict().find(key)) to_bfcl_types(*inner);
  }
}

}  // namespace

PromptFormat PromptFormat::parse(std::string_view config) {
  const core::Error bad = core::data_error(
      core::format("prompt format '{}': not one of the benchmark's", config),
      "ret_fmt=python|json|verbose_xml|concise_xml & tool_call_tag=True|False & func_doc_fmt=python|xml|json & "
      "prompt_fmt=plaintext|markdown & style=classic|experimental");
  const std::array<std::string_view, 5> keys = {"ret_fmt=", "tool_call_tag=", "func_doc_fmt=", "prompt_fmt=", "style="};
  std::vector<std::string> parts = core::split(config, '&');
  if (parts.size() != keys.size()) throw bad;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!parts[i].starts_with(keys[i])) throw bad;
    parts[i].erase(0, keys[i].size());
  }
  const auto one_of = [&](const std::string& value, std::string_view no, std::string_view yes) {
    if (value != no && value != yes) throw bad;
    return value == yes;
  };
  const size_t returns = index_of(kReturnNames, parts[0]);
  const size_t docs = index_of(kDocNames, parts[2]);
  if (returns == kReturnNames.size() || docs == kDocNames.size()) throw bad;
  PromptFormat format;
  format.returns = static_cast<ReturnFormat>(returns);
  format.tool_call_tag = one_of(parts[1], "False", "True");
  format.docs = static_cast<DocFormat>(docs);
  format.markdown = one_of(parts[3], "plaintext", "markdown");
  format.experimental = one_of(parts[4], "classic", "experimental");
  return format;
}

std::string PromptFormat::config() const {
  return core::format("ret_fmt={}&tool_call_tag={}&func_doc_fmt={}&prompt_fmt={}&style={}",
                      kReturnNames.at(static_cast<size_t>(returns)), tool_call_tag ? "True" : "False",
                      kDocNames.at(static_cast<size_t>(docs)), markdown ? "markdown" : "plaintext",
                      experimental ? "experimental" : "classic");
}

std::vector<PromptFormat> format_sensitivity_formats() {
  std::vector<PromptFormat> formats;
  for (const ReturnFormat returns :
       {ReturnFormat::python, ReturnFormat::json, ReturnFormat::verbose_xml, ReturnFormat::concise_xml}) {
    for (const bool tag : {true, false}) {
      for (const DocFormat docs : {DocFormat::python, DocFormat::xml, DocFormat::json}) {
        formats.push_back({.returns = returns, .tool_call_tag = tag, .docs = docs});
      }
    }
  }
  formats.push_back({.markdown = true});
  formats.push_back({.experimental = true});
  return formats;
}

BfclPrompts BfclPrompts::load(const core::fs::path& prompts_json) {
  core::Value texts = core::read_json_file(prompts_json);
  for (const std::string_view key : {"OUTPUT_FORMAT_MAPPING", "PARAM_TYPE_MAPPING", "PROMPT_STYLE_TEMPLATES",
                                     "PROMPT_TEMPLATE_MAPPING", "LANGUAGE_HINTS", "PARAMETER_HINTS"}) {
    const core::Value* part = texts.find(key);
    if (part != nullptr && part->is_dict()) continue;
    throw core::data_error(core::format("{}: no '{}'", prompts_json.string(), key), "run scripts/setup again");
  }
  return BfclPrompts(std::move(texts));
}

BfclPrompts BfclPrompts::load() {
  return load(core::data_dir() / "bfcl" / "prompts.json");
}

const std::string& BfclPrompts::text(std::string_view name) const {
  return text_at(texts_, {name});
}

std::string BfclPrompts::system_prompt(const core::Value& functions, const PromptFormat& format) const {
  const std::string_view returns = kReturnNames.at(static_cast<size_t>(format.returns));
  const std::string_view style = format.experimental ? "experimental" : "classic";
  const auto style_text = [&](std::string_view name) -> const std::string& {
    return text_at(texts_, {"PROMPT_STYLE_TEMPLATES", style, name});
  };
  const std::string call_format = fill(style_text(format.tool_call_tag ? "tool_call_with_tag" : "tool_call_no_tag"),
                                       {{"output_format", text_at(texts_, {"OUTPUT_FORMAT_MAPPING", returns})},
                                        {"param_types", text_at(texts_, {"PARAM_TYPE_MAPPING", returns})}});
  const std::string tools =
      fill(style_text("available_tools"), {{"format", kDocNames.at(static_cast<size_t>(format.docs))},
                                           {"functions", format_function_docs(functions, format.docs)}});
  return fill(text_at(texts_, {"PROMPT_TEMPLATE_MAPPING", format.markdown ? "markdown" : "plaintext"}),
              {{"persona", style_text("persona")},
               {"task", style_text("task")},
               {"tool_call_format", call_format},
               {"multiturn_behavior", style_text("multiturn_behavior")},
               {"available_tools", tools}});
}

std::string BfclPrompts::memory_instruction(std::string_view scenario, bool unified, std::string_view content) const {
  const std::string_view name =
      unified ? "MEMORY_BACKEND_INSTRUCTION_UNIFIED" : "MEMORY_BACKEND_INSTRUCTION_CORE_ARCHIVAL";
  return fill(text(name), {{"scenario_setting", text_at(texts_, {"MEMORY_AGENT_SETTINGS", scenario})},
                           {"memory_content", content}});
}

core::Value BfclPrompts::apply_language_hint(core::Value function, DocLanguage language) const {
  append_description(function, text_at(texts_, {"LANGUAGE_HINTS", kLanguageNames.at(static_cast<size_t>(language))}));
  if (language == DocLanguage::python) return function;
  core::Value* parameters = function.as_dict().find("parameters");
  core::Value* properties = parameters == nullptr ? nullptr : parameters->as_dict().find("properties");
  if (properties == nullptr) throw core::data_error("parameters.properties: missing");
  for (core::DictItem& item : properties->as_dict()) describe_parameter(item.value, texts_, language);
  return function;
}

core::Value BfclPrompts::apply_language_hints(core::Value functions, DocLanguage language) const {
  for (core::Value& function : functions.as_list()) function = apply_language_hint(std::move(function), language);
  return functions;
}

void put_system_prompt(std::vector<Message>& messages, const std::string& prompt) {
  if (!messages.empty() && messages.front().role == Role::system) {
    messages.front().content = prompt + "\n\n" + messages.front().content;
    return;
  }
  Message system;
  system.role = Role::system;
  system.content = prompt;
  messages.insert(messages.begin(), std::move(system));
}

Conversation bfcl_conversation(const BfclPrompts& prompts, const core::Value& functions, std::vector<Message> messages,
                               const PromptFormat& format) {
  Conversation conversation;
  conversation.messages = std::move(messages);
  put_system_prompt(conversation.messages, prompts.system_prompt(functions, format));
  return conversation;
}

core::Value bfcl_function(const ToolSpec& tool) {
  core::Value function = tool.definition;
  if (!function.as_dict().contains("description")) function.as_dict()["description"] = "";
  if (core::Value* parameters = function.as_dict().find("parameters")) to_bfcl_types(*parameters);
  return function;
}

Conversation in_prompt_form(const BfclPrompts& prompts, const Conversation& conversation) {
  Conversation result;
  result.messages = conversation.messages;
  for (Message& message : result.messages) {
    if (message.tool_calls.empty()) continue;
    if (!message.content.empty()) message.content += "\n";
    message.content += format_python_calls(message.tool_calls);
    message.tool_calls.clear();
  }
  core::List functions;
  for (const ToolSpec& tool : conversation.tools) {
    functions.push_back(prompts.apply_language_hint(bfcl_function(tool), DocLanguage::python));
  }
  put_system_prompt(result.messages, prompts.system_prompt(functions));
  return result;
}

}  // namespace chat
