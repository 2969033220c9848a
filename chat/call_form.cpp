#include "chat/call_form.h"

namespace chat {

std::string_view call_mark(CallForm form) {
  switch (form) {
    case CallForm::hermes:
      return "<tool_call>";
    case CallForm::llama3_json:
      return "<|python_tag|>";
    case CallForm::mistral:
      return "[TOOL_CALLS]";
    case CallForm::none:
    case CallForm::python:
      break;
  }
  return {};
}

std::optional<TokenId> special_call_mark(CallForm form, const Tokenizer& tokenizer) {
  const std::string_view mark = call_mark(form);
  if (mark.empty()) return std::nullopt;
  const std::optional<TokenId> id = tokenizer.id_of(mark);
  return id && tokenizer.is_special(*id) ? id : std::nullopt;
}

bool is_reply_text(const Tokenizer& tokenizer, TokenId id, std::optional<TokenId> mark) {
  return tokenizer.knows(id) && (!tokenizer.is_special(id) || id == mark);
}

}  // namespace chat
