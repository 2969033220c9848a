// The form in which the engine keeps keys and values, as a config asks for it.
#pragma once

#include <string_view>

#include "core/error.h"

namespace model {

enum class KvForm {
  plain,  // in the compute dtype
  int8,   // each head of each token as bytes with a scale: about half of bf16's memory
};

// Throws core::Error(usage) for other names.
inline KvForm parse_kv_form(std::string_view name) {
  if (name == "plain") return KvForm::plain;
  if (name == "int8") return KvForm::int8;
  throw core::usage_error(core::format("kv: unknown value \"{}\"", name), "known: plain, int8");
}

// Training attends to keys and values as they were computed. Throws core::Error(usage) where strict numerics, which
// promise the trainer's own log-probs, are asked for with a cache that rounds them.
inline void check_kv_form(KvForm form, bool strict) {
  if (form == KvForm::plain || !strict) return;
  throw core::usage_error("strict: log-probs cannot be the trainer's own with kv=int8",
                          "leave strict out, or take kv=plain");
}

}  // namespace model
