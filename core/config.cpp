#include "core/config.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "core/python_text.h"
#include "core/text.h"

namespace core {
namespace {

template <class Number>
bool parse_whole(const std::string& text, Number& number) {
  const char* first = text.data() + (text.starts_with('+') ? 1 : 0);
  const auto [end, code] = std::from_chars(first, text.data() + text.size(), number);
  return code == std::errc() && end == text.data() + text.size() && first != end;
}

// YAML 1.2 core schema; quoted scalars carry the tag "!" and stay text.
Value scalar_value(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;
  if (text.empty() || text == "~" || text == "null") return nullptr;
  if (text == "true") return true;
  if (text == "false") return false;
  int64_t integer = 0;
  if (parse_whole(text, integer)) return integer;
  double real = 0;
  if (parse_whole(text, real) && std::isfinite(real)) return real;
  return text;
}

Value node_value(const YAML::Node& node, std::string_view source) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return scalar_value(node);
    case YAML::NodeType::Sequence: {
      List items;
      for (const auto& item : node) items.push_back(node_value(item, source));
      return items;
    }
    case YAML::NodeType::Map: {
      Dict dict;
      for (const auto& item : node) {
        const std::string key = item.first.Scalar();
        if (dict.contains(key)) {
          throw usage_error(format("{}:{}: key `{}` appears twice", source, item.first.Mark().line + 1, key));
        }
        dict[key] = node_value(item.second, source);
      }
      return dict;
    }
    default:
      return nullptr;
  }
}

void emit(YAML::Emitter& out, const Value& value) {
  if (value.is_dict()) {
    out << YAML::BeginMap;
    for (const auto& [key, item] : value.as_dict()) {
      out << YAML::Key << key.as_string() << YAML::Value;
      emit(out, item);
    }
    out << YAML::EndMap;
  } else if (value.is_list()) {
    out << YAML::Flow << YAML::BeginSeq;
    for (const Value& item : value.as_list()) emit(out, item);
    out << YAML::EndSeq;
  } else if (value.is_string()) {
    // Text that would read back as something else is quoted.
    YAML::Node probe(value.as_string());
    const bool plain = !value.as_string().empty() && scalar_value(probe).is_string();
    if (plain) {
      out << value.as_string();
    } else {
      out << YAML::DoubleQuoted << value.as_string();
    }
  } else if (value.is_none()) {
    out << YAML::Null;
  } else if (value.is_bool()) {
    out << value.as_bool();
  } else {
    out << python_str(value);
  }
}

Error wrong_type(std::string_view key, std::string_view expected, const Value& found) {
  return usage_error(
      format("config key `{}`: expected {}, found {} {}", key, expected, found.type_name(), dump_json(found)));
}

}  // namespace

void detail::read_field(const Value& value, std::string_view key, bool& field) {
  if (!value.is_bool()) throw wrong_type(key, "true or false", value);
  field = value.as_bool();
}

void detail::read_field(const Value& value, std::string_view key, int64_t& field) {
  const bool whole_float =
      value.is_float() && std::trunc(value.as_double()) == value.as_double() && std::abs(value.as_double()) < 9e15;
  if (whole_float) {
    field = static_cast<int64_t>(value.as_double());  // 1e6 is how people write a million
  } else if (value.type() == Value::Type::integer) {
    field = value.as_int();
  } else {
    throw wrong_type(key, "a whole number", value);
  }
}

void detail::read_field(const Value& value, std::string_view key, double& field) {
  if (!value.is_number()) throw wrong_type(key, "a number", value);
  field = value.as_double();
}

void detail::read_field(const Value& value, std::string_view key, std::string& field) {
  if (value.is_string()) {
    field = value.as_string();
  } else if (value.is_none()) {
    field.clear();
  } else if (value.is_list() || value.is_dict()) {
    throw wrong_type(key, "text", value);
  } else {
    field = python_str(value);
  }
}

const Dict& detail::Reader::as_section(const Value& value, std::string_view path) {
  static const Dict kEmpty;
  if (value.is_none()) return kEmpty;
  if (!value.is_dict()) throw wrong_type(path, "a section of keys", value);
  return value.as_dict();
}

void detail::Reader::reject_unknown() const {
  for (const auto& [key, value] : dict_) {
    const std::string& name = key.as_string();
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const std::string prefix = path_.empty() ? "" : path_ + ".";
    const std::string nearest = nearest_text(name, known_);
    throw usage_error(format("unknown config key `{}{}`", prefix, name),
                      nearest.empty() ? "" : format("did you mean `{}{}`?", prefix, nearest));
  }
}

void detail::Helper::add(std::string_view key, const Value& value, std::string_view help) {
  std::string left = format("  {}{} = {}", path_, key, dump_json(value));
  left.resize(std::max<size_t>(left.size() + 2, 44), ' ');
  text_ += left + std::string(help) + "\n";
}

Value parse_yaml(std::string_view text, std::string_view source_name) {
  try {
    return node_value(YAML::Load(std::string(text)), source_name);
  } catch (const YAML::Exception& error) {
    throw usage_error(
        format("{}:{}:{}: not valid YAML: {}", source_name, error.mark.line + 1, error.mark.column + 1, error.msg));
  }
}

std::string dump_yaml(const Value& value) {
  YAML::Emitter out;
  emit(out, value);
  return std::string(out.c_str()) + "\n";
}

void apply_override(Dict& root, std::string_view assignment) {
  const size_t equals = assignment.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    throw usage_error(format("`{}` is not an override", assignment), "write key.path=value");
  }
  std::string_view path = assignment.substr(0, equals);
  Dict* section = &root;
  for (size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    Value& inner = (*section)[path.substr(0, dot)];
    if (!inner.is_dict()) inner = Dict{};
    section = &inner.as_dict();
    path.remove_prefix(dot + 1);
  }
  (*section)[path] = parse_yaml(assignment.substr(equals + 1), assignment);
}

Dict load_config_dict(const std::filesystem::path& file, std::span<const std::string> overrides) {
  Dict root;
  if (!file.empty()) {
    Value value = parse_yaml(read_file(file), file.string());
    if (!value.is_none() && !value.is_dict()) {
      throw usage_error(format("{}: a config is a list of `key: value` lines", file.string()));
    }
    if (value.is_dict()) root = std::move(value.as_dict());
  }
  for (const std::string& assignment : overrides) apply_override(root, assignment);
  return root;
}

}  // namespace core
