// What a Python `for` loop goes over.
#pragma once

#include <functional>

#include "core/value.h"

namespace env::bfcl {

// Calls `visit` with each item of a list or tuple, key of a dict, character of a text, int of bytes. Throws
// PythonError:
// "'int' object is not iterable".
void for_each_item(const core::Value& value, const std::function<void(const core::Value& item)>& visit);

}  // namespace env::bfcl
