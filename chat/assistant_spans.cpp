#include "chat/assistant_spans.h"

#include <optional>
#include <utility>

#include "chat/call_spans.h"
#include "chat/reasoning.h"
#include "core/format.h"
#include "core/json.h"

namespace chat {

namespace {

constexpr std::string_view kCallOpen = "<tool_call>";
constexpr std::string_view kCallClose = "</tool_call>";

void add(std::vector<Piece>& pieces, std::string_view text, SpanKind kind) {
  if (!text.empty()) pieces.push_back({std::string(text), kind});
}

void add_all(std::vector<Piece>& pieces, std::vector<Piece> more) {
  for (Piece& piece : more) pieces.push_back(std::move(piece));
}

// Text outside reasoning: `<tool_call>` blocks, or a Python call list if it is nothing else.
void add_answer(std::vector<Piece>& pieces, std::string_view text) {
  if (std::optional<std::vector<Piece>> calls = scan_python_calls(text)) {
    add_all(pieces, *std::move(calls));
    return;
  }
  size_t done = 0;
  size_t close = 0;
  for (size_t at = text.find(kCallOpen); at != std::string_view::npos; at = text.find(kCallOpen, at)) {
    const size_t body = at + kCallOpen.size();
    if (close < body) close = text.find(kCallClose, body);
    if (close == std::string_view::npos) break;
    std::optional<std::vector<Piece>> call = scan_json_call(text.substr(body, close - body));
    if (!call) {
      at = body;  // the block stays text; a tag inside it may start a good one
      continue;
    }
    add(pieces, text.substr(done, at - done), SpanKind::text);
    add(pieces, kCallOpen, SpanKind::call_syntax);
    add_all(pieces, *std::move(call));
    add(pieces, kCallClose, SpanKind::call_syntax);
    at = done = close + kCallClose.size();
  }
  add(pieces, text.substr(done), SpanKind::text);
}

}  // namespace

std::vector<Piece> assistant_pieces(std::string_view content) {
  std::vector<Piece> pieces;
  if (std::optional<std::vector<Piece>> calls = scan_python_calls(content)) return *std::move(calls);
  size_t done = 0;
  while (true) {
    const size_t open = content.find(kThinkOpen, done);
    const size_t close = open == std::string_view::npos ? open : content.find(kThinkClose, open);
    if (close == std::string_view::npos) break;
    const size_t end = close + kThinkClose.size();
    add_answer(pieces, content.substr(done, open - done));
    add(pieces, content.substr(open, end - open), SpanKind::think);
    done = end;
  }
  add_answer(pieces, content.substr(done));
  return pieces;
}

std::vector<Piece> hermes_call_pieces(const ToolCall& call, bool ensure_ascii, std::string_view arguments_key) {
  const core::JsonStyle style{.ensure_ascii = ensure_ascii};
  std::vector<Piece> pieces;
  add(pieces, "{\"name\": \"", SpanKind::call_syntax);
  add(pieces, call.name, SpanKind::call_name);
  add(pieces, core::format("\", \"{}\": {{", arguments_key), SpanKind::call_syntax);
  bool first = true;
  for (const core::DictItem& item : call.arguments) {
    add(pieces, first ? "\"" : ", \"", SpanKind::call_syntax);
    first = false;
    // json.dumps turns keys of other types into strings: print the key as it prints it, and drop `{"` and `": null}`.
    core::Dict lone;
    lone.set(item.key, core::Value());
    const std::string key = core::dump_json(lone, style);
    add(pieces, std::string_view(key).substr(2, key.size() - 2 - std::string_view("\": null}").size()),
        SpanKind::call_key);
    add(pieces, "\": ", SpanKind::call_syntax);
    add(pieces, core::dump_json(item.value, style), SpanKind::call_value);
  }
  add(pieces, "}}", SpanKind::call_syntax);
  return pieces;
}

}  // namespace chat
