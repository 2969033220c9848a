#include "env/bfcl/worlds/python_iteration.h"

#include "core/format.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {

void not_iterable(const core::Value& value) {
  throw PythonError(core::format("'{}' object is not iterable", value.type_name()));
}

}  // namespace env::bfcl
