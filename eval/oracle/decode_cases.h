// The oracle's `decode` cases: what the reference's decoders make of one output.
// Covers return formats python and json, decode_execute, and both function-calling handlers.
#pragma once

#include "core/value.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

// `line`: {fn, input, ok | raise}, blobs resolved. Throws core::Error(data) for a line of another shape.
Outcome run_decode_case(const core::Value& line);

}  // namespace eval::oracle
