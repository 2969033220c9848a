// The oracle's `decode` cases: what the reference's decoders and type converters make of one text.
#pragma once

#include "core/value.h"
#include "eval/oracle/outcome.h"

namespace eval::oracle {

// `line`: {fn, input, ok | raise, type?, nested?}, blobs resolved. Throws core::Error(data) for a line of another
// shape.
Outcome run_decode_case(const core::Value& line);

}  // namespace eval::oracle
