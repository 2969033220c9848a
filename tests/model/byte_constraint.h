// A vocabulary of all bytes, some texts and a stop token, and constraints over it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chat/constraint/calls.h"
#include "chat/constraint/token_constraint.h"
#include "core/json.h"

namespace model::test {

inline constexpr chat::TokenId kStop = 256;

inline std::vector<std::string> byte_texts() {
  std::vector<std::string> texts;
  for (int byte = 0; byte < 256; ++byte) texts.emplace_back(1, static_cast<char>(byte));
  for (const char* text : {"", "{\"", "\"}", "\": ", "true", "false", ", \"", "on", "12", "ab"})
    texts.emplace_back(text);
  return texts;
}

// Replies of one JSON object with these properties.
inline std::shared_ptr<const chat::constraint::TokenConstraint> json_constraint(std::string_view schema) {
  using namespace chat::constraint;
  return std::make_shared<const TokenConstraint>(std::make_shared<const Vocabulary>(byte_texts()),
                                                 compile_json(core::parse_json(schema), {}),
                                                 std::vector<chat::TokenId>{kStop});
}

inline std::string text_of(const std::vector<chat::TokenId>& tokens) {
  const std::vector<std::string> texts = byte_texts();
  std::string text;
  for (const chat::TokenId token : tokens) text += texts.at(static_cast<size_t>(token));
  return text;
}

}  // namespace model::test
