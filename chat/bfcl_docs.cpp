#include "chat/bfcl_docs.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "core/python_text.h"
#include "core/text.h"

namespace chat {

namespace {

// str(meta.get(key, fallback)).
std::string text_of(const core::Value& meta, std::string_view key, std::string_view fallback) {
  const core::Value* value = meta.find(key);
  return value == nullptr ? std::string(fallback) : core::python_str(*value);
}

std::string description_with_enum(const core::Value& meta) {
  std::string text = text_of(meta, "description", "");
  if (const core::Value* values = meta.find("enum"))
    text += core::format(" Enum values: {}.", core::python_str(*values));
  return text;
}

const core::Dict& properties_of(const core::Value& schema) {
  static const core::Dict none;
  const core::Value* properties = schema.find("properties");
  return properties == nullptr ? none : properties->as_dict();
}

// The element's type of an array or map in brackets, "array[string]".
std::string xml_type(const core::Value& meta) {
  const std::string type = text_of(meta, "type", "string");
  const core::Value* items = meta.find("items");
  const core::Value* item_type = items == nullptr ? nullptr : items->find("type");
  if (item_type != nullptr) return core::format("{}[{}]", type, core::python_str(*item_type));
  const core::Value* more = meta.find("additionalProperties");
  if (more == nullptr) return type;
  if (!more->is_dict())
    throw core::data_error(core::format("additionalProperties: expected an object, found {}", more->type_name()));
  return core::format("{}[{}]", type, text_of(*more, "type", "string"));
}

// Without a `required` list every parameter counts as required.
bool is_required(const core::Value& schema, const core::Value& name) {
  const core::Value* required = schema.find("required");
  if (required == nullptr || required->is_none()) return true;
  const core::List& names = required->as_list();
  return std::find(names.begin(), names.end(), name) != names.end();
}

void xml_params(std::string& out, const core::Value& schema, int indent_level) {
  const std::string indent(static_cast<size_t>(indent_level) * 2, ' ');
  for (const core::DictItem& item : properties_of(schema)) {
    const core::Value& meta = item.value;
    std::string attributes = core::format("name=\"{}\", type=\"{}\", required=\"{}\"", core::python_str(item.key),
                                          xml_type(meta), is_required(schema, item.key));
    if (const core::Value* value = meta.find("default"))
      attributes += core::format(" default=\"{}\"", core::python_repr(*value));
    out += indent + "<param " + core::replace_all(attributes, ",", "") + ">\n";
    out += indent + "  <desc>" + description_with_enum(meta) + "</desc>\n";
    if (meta.find("properties") != nullptr) {
      out += indent + "  <params>\n";
      xml_params(out, meta, indent_level + 2);
      out += indent + "  </params>\n";
    }
    out += indent + "</param>\n";
  }
}

std::string xml_doc(const core::Value& function) {
  std::string out = core::format("<function name=\"{}\">\n", core::python_str(function.at("name")));
  out += core::format("  <desc>{}</desc>\n  <params>\n", text_of(function, "description", ""));
  xml_params(out, function.at("parameters"), 2);
  out += "  </params>\n</function>\n";
  return out;
}

std::string python_type(const core::Value& meta) {
  if (!meta.is_dict()) throw core::data_error(core::format("a type: expected an object, found {}", meta.type_name()));
  const std::string type = text_of(meta, "type", "string");
  if (type == "string") return "str";
  if (type == "number") return "float";
  if (type == "integer") return "int";
  if (type == "boolean") return "bool";
  const core::Value* items = meta.find("items");
  if ((type == "array" || type == "list" || type == "tuple") && items != nullptr) {
    return core::format("list[{}]", python_type(*items));
  }
  if (type == "object" || type == "dict") {
    const core::Value* more = meta.find("additionalProperties");
    return more == nullptr ? "dict" : core::format("dict[str, {}]", python_type(*more));
  }
  return type;
}

void python_params(std::string& out, const core::Value& schema, size_t depth) {
  const std::string indent(8 + 4 * depth, ' ');
  for (const core::DictItem& item : properties_of(schema)) {
    const core::Value& meta = item.value;
    const core::Value* value = meta.find("default");
    const std::string note = value == nullptr ? "" : core::format(", default={}", core::python_repr(*value));
    out += core::format("{}{} ({}{}): {}\n", indent, core::python_str(item.key), python_type(meta), note,
                        description_with_enum(meta));
    python_params(out, meta, depth + 1);
  }
}

std::string python_doc(const core::Value& function) {
  std::string out = core::format("# Function: {}\n    \"\"\"\n", core::python_str(function.at("name")));
  out += core::format("    {}\n\n", text_of(function, "description", ""));
  const core::Value* schema = function.find("parameters");
  if (schema != nullptr && !properties_of(*schema).empty()) {
    out += "    Args:\n";
    python_params(out, *schema, 0);
  }
  out += "    \"\"\"\n";
  return out;
}

}  // namespace

std::string format_function_docs(const core::Value& functions, DocFormat format) {
  if (format == DocFormat::json) {
    core::JsonStyle style;
    style.ensure_ascii = true;
    style.indent = 4;
    style.item_separator = ",";
    return core::dump_json(functions, style);
  }
  std::vector<std::string> blocks;
  for (const core::Value& function : functions.as_list()) {
    if (format == DocFormat::xml) {
      blocks.push_back(xml_doc(function));
    } else {
      blocks.push_back(python_doc(function));
      blocks.emplace_back("\n");  // the original appends it as a block of its own
    }
  }
  return core::join(blocks, format == DocFormat::xml ? "\n" : "\n\n");
}

}  // namespace chat
