// The oracle's `single_turn` cases: the verdict, error type and messages for one output of one entry.
// Covers the Python categories in every mode. Knows no prompts and no models.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/value.h"
#include "env/bfcl/dataset.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

class SingleTurnCases {
 public:
  explicit SingleTurnCases(env::bfcl::Dataset dataset) : dataset_(std::move(dataset)) {}

  // `line`: {id, category, mode, raw, decoded | decode_raise, valid, error_type?, error?}.
  // Throws core::Error(data) for a line of another shape.
  Outcome run(const core::Value& line);

 private:
  // nullptr where the category has no such entry. Categories are read when first asked for.
  const env::bfcl::Entry* find(const env::bfcl::Category& category, const std::string& id);

  env::bfcl::Dataset dataset_;
  std::map<const env::bfcl::Category*, std::map<std::string, env::bfcl::Entry, std::less<>>> entries_;
};

}  // namespace eval::oracle
