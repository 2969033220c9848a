// Tool calls as Llama 3 writes them: {"name": …, "parameters": {…}}, or a Python list.
#include <cctype>
#include <utility>

#include "chat/call_form.h"
#include "chat/call_json.h"
#include "chat/call_parser.h"
#include "core/text.h"

namespace chat {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kParameters = "parameters";

// "[{" (JSON) and "[name(" (Python) begin lists of calls; other brackets are prose.
enum class ListKind { none, json, python };

ListKind list_kind(std::string_view text) {
  size_t at = text.find_first_not_of(kSpace, 1);
  if (at == std::string_view::npos) return ListKind::none;
  if (text[at] == '{') return ListKind::json;
  const size_t begin = at;
  while (at < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_' || text[at] == '.')) {
    ++at;
  }
  return at > begin && at < text.size() && text[at] == '(' ? ListKind::python : ListKind::none;
}

// An untagged object without a name is an answer in JSON, or code.
bool means_calls(std::string_view text) {
  if (text.starts_with('{')) return text.find("\"name\"") != std::string_view::npos;
  if (!text.starts_with('[')) return false;
  const ListKind kind = list_kind(text);
  return kind == ListKind::python || (kind == ListKind::json && text.find("\"name\"") != std::string_view::npos);
}

// Objects, or a list of them, one after the other; what follows them is text.
void read_json(ParsedCalls& out, std::string_view body) {
  const std::string_view tag = call_mark(CallForm::llama3_json);
  for (bool first = true;; first = false) {
    while (!body.empty() && (kSpace.find(body[0]) != std::string_view::npos || body[0] == ';' || body[0] == ',')) {
      body.remove_prefix(1);
    }
    if (body.starts_with(tag)) {
      body.remove_prefix(tag.size());
      continue;
    }
    const bool opens = body.starts_with('{') || (first && body.starts_with('['));
    if (!opens) break;
    const size_t end = json_end(body);
    if (end == std::string_view::npos)
      return note(out, {CallError::unclosed_tag, "the JSON of a tool call has no end"});
    const auto [json, problem] = parse_call_text(body.substr(0, end));
    if (problem.error != CallError::none) {
      note(out, problem);
    } else if (json.is_list()) {
      for (const core::Value& one : json.as_list()) add_json_call(out, one, kParameters);
    } else {
      add_json_call(out, json, kParameters);
    }
    body.remove_prefix(end);
  }
  out.text += body;
}

}  // namespace

ParsedCalls parse_llama3_calls(std::string_view text) {
  const std::string_view tag = call_mark(CallForm::llama3_json);
  const std::string_view front = core::trim(text);
  const bool at_front = front.starts_with('{') || front.starts_with('[');
  ParsedCalls out;
  const SplitReply reply = split_before_calls(text, at_front ? 0 : text.find(tag));
  out.reasoning = reply.reasoning;
  std::string_view body = core::trim(reply.content);
  if (!means_calls(body)) {
    const size_t open = body.find(tag);
    out.text = body.substr(0, open);
    if (open == std::string_view::npos) {
      note(out, {CallError::no_call, "the reply has no tool call"});
      return out;
    }
    body = core::trim(body.substr(open + tag.size()));
  }
  if (body.starts_with('[') && list_kind(body) == ListKind::python) {
    ParsedCalls python = parse_python_calls(body);
    out.calls = std::move(python.calls);
    note(out, {python.error, std::move(python.message)});
  } else {
    read_json(out, body);
    if (out.ok() && out.calls.empty()) note(out, {CallError::invalid_json, "no JSON of a tool call behind the tag"});
  }
  out.text = core::trim(out.text);
  return out;
}

}  // namespace chat
