// How a model writes tool calls in its replies.
#pragma once

#include <optional>
#include <string_view>

#include "chat/tokenizer.h"

namespace chat {

enum class CallForm {
  none,         // in no form that is read
  hermes,       // <tool_call>{"name": …, "arguments": {…}}</tool_call>, as many as it likes
  python,       // [f(a=1), g(b="x")]
  llama3_json,  // {"name": …, "parameters": {…}}; …
  mistral,      // [TOOL_CALLS] [{"name": …, "arguments": {…}, "id": …}, …]
};

// What opens calls wherever it stands in a reply; empty: they are told by how the reply begins.
std::string_view call_mark(CallForm form);

// The mark's token, where it is a special one: part of the reply's text all the same.
std::optional<TokenId> special_call_mark(CallForm form, const Tokenizer& tokenizer);

// Whether a sampled token is part of a reply's text: one that the tokenizer knows, and no special one but `mark`.
bool is_reply_text(const Tokenizer& tokenizer, TokenId id, std::optional<TokenId> mark);

}  // namespace chat
