// Equality of values that copies share.
#pragma once

#include <algorithm>

#include "core/copy_on_write.h"
#include "core/value.h"

namespace env::bfcl {

// Python's == of two dicts, without a copy.
inline bool same_items(const core::Dict& a, const core::Dict& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const core::DictItem& item) {
           const core::Value* other = b.find(item.key);
           return other != nullptr && core::python_equal(item.value, *other);
         });
}

inline bool same_items(const core::List& a, const core::List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), core::python_equal);
}

// Python's ==; what both share is not walked.
template <class T>
bool same_content(const core::CopyOnWrite<T>& a, const core::CopyOnWrite<T>& b) {
  return a.shares_with(b) || same_items(*a, *b);
}

}  // namespace env::bfcl
