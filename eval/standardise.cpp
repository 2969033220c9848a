#include "eval/standardise.h"

#include <algorithm>

#include "core/python_string.h"

namespace eval {

std::string standardise(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (const char c : text) {
    if (std::string_view(" ,./-_*^").find(c) == std::string_view::npos) kept += c;
  }
  kept = core::python_lower(kept);
  std::replace(kept.begin(), kept.end(), '\'', '"');
  return kept;
}

}  // namespace eval
