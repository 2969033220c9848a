#include "chat/python/exception.h"

#include "core/format.h"

namespace chat::python {

void check_hashable(const core::Value& key) {
  if (key.is_list() || key.is_dict()) raise("TypeError", core::format("unhashable type: '{}'", key.type_name()));
  if (!key.is_tuple()) return;
  for (const core::Value& item : key.as_tuple().items) check_hashable(item);
}

}  // namespace chat::python
