// Decoded values as score files hold them. Knows nothing of verdicts.
#pragma once

#include "core/text_buffer.h"
#include "core/value.h"

namespace eval {

// bfcl_eval's make_json_serializable: what JSON has no form for (bytes, complex numbers, tuples that hold them) becomes
// its str(). Dict keys too, which the reference does not survive.
core::Value json_form(const core::Value& value);
// dump_json(json_form(value)) behind what `out` holds, without a copy where the value is plain JSON.
void append_json_form(core::TextBuffer& out, const core::Value& value);

}  // namespace eval
