// A JSON schema as what can be written for it: the part of JSON Schema, and of the benchmark's own type names, that a
// constraint holds a model to. Knows no notation.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/value.h"

namespace chat::constraint {

struct Shape;
using ShapePtr = std::shared_ptr<const Shape>;

struct Property {
  std::string name;
  ShapePtr shape;
  bool required = false;
};

struct Shape {
  enum class Kind { any, string, integer, number, boolean, null, list, tuple, object, map, values, choice };

  Kind kind = Kind::any;
  std::vector<Property> properties;  // object: any order, each at most once, and no others
  ShapePtr items;                    // list, tuple without parts, map: of each value; nullptr: no value can be there
  std::vector<ShapePtr> parts;       // tuple: of its items; choice: one of them
  std::vector<core::Value> values;   // one of them
  size_t least = 0;                  // items of a list
  size_t most = kUnbounded;

  static constexpr size_t kUnbounded = ~size_t{0};
};

struct SchemaRules {
  // What a schema asks and no constraint can hold (pattern, minimum …) is an error; else it is left to the model.
  bool strict = false;
};

// The values of a schema; nested values of a schema that refers to itself are at most eight deep.
// Throws core::Error(usage), with `path` in front, for what cannot be constrained, and for a schema without values.
ShapePtr read_schema(const core::Value& schema, const std::string& path, const SchemaRules& rules);

// The arguments of a function: an object, or a map where the schema names no properties and allows any.
ShapePtr read_parameters(const core::Dict* parameters, const std::string& path, const SchemaRules& rules);

}  // namespace chat::constraint
