// Decoded values as score files hold them. Knows nothing of verdicts.
#pragma once

#include <string>

#include "core/value.h"

namespace eval {

// bfcl_eval's make_json_serializable: what JSON has no form for (bytes, complex numbers, tuples that hold them) becomes
// its str(). Dict keys too, which the reference does not survive.
core::Value json_form(const core::Value& value);
// dump_json(json_form(value)), without a copy where the value is plain JSON.
std::string json_form_text(const core::Value& value);

}  // namespace eval
