// What a memory answers to a change: that it was refused, or that it was done.
#pragma once

#include <string_view>

#include "core/value.h"

namespace env::bfcl {

inline core::Value refused(std::string_view text) {
  return core::Dict{{"error", text}};
}

inline core::Value done(std::string_view text) {
  return core::Dict{{"status", text}};
}

}  // namespace env::bfcl
