// Assistant text -> labelled pieces: `<think>…</think>`, `<tool_call>` JSON, and Python call lists, each cut into
// names, keys, values and syntax. Labels only: the pieces always join to the text, and what is not well formed is text.
// Knows no template and judges no call (chat/call_parser.h does).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/ledger.h"
#include "chat/message.h"

namespace chat {

struct Piece {
  std::string text;
  SpanKind kind = SpanKind::text;
};

// What an assistant wrote, as it stands in the rendered text.
std::vector<Piece> assistant_pieces(std::string_view content);

// Hermes JSON of a call, `{"name": "…", "arguments": {…}}`, printed as Qwen3's template prints it: the name raw,
// the arguments as Python's json.dumps. Llama 3 calls them "parameters".
std::vector<Piece> hermes_call_pieces(const ToolCall& call, bool ensure_ascii = false,
                                      std::string_view arguments_key = "arguments");

}  // namespace chat
