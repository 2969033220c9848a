// The oracle's `web` cases: one call on a web search whose network is part of the case.
#pragma once

#include "core/value.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

// `line`: {show_snippet, fixture: {organic_results} or {page, status} or another answer, calls, results}. Throws
// core::Error(data) for a line of another shape.
Outcome run_web_case(const core::Value& line);

}  // namespace eval::oracle
