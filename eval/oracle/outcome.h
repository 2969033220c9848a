// What became of one oracle case.
#pragma once

#include <string>
#include <utility>

namespace eval::oracle {

struct Outcome {
  enum class Kind { passed, failed, not_covered };

  Kind kind = Kind::passed;
  std::string explanation;  // failed: expected and found; not_covered: what the program lacks
};

inline Outcome failed(std::string explanation) {
  return {Outcome::Kind::failed, std::move(explanation)};
}

}  // namespace eval::oracle
