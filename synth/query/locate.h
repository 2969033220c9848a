// Where a value stands in a result, and how a person would point at it: "the only one", "the one ending in .csv",
// "the Visa". Knows results as values, no tools.
#pragma once

#include <optional>
#include <string>

#include "core/rng.h"
#include "core/value.h"

namespace synth::query {

// How one of several is meant.
struct Pick {
  enum class Kind {
    whole,  // there is nothing to choose
    only,   // there happens to be one
    first,  // in the order of the result
    last,
    ending,     // the only one whose name ends with `text`
    record,     // the only record whose `field` is `value`
    last_four,  // the only record whose `field` ends with `text`
    nearest,    // the one spelt most like `text`
  };
  Kind kind = Kind::whole;
  std::string text;
  std::string field;
  core::Value value;
};

struct Locator {
  enum class Shape {
    field,      // the field itself
    item,       // an item of the list in the field
    key,        // a key of the records in the field
    part,       // `part` of the dict in the field
    component,  // folders of a path in the field, or the name at its end
  };
  Shape shape = Shape::field;
  std::string field;  // empty: the result itself
  std::string part;   // of Shape::component "name" where it is the name at the end
  Pick pick;
};

// The place of `wanted` in a result and a way to point at it; nullopt where it is not there or nothing points at it
// alone. `rng` chooses between equally good ways.
std::optional<Locator> locate(const core::Value& result, const core::Value& wanted, core::Rng& rng);
// Whether the value stands anywhere in the result.
bool holds(const core::Value& result, const core::Value& wanted);
// The value that a locator means in some result; nullopt where the result has nothing or no single thing of the kind.
// Of Shape::component: the whole path.
std::optional<core::Value> read_at(const core::Value& result, const Locator& locator);

}  // namespace synth::query
