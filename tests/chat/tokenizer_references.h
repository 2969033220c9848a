// What the parity tests of tokenizers share: references as Python wrote them, and checks of what is encoded.
#pragma once

#include <string>
#include <vector>

#include "chat/tokenizer.h"
#include "core/value.h"

namespace chat_test {

inline std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

inline std::vector<chat::TokenId> ids_of(const core::Value& list) {
  std::vector<chat::TokenId> ids;
  for (const core::Value& id : list.as_list()) ids.push_back(static_cast<chat::TokenId>(id.as_int()));
  return ids;
}

// Offsets start at 0, never go back, and stay in the text.
inline bool offsets_make_sense(const chat::Encoding& encoding, size_t size) {
  uint32_t last = 0;
  for (const uint32_t begin : encoding.begin) {
    if (begin < last || begin >= size) return false;
    last = begin;
  }
  return encoding.begin.size() == encoding.ids.size();
}

}  // namespace chat_test
