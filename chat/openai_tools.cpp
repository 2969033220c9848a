#include "chat/openai_tools.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace chat {

namespace {

using core::Value;

// GORILLA_TO_OPENAPI; what it does not know is a string.
std::string_view openai_type(std::string_view type) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array kTypes = {Pair{"integer", "integer"}, Pair{"byte", "integer"},   Pair{"short", "integer"},
                                 Pair{"long", "integer"},    Pair{"Bigint", "integer"}, Pair{"number", "number"},
                                 Pair{"float", "number"},    Pair{"double", "number"},  Pair{"boolean", "boolean"},
                                 Pair{"bool", "boolean"},    Pair{"array", "array"},    Pair{"list", "array"},
                                 Pair{"tuple", "array"},     Pair{"Array", "array"},    Pair{"ArrayList", "array"},
                                 Pair{"Queue", "array"},     Pair{"Stack", "array"},    Pair{"dict", "object"},
                                 Pair{"object", "object"},   Pair{"HashMap", "object"}, Pair{"Hashtable", "object"}};
  const auto* found = std::find_if(kTypes.begin(), kTypes.end(), [&](const Pair& pair) { return pair.first == type; });
  return found == kTypes.end() ? "string" : found->second;
}

// Gives a schema its new type and returns it.
std::string_view set_type(core::Dict& schema) {
  const Value* type = schema.find("type");
  const std::string_view mapped = type == nullptr ? "string" : openai_type(type->as_string());
  schema["type"] = mapped;
  return mapped;
}

void convert_properties(core::Dict& properties);

// Lists of lists lose their types one level down and no further, as in the reference.
void convert_items(core::Dict& items) {
  const std::string_view type = set_type(items);
  if (Value* inner = items.find("items"); type == "array" && inner != nullptr) set_type(inner->as_dict());
  if (Value* inner = items.find("properties"); type == "object" && inner != nullptr)
    convert_properties(inner->as_dict());
}

void convert_parameter(core::Dict& parameter) {
  if (const Value* type = parameter.find("type"); type != nullptr && *type == Value("float")) {
    parameter["format"] = "float";
    const Value* description = parameter.find("description");
    parameter["description"] =
        (description == nullptr ? "" : description->as_string()) + " This is a float type value.";
  }
  const std::string_view type = set_type(parameter);
  if (type != "array" && type != "object") return;
  if (Value* properties = parameter.find("properties")) {
    convert_properties(properties->as_dict());
  } else if (Value* items = parameter.find("items")) {
    convert_items(items->as_dict());
  }
}

void convert_properties(core::Dict& properties) {
  for (core::DictItem& item : properties) convert_parameter(item.value.as_dict());
}

}  // namespace

core::List openai_tools(const core::List& functions) {
  core::List tools;
  for (Value function : functions) {
    core::Dict& fields = function.as_dict();
    std::string name = fields.at("name").as_string();
    std::replace(name.begin(), name.end(), '.', '_');
    fields["name"] = std::move(name);
    fields.at("parameters");  // throws where it is missing
    core::Dict& parameters = fields["parameters"].as_dict();
    parameters["type"] = "object";
    if (Value* properties = parameters.find("properties")) convert_properties(properties->as_dict());
    tools.emplace_back(core::Dict{{"type", "function"}, {"function", std::move(function)}});
  }
  return tools;
}

}  // namespace chat
