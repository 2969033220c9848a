// Random tools, and a judge of arguments that reads their schemas on its own.
#pragma once

#include <algorithm>
#include <string>

#include "chat/message.h"
#include "core/format.h"
#include "core/rng.h"
#include "core/value.h"

namespace constraint_test {

using core::Dict;
using core::List;
using core::Value;

class RandomSchemas {
 public:
  explicit RandomSchemas(uint64_t seed) : rng_(seed, 0) {}

  size_t below(size_t n) { return static_cast<size_t>(rng_.index(n)); }
  bool chance(double p) { return rng_.uniform() < p; }

  std::string word() {
    static const List kWords = {"a",     "b",          "city", "unit",  "größe",    "日付",
                                "class", "with space", "a\"b", "it's",  "back\\sl", "tab\t",
                                "x",     "xy",         "xyz",  "naïve", "None",     "temperature"};
    return kWords[below(kWords.size())].as_string();
  }

  Value schema(int depth) {
    switch (below(depth > 0 ? 15 : 9)) {
      case 0:
        return Dict{{"type", "string"}};
      case 1:
        return Dict{{"type", "integer"}};
      case 2:
        return Dict{{"type", chance(0.5) ? "number" : "float"}};
      case 3:
        return Dict{{"type", "boolean"}};
      case 4: {
        List values = {word(), word(), word() + "!"};
        return Dict{{"type", "string"}, {"enum", values}};
      }
      case 5:
        return Dict{{"enum", List{1, 2.5, "x", nullptr, true, List{1, "y"}, Dict{{"k", "v"}}}}};
      case 6:
        return Dict{{"const", word()}};
      case 7:
        return Dict{{"type", List{"string", "null"}}};
      case 8:
        return chance(0.3) ? Value(Dict()) : Value(Dict{{"type", "null"}});
      case 9:
        return Dict{{"type", "array"}, {"items", schema(depth - 1)}};
      case 10: {
        const int least = static_cast<int>(below(3));
        return Dict{{"type", "array"},
                    {"items", schema(depth - 1)},
                    {"minItems", least},
                    {"maxItems", least + static_cast<int>(below(3))}};
      }
      case 11:
        return Dict{{"type", "tuple"}, {"items", schema(depth - 1)}};
      case 12:
        return Dict{{"type", "array"}, {"prefixItems", List{schema(depth - 1), schema(depth - 1)}}};
      case 13:
        return Dict{{"anyOf", List{schema(depth - 1), schema(depth - 1)}}};
      default:
        return object(depth - 1, below(5));
    }
  }

  Value object(int depth, size_t most) {
    Dict properties;
    List required;
    for (size_t i = 0; i < most; ++i) {
      const std::string name = chance(0.5) ? word() : core::format("p{}", i);
      properties[name] = schema(depth);
      if (chance(0.5)) required.emplace_back(name);
    }
    Dict out{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    out["required"] = required;
    return out;
  }

  chat::ToolSpec tool(size_t index) {
    return {Dict{{"name", core::format(chance(0.5) ? "tool_{}" : "pack.age_{}", index)},
                 {"parameters", object(2, below(6))}}};
  }

 private:
  core::Rng rng_;
};

inline bool conforms(const Value& schema, const Value& value);

inline bool is_of_type(const std::string& type, const Dict& schema, const Value& value) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int();
  if (type == "number" || type == "float") return value.is_number();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_none();
  if (type == "array" || type == "tuple") {
    if (!value.is_list() && !(value.is_tuple() && (type == "tuple" || schema.contains("prefixItems")))) return false;
    const List& items = value.is_list() ? value.as_list() : value.as_tuple().items;
    if (const Value* parts = schema.find("prefixItems")) {
      if (parts->as_list().size() != items.size()) return false;
      for (size_t i = 0; i < items.size(); ++i) {
        if (!conforms(parts->as_list()[i], items[i])) return false;
      }
      return true;
    }
    if (const Value* least = schema.find("minItems"); least && items.size() < static_cast<size_t>(least->as_int())) {
      return false;
    }
    if (const Value* most = schema.find("maxItems"); most && items.size() > static_cast<size_t>(most->as_int())) {
      return false;
    }
    const Value* of = schema.find("items");
    return of == nullptr || std::ranges::all_of(items, [&](const Value& item) { return conforms(*of, item); });
  }
  if (type == "object" || type == "dict") {
    if (!value.is_dict()) return false;
    const Value* properties = schema.find("properties");
    if (properties == nullptr) return true;
    for (const auto& [key, inner] : value.as_dict()) {
      const Value* known = properties->find(key.as_string());
      if (known == nullptr || !conforms(*known, inner)) return false;
    }
    const Value* required = schema.find("required");
    return required == nullptr || std::ranges::all_of(required->as_list(), [&](const Value& name) {
             return value.as_dict().contains(name.as_string());
           });
  }
  return type == "any";
}

inline bool conforms(const Value& schema, const Value& value) {
  const Dict& fields = schema.as_dict();
  if (const Value* values = fields.find("enum")) {
    return std::ranges::any_of(values->as_list(), [&](const Value& one) { return core::identical(one, value); });
  }
  if (const Value* constant = fields.find("const")) return core::identical(*constant, value);
  if (const Value* options = fields.find("anyOf")) {
    return std::ranges::any_of(options->as_list(), [&](const Value& one) { return conforms(one, value); });
  }
  const Value* type = fields.find("type");
  if (type == nullptr) return true;
  if (type->is_string()) return is_of_type(type->as_string(), fields, value);
  return std::ranges::any_of(type->as_list(),
                             [&](const Value& one) { return is_of_type(one.as_string(), fields, value); });
}

}  // namespace constraint_test
