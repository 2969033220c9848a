#include "chat/constraint/shape.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/python_text.h"
#include "core/text.h"
#include "core/utf8.h"

namespace chat::constraint {
namespace {

using core::Value;
using Kind = Shape::Kind;

constexpr int kDepth = 8;           // of references in references
constexpr size_t kMostItems = 256;  // of a list that is counted

struct NamedKind {
  std::string_view name;
  Kind kind;
};
// JSON Schema's types, Python's, and what the benchmark's documents call others.
constexpr std::array kTypes = {
    NamedKind{"string", Kind::string},   NamedKind{"str", Kind::string},      NamedKind{"String", Kind::string},
    NamedKind{"char", Kind::string},     NamedKind{"integer", Kind::integer}, NamedKind{"int", Kind::integer},
    NamedKind{"Integer", Kind::integer}, NamedKind{"long", Kind::integer},    NamedKind{"short", Kind::integer},
    NamedKind{"byte", Kind::integer},    NamedKind{"number", Kind::number},   NamedKind{"float", Kind::number},
    NamedKind{"double", Kind::number},   NamedKind{"boolean", Kind::boolean}, NamedKind{"bool", Kind::boolean},
    NamedKind{"Boolean", Kind::boolean}, NamedKind{"null", Kind::null},       NamedKind{"None", Kind::null},
    NamedKind{"NoneType", Kind::null},   NamedKind{"array", Kind::list},      NamedKind{"list", Kind::list},
    NamedKind{"Array", Kind::list},      NamedKind{"ArrayList", Kind::list},  NamedKind{"tuple", Kind::tuple},
    NamedKind{"object", Kind::object},   NamedKind{"dict", Kind::object},     NamedKind{"HashMap", Kind::object},
    NamedKind{"any", Kind::any},         NamedKind{"Any", Kind::any}};

constexpr std::array<std::string_view, 11> kRefused = {"not",
                                                       "if",
                                                       "then",
                                                       "else",
                                                       "patternProperties",
                                                       "dependentRequired",
                                                       "dependentSchemas",
                                                       "dependencies",
                                                       "propertyNames",
                                                       "contains",
                                                       "$dynamicRef"};
constexpr std::array<std::string_view, 12> kLeftToTheModel = {
    "pattern",          "minLength",  "maxLength",   "minimum",       "maximum",       "exclusiveMinimum",
    "exclusiveMaximum", "multipleOf", "uniqueItems", "minProperties", "maxProperties", "contentEncoding"};

bool fits(Kind kind, const Value& value) {
  switch (kind) {
    case Kind::string:
      return value.is_string();
    case Kind::integer:
      return value.is_int();
    case Kind::number:
      return value.is_number();
    case Kind::boolean:
      return value.is_bool();
    case Kind::null:
      return value.is_none();
    case Kind::list:
    case Kind::tuple:
      return value.is_list();
    case Kind::object:
      return value.is_dict();
    default:
      return true;
  }
}

ShapePtr make(Shape shape) {
  return std::make_shared<const Shape>(std::move(shape));
}
ShapePtr of_kind(Kind kind) {
  Shape shape;
  shape.kind = kind;
  return make(std::move(shape));
}

std::string shown(std::string_view name) {
  constexpr size_t kLongest = 60;
  const std::string repr = core::python_repr_string(core::utf8_prefix(name, kLongest));
  return repr.substr(1, repr.size() - 2);
}

[[noreturn]] void fail(const std::string& path, const std::string& what, std::string hint = {}) {
  throw core::usage_error(path + ": " + what, std::move(hint));
}

class Reader {
 public:
  Reader(const Value& root, const SchemaRules& rules) : root_(root), rules_(rules) {}

  // nullptr: a schema that has no values within the depth.
  ShapePtr read(const Value& schema, const std::string& path, int depth);
  ShapePtr read_object(const core::Dict& schema, const std::string& path, int depth);

