// Equality of values that copies share.
#pragma once

#include "core/value.h"
#include "env/bfcl/worlds/copy_on_write.h"

namespace env::bfcl {

// Python's ==; what both share is not walked.
template <class T>
bool same_content(const CopyOnWrite<T>& a, const CopyOnWrite<T>& b) {
  return a.shares_with(b) || core::python_equal(core::Value(*a), core::Value(*b));
}

}  // namespace env::bfcl
