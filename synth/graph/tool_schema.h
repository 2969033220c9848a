// A tool's document, read: parameters with types, defaults and choices, fields of the response, and how a result says
// that it failed. The choices and the response are where this benchmark's documents put them: in the descriptions.
// Knows no world and no graph.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "core/value.h"
#include "env/environment.h"

namespace synth {

struct SchemaParam {
  std::string name;
  std::string type;  // "string", "integer", "float", "boolean", …
  std::string description;
  bool required = false;
  core::Value default_value;
  core::List choices;              // enum, or "[Enum]: a, b", or "options are: a, b"
  std::vector<std::string> words;  // of name and description, without filler
};

struct SchemaField {
  std::string path;  // "invoice.booking_id"
  std::string type;
  std::vector<std::string> words;
};

struct ToolSchema {
  std::string name;
  std::string description;
  std::vector<SchemaParam> params;
  std::vector<SchemaField> fields;
  std::vector<std::string> verdicts;  // fields that are "True if successful"

  explicit ToolSchema(const chat::ToolSpec& spec);

  const SchemaParam* param(std::string_view param_name) const;
  // The call did what it is for: the world accepted it, and no field says that it failed.
  bool succeeded(const env::ToolResult& result) const;
  // It succeeded, but found nothing: every field is an empty text, list or dict.
  static bool is_vacuous(const env::ToolResult& result);
};

// Lower-case words of an identifier or a description, without filler words; plurals lose their s.
std::vector<std::string> content_words(std::string_view text);
bool share_word(const std::vector<std::string>& a, const std::vector<std::string>& b);
// "number", "text", "truth" or "": types that may flow into each other share a family.
std::string_view type_family(std::string_view type);
std::string_view value_family(const core::Value& value);

}  // namespace synth
