// What a checker says about one output. Knows nothing of how it was reached.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "core/value.h"

namespace eval {

// An output that bfcl_eval itself does not survive (it raises inside its checker and the run ends). Here it fails
// alone.
inline constexpr const char* kReferenceRaises = "checker:reference_raises";

struct Failure {
  std::string error_type;  // the reference's: "value_error:string"
  core::List errors;       // what its score file would hold: texts, and dicts for parallel calls

  static Failure one(std::string type, std::string text) {
    return {std::move(type), core::List{core::Value(std::move(text))}};
  }
  static Failure raises(std::string text) { return one(kReferenceRaises, std::move(text)); }
};

struct Verdict {
  std::optional<Failure> failure;
  bool valid() const { return !failure.has_value(); }
};

}  // namespace eval
