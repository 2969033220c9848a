// Python's `container[key]` for values of any type, with CPython 3.11's exceptions; no slices.
#pragma once

#include "core/value.h"

namespace env::bfcl {

// Throws PythonError: TypeError where the container has no members or none of this key's type, IndexError, KeyError.
core::Value subscript(const core::Value& container, const core::Value& key);

}  // namespace env::bfcl