 private:
  ShapePtr read_dict(const core::Dict& schema, const std::string& path, int depth);
  ShapePtr read_reference(const Value& reference, const std::string& path, int depth);
  ShapePtr read_choice(const Value& options, const std::string& path, int depth);
  ShapePtr read_values(const core::Dict& schema, const std::vector<Kind>& kinds, const std::string& path);
  ShapePtr read_kind(Kind kind, const core::Dict& schema, const std::string& path, int depth);
  ShapePtr read_list(const core::Dict& schema, const std::string& path, int depth);
  ShapePtr read_tuple(const core::Dict& schema, const std::string& path, int depth);
  ShapePtr read_map(const Value* values, const std::string& path, int depth);
  std::vector<Kind> kinds(const core::Dict& schema, const std::string& path) const;
  static size_t count(const core::Dict& schema, std::string_view name, size_t fallback, const std::string& path);
  void refuse_what_cannot_be(const core::Dict& schema, const std::string& path) const;

  const Value& root_;
  const SchemaRules& rules_;
  std::map<std::pair<std::string, int>, ShapePtr> references_;
};

ShapePtr Reader::read(const Value& schema, const std::string& path, int depth) {
  if (schema.is_bool() && schema.as_bool()) return of_kind(Kind::any);
  if (!schema.is_dict()) fail(path, core::format("a schema is an object, and this is a {}", schema.type_name()));
  return read_dict(schema.as_dict(), path, depth);
}

void Reader::refuse_what_cannot_be(const core::Dict& schema, const std::string& path) const {
  for (const std::string_view name : kRefused) {
    if (schema.contains(name)) fail(path, core::format("replies cannot be constrained to `{}`", name), "leave it out");
  }
  if (!rules_.strict) return;
  for (const std::string_view name : kLeftToTheModel) {
    if (schema.contains(name)) {
      fail(path, core::format("replies cannot be constrained to `{}`", name), "leave it out, or do not ask for strict");
    }
  }
}

ShapePtr Reader::read_dict(const core::Dict& schema, const std::string& path, int depth) {
  if (const Value* reference = schema.find("$ref")) return read_reference(*reference, path, depth);
  refuse_what_cannot_be(schema, path);
  const std::vector<Kind> kinds = this->kinds(schema, path);
  if (schema.contains("enum") || schema.contains("const")) {
    if (ShapePtr values = read_values(schema, kinds, path)) return values;
  }
  for (const std::string_view name : {"anyOf", "oneOf"}) {
    if (const Value* options = schema.find(name)) return read_choice(*options, path + "." + std::string(name), depth);
  }
  if (const Value* all = schema.find("allOf")) {
    if (all->is_list() && all->as_list().size() == 1) return read(all->as_list()[0], path + ".allOf[0]", depth);
    fail(path, "replies cannot be constrained to an `allOf` of several schemas", "write them as one");
  }
  Shape choice;
  choice.kind = Kind::choice;
  for (const Kind kind : kinds) {
    if (ShapePtr shape = read_kind(kind, schema, path, depth)) choice.parts.push_back(std::move(shape));
  }
  if (schema.find("nullable") != nullptr && *schema.find("nullable") == Value(true)) {
    choice.parts.push_back(of_kind(Kind::null));
  }
  if (choice.parts.empty()) return nullptr;
  return choice.parts.size() == 1 ? choice.parts[0] : make(std::move(choice));
}

std::vector<Kind> Reader::kinds(const core::Dict& schema, const std::string& path) const {
  const Value* type = schema.find("type");
  if (type == nullptr) {
    if (schema.contains("properties")) return {Kind::object};
    if (schema.contains("items") || schema.contains("prefixItems")) return {Kind::list};
    return {Kind::any};
  }
  std::vector<Kind> kinds;
  const auto add = [&](const Value& name) {
    const auto* found = std::ranges::find_if(
        kTypes, [&](const NamedKind& known) { return name.is_string() && known.name == name.as_string(); });
    if (found == kTypes.end()) {
      fail(path,
           name.is_string() ? core::format("the type '{}' is not known", shown(name.as_string()))
                            : core::format("a type is a text, and this is a {}", name.type_name()),
           "known are string, integer, number, boolean, array, object, null, and Python's names of them");
    }
    kinds.push_back(found->kind);
  };
  if (type->is_list()) {
    for (const Value& name : type->as_list()) add(name);
    if (kinds.empty()) fail(path, "`type` names no type");
  } else {
    add(*type);
  }
  return kinds;
}

ShapePtr Reader::read_reference(const Value& reference, const std::string& path, int depth) {
  if (!reference.is_string() || !reference.as_string().starts_with('#')) {
    fail(path, "`$ref` must point into this schema (#/$defs/…)");
  }
  if (depth == 0) return nullptr;
  const std::string& pointer = reference.as_string();
  const auto [known, is_new] = references_.try_emplace({pointer, depth});
  if (!is_new) return known->second;
  const Value* at = &root_;
  for (const std::string& step : core::split(std::string_view(pointer).substr(1), '/')) {
    if (step.empty()) continue;
    at = at->find(core::replace_all(core::replace_all(step, "~1", "/"), "~0", "~"));
    if (at == nullptr) fail(path, core::format("`$ref` points to {}, which is not there", shown(pointer)));
  }
  return known->second = read(*at, path, depth - 1);
}

ShapePtr Reader::read_choice(const Value& options, const std::string& path, int depth) {
  if (!options.is_list() || options.as_list().empty()) fail(path, "must be a list of schemas");
  Shape choice;
  choice.kind = Kind::choice;
  for (size_t i = 0; i < options.as_list().size(); ++i) {
    if (ShapePtr shape = read(options.as_list()[i], core::format("{}[{}]", path, i), depth)) {
      choice.parts.push_back(std::move(shape));
    }
  }
  return choice.parts.empty() ? nullptr : make(std::move(choice));
}

// Values of other types than the schema's own are no values of it. Where none is left, those who wrote it meant
// something else: values of a list's items, or another type. nullptr: the items'.
ShapePtr Reader::read_values(const core::Dict& schema, const std::vector<Kind>& kinds, const std::string& path) {
  Shape shape;
  shape.kind = Kind::values;
  core::List given;
  if (const Value* constant = schema.find("const")) {
    given.push_back(*constant);
  } else {
    const Value& values = schema.at("enum");
    if (!values.is_list() || values.as_list().empty()) fail(path, "`enum` must be a list of values");
    given = values.as_list();
  }
  for (const Value& value : given) {
    if (std::ranges::any_of(kinds, [&](Kind kind) { return fits(kind, value); })) shape.values.push_back(value);
  }
  const bool is_list = std::ranges::find(kinds, Kind::list) != kinds.end();
  if (shape.values.empty() && is_list && schema.contains("items")) return nullptr;
  if (shape.values.empty()) shape.values = std::move(given);
  return make(std::move(shape));
}

ShapePtr Reader::read_kind(Kind kind, const core::Dict& schema, const std::string& path, int depth) {
  if (kind == Kind::list) return read_list(schema, path, depth);
  if (kind == Kind::tuple) return read_tuple(schema, path, depth);
  if (kind == Kind::object) return read_object(schema, path, depth);
  return of_kind(kind);
}

size_t Reader::count(const core::Dict& schema, std::string_view name, size_t fallback, const std::string& path) {
  const Value* value = schema.find(name);
  if (value == nullptr) return fallback;
  if (value->type() != Value::Type::integer || value->as_int() < 0) {
    fail(path, core::format("`{}` must be a count", name));
  }
  return static_cast<size_t>(value->as_int());
}

ShapePtr Reader::read_list(const core::Dict& schema, const std::string& path, int depth) {
  if (schema.contains("prefixItems")) return read_tuple(schema, path, depth);
  Shape shape;
  shape.kind = Kind::list;
  const Value* items = schema.find("items");
  if (items != nullptr && items->is_dict() && !items->as_dict().contains("enum") && schema.contains("enum")) {
    core::Dict limited = items->as_dict();
    limited["enum"] = schema.at("enum");
    shape.items = read(limited, path + ".items", depth);
  } else {
    shape.items = items == nullptr ? of_kind(Kind::any) : read(*items, path + ".items", depth);
  }
  shape.least = count(schema, "minItems", 0, path);
  shape.most = count(schema, "maxItems", Shape::kUnbounded, path);
  if (shape.least > shape.most) fail(path, "`minItems` is above `maxItems`");
  if (shape.least > kMostItems || (shape.most != Shape::kUnbounded && shape.most > kMostItems)) {
    fail(path, core::format("lists of more than {} items cannot be counted", kMostItems),
         "leave minItems, maxItems out");
  }
  if (shape.items == nullptr && shape.least > 0) return nullptr;
  return make(std::move(shape));
}

ShapePtr Reader::read_tuple(const core::Dict& schema, const std::string& path, int depth) {
  Shape shape;
  shape.kind = Kind::tuple;
  const Value* parts = schema.find("prefixItems");
  const Value* items = schema.find("items");
  std::string_view name = "prefixItems";
  if (parts == nullptr && items != nullptr && items->is_list()) {
    parts = items;
    name = "items";
  }
  if (parts == nullptr) {
    shape.items = items == nullptr ? of_kind(Kind::any) : read(*items, path + ".items", depth);
    return make(std::move(shape));
  }
  if (!parts->is_list() || parts->as_list().empty()) fail(path, core::format("`{}` must be a list of schemas", name));
  for (size_t i = 0; i < parts->as_list().size(); ++i) {
    shape.parts.push_back(read(parts->as_list()[i], core::format("{}.{}[{}]", path, name, i), depth));
    if (shape.parts.back() == nullptr) return nullptr;
  }
  return make(std::move(shape));
}

ShapePtr Reader::read_map(const Value* values, const std::string& path, int depth) {
  Shape shape;
  shape.kind = Kind::map;
  const bool any = values == nullptr || values->is_bool();
  shape.items = any ? of_kind(Kind::any) : read(*values, path + ".additionalProperties", depth);
  return make(std::move(shape));
}

ShapePtr Reader::read_object(const core::Dict& schema, const std::string& path, int depth) {
  const Value* properties = schema.find("properties");
  const Value* others = schema.find("additionalProperties");
  const bool closed = others != nullptr && others->is_bool() && !others->as_bool();
  if (properties != nullptr && !properties->is_dict()) fail(path, "`properties` must be an object");
  const Value* required = schema.find("required");
  if (required != nullptr && !required->is_none() && !required->is_list()) {
    fail(path, "`required` must be a list of names");
  }
  Shape shape;
  shape.kind = Kind::object;
  std::vector<std::string> names;
  if (required != nullptr && required->is_list()) {
    for (const Value& name : required->as_list()) {
      if (!name.is_string()) fail(path, "`required` must be a list of names");
      names.push_back(name.as_string());
    }
  }
  const bool named = (properties != nullptr && !properties->as_dict().empty()) || !names.empty();
  if (!named && !closed) return read_map(others, path, depth);
  const auto add = [&](const std::string& name, ShapePtr value) {
    const bool needed = std::ranges::find(names, name) != names.end();
    if (value == nullptr) return !needed;  // what has no value may stay away
    shape.properties.push_back({name, std::move(value), needed});
    return true;
  };
  if (properties != nullptr) {
    for (const auto& [key, value] : properties->as_dict()) {
      if (!key.is_string()) fail(path, "the name of a property is no text");
      if (!add(key.as_string(), read(value, path + "." + shown(key.as_string()), depth))) return nullptr;
    }
  }
  for (const std::string& name : names) {
    const auto known = [&](const Property& property) { return property.name == name; };
    if (!std::ranges::any_of(shape.properties, known)) add(name, of_kind(Kind::any));
  }
  return make(std::move(shape));
}

ShapePtr with_values(ShapePtr shape, const std::string& path) {
  if (shape == nullptr) fail(path, "no value ends: the schema needs itself without end");
  return shape;
}

}  // namespace

ShapePtr read_schema(const Value& schema, const std::string& path, const SchemaRules& rules) {
  return with_values(Reader(schema, rules).read(schema, path, kDepth), path);
}

ShapePtr read_parameters(const core::Dict* parameters, const std::string& path, const SchemaRules& rules) {
  core::Dict schema = parameters == nullptr ? core::Dict() : *parameters;
  // A function without parameters takes none, whereas an object without properties is any.
  if (!schema.contains("additionalProperties")) schema["additionalProperties"] = false;
  if (!schema.contains("$ref")) schema["type"] = "object";
  const Value root(std::move(schema));
  ShapePtr shape = with_values(Reader(root, rules).read(root, path, kDepth), path);
  if (shape->kind != Kind::object && shape->kind != Kind::map) fail(path, "parameters must be an object");
  return shape;
}

}  // namespace chat::constraint
