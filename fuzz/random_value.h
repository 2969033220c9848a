// Random arguments of calls: values as JSON and Python literals have them, drawn from given words and from the edges of
// each type. Knows no syntax.
#pragma once

#include <string>
#include <vector>

#include "core/rng.h"
#include "core/value.h"

namespace fuzz {

class RandomValues {
 public:
  // Every text and number inside `examples` may come up, dict keys included.
  explicit RandomValues(const core::List& examples);

  core::Value value(core::Rng& rng, int depth = 0) const;
  // A text of the examples, or a part or a combination of such.
  std::string text(core::Rng& rng) const;
  // A call's name, and its arguments by name.
  static std::string name(core::Rng& rng);
  core::Dict arguments(core::Rng& rng) const;

 private:
  void collect(const core::Value& example);
  core::Value number(core::Rng& rng) const;

  std::vector<std::string> texts_;
  core::List numbers_;
};

}  // namespace fuzz
