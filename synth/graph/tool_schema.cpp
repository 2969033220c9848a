#include "synth/graph/tool_schema.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace synth {
namespace {

using core::Dict;
using core::Value;

constexpr auto kFiller = std::to_array<std::string_view>(
    {"the",  "a",     "an",    "of",      "to",   "in",   "for",  "from",  "by",     "is",   "it",  "this",    "that",
     "and",  "or",    "if",    "on",      "with", "be",   "can",  "only",  "you",    "all",  "any", "default", "none",
     "no",   "not",   "given", "used",    "use",  "user", "true", "false", "option", "here", "are", "format",  "name",
     "list", "value", "enum",  "default", "will", "has",  "been", "as",    "at",     "its"});

// What follows `mark` up to the end of the sentence, split at commas.
core::List choices_after(std::string_view text, std::string_view mark) {
  core::List choices;
  const size_t found = text.find(mark);
  if (found == std::string_view::npos) return choices;
  std::string_view rest = text.substr(found + mark.size());
  rest = rest.substr(0, std::min(rest.find_first_of(".;\n"), rest.size()));
  for (const std::string& part : core::split(rest, ',')) {
    std::string_view choice = core::trim(part);
    while (!choice.empty() && std::string_view("[]\"'").find(choice.front()) != std::string_view::npos) {
      choice.remove_prefix(1);
    }
    while (!choice.empty() && std::string_view("[]\"'").find(choice.back()) != std::string_view::npos) {
      choice.remove_suffix(1);
    }
    if (!choice.empty()) choices.emplace_back(choice);
  }
  return choices;
}

core::List read_choices(const Value& schema, std::string_view description) {
  const Value* declared = schema.find("enum");
  if (declared != nullptr && declared->is_list()) return declared->as_list();
  for (const std::string_view mark : {"[Enum]:", "ptions are:"}) {
    core::List choices = choices_after(description, mark);
    if (choices.size() > 1) return choices;
  }
  return {};
}

std::vector<std::string> words_of(std::string_view name, std::string_view description) {
  std::vector<std::string> words = content_words(name);
  for (std::string& word : content_words(description)) words.push_back(std::move(word));
  return words;
}

void read_fields(const Value& schema, const std::string& path, ToolSchema& out) {
  const Value* properties = schema.find("properties");
  if (properties == nullptr || !properties->is_dict()) return;
  for (const auto& [key, field] : properties->as_dict()) {
    if (!key.is_string() || !field.is_dict()) continue;
    const std::string here = path.empty() ? key.as_string() : path + "." + key.as_string();
    const std::string description = field.get_string("description");
    std::string type = field.get_string("type");
    if (const Value* items = field.find("items"); items != nullptr && items->is_dict())
      type = items->get_string("type");
    if (description.find("True if successful") != std::string::npos) out.verdicts.push_back(key.as_string());
    out.fields.push_back({here, type, words_of(key.as_string(), description)});
    read_fields(field, here, out);
  }
}

}  // namespace

std::vector<std::string> content_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    if (word.size() > 3 && word.back() == 's' && word[word.size() - 2] != 's') word.pop_back();
    const bool filler = word.size() < 2 || std::ranges::find(kFiller, word) != kFiller.end();
    if (!filler && std::ranges::find(words, word) == words.end()) words.push_back(word);
    word.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z');
    const bool after_lower = i > 0 && text[i - 1] >= 'a' && text[i - 1] <= 'z';
    if (!letter || (upper && after_lower)) close();
    if (letter) word += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  close();
  return words;
}

bool share_word(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::any_of(a, [&](const std::string& word) { return std::ranges::find(b, word) != b.end(); });
}

std::string_view type_family(std::string_view type) {
  if (type == "integer" || type == "float" || type == "number") return "number";
  if (type == "boolean") return "truth";
  return type == "string" ? "text" : "";
}

std::string_view value_family(const Value& value) {
  if (value.is_number()) return "number";
  if (value.is_bool()) return "truth";
  return value.is_string() ? "text" : "";
}

ToolSchema::ToolSchema(const chat::ToolSpec& spec) : name(spec.name()), description(spec.description()) {
  const Dict* parameters = spec.parameters();
  const Value* properties = parameters == nullptr ? nullptr : parameters->find("properties");
  const Value* required = parameters == nullptr ? nullptr : parameters->find("required");
  if (properties != nullptr && properties->is_dict()) {
    for (const auto& [key, schema] : properties->as_dict()) {
      if (!key.is_string() || !schema.is_dict()) continue;
      SchemaParam param;
      param.name = key.as_string();
      param.type = schema.get_string("type");
      param.description = schema.get_string("description");
      param.required = required != nullptr && required->is_list() &&
                       std::ranges::find(required->as_list(), key) != required->as_list().end();
      if (const Value* value = schema.find("default")) param.default_value = *value;
      param.choices = read_choices(schema, param.description);
      param.words = words_of(param.name, param.description);
      params.push_back(std::move(param));
    }
  }
  if (const Value* response = spec.definition.find("response")) read_fields(*response, {}, *this);
}

const SchemaParam* ToolSchema::param(std::string_view param_name) const {
  const auto found = std::ranges::find(params, param_name, &SchemaParam::name);
  return found == params.end() ? nullptr : &*found;
}

bool ToolSchema::succeeded(const env::ToolResult& result) const {
  return result.ok && std::ranges::none_of(verdicts, [&](const std::string& verdict) {
           const Value* said = result.value.find(verdict);
           return said != nullptr && said->is_bool() && !said->as_bool();
         });
}

bool ToolSchema::is_vacuous(const env::ToolResult& result) {
  const auto is_empty = [](const Value& value) {
    return (value.is_string() && value.as_string().empty()) || (value.is_list() && value.as_list().empty()) ||
           (value.is_dict() && value.as_dict().empty());
  };
  if (!result.value.is_dict()) return result.value.is_list() && result.value.as_list().empty();
  const Dict& fields = result.value.as_dict();
  return !fields.empty() &&
         std::ranges::all_of(fields, [&](const core::DictItem& item) { return is_empty(item.value); });
}

}  // namespace synth
