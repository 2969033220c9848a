// What became of one oracle case.
#pragma once

#include <string>

namespace eval::oracle {

struct Outcome {
  enum class Kind { passed, failed, not_covered };

  Kind kind = Kind::passed;
  std::string explanation;  // failed: expected and found; not_covered: what the program lacks
};

}  // namespace eval::oracle
