#include "eval/decode_json.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "chat/python/exception.h"
#include "core/error.h"
#include "core/json.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "eval/decode_python.h"

namespace eval {
namespace {

using chat::python::check_hashable;
using chat::python::raise;
using core::Dict;
using core::Value;

Value loads(const std::string& text) {
  try {
    return core::parse_json(text);
  } catch (const core::Error& error) {
    raise("JSONDecodeError", error.what());
  }
}

// What `value["name"]` gives for a dict.
const Value& item_of(const Value& dict, std::string_view key) {
  const Value* item = dict.find(key);
  if (item == nullptr) raise("KeyError", core::python_repr_string(key));
  return *item;
}

// What `value.items()` gives.
const Dict& items_of(const Value& value) {
  if (!value.is_dict())
    raise("AttributeError", core::format("'{}' object has no attribute 'items'", value.type_name()));
  return value.as_dict();
}

Value one_key_dict(const Value& key, Value value) {
  check_hashable(key);
  Dict out;
  out.set(key, std::move(value));
  return out;
}

// The first match of the reference's expression \[\s*{.*?}\s*(?:,\s*{.*?}\s*)*\], found without backtracking: whether
// and where a match ends depends only on the `}` that ends its first object, so all of them are settled from the right.
std::string_view object_list(std::string_view text) {
  constexpr size_t kNone = std::string_view::npos;
  std::vector<size_t> closers;  // positions of `}` from which a match can be completed, right to left
  std::vector<size_t> ends;     // where that match ends
  // The end of the match whose lazy `.*?` starts at `begin`: its first `}` that works is the one taken.
  const auto end_from = [&](size_t begin) {
    const auto first = std::partition_point(closers.begin(), closers.end(), [&](size_t at) { return at >= begin; });
    return first == closers.begin() ? kNone : ends[static_cast<size_t>(first - closers.begin()) - 1];
  };
  for (size_t close = text.rfind('}'); close != kNone; close = close == 0 ? kNone : text.rfind('}', close - 1)) {
    size_t at = core::skip_python_space(text, close + 1);
    size_t end = kNone;
    if (at < text.size() && text[at] == ']') {
      end = at + 1;
    } else if (at < text.size() && text[at] == ',') {
      at = core::skip_python_space(text, at + 1);
      if (at < text.size() && text[at] == '{') end = end_from(at + 1);
    }
    if (end == kNone) continue;
    closers.push_back(close);
    ends.push_back(end);
  }
  for (size_t open = text.find('['); open != kNone && !closers.empty(); open = text.find('[', open + 1)) {
    const size_t at = core::skip_python_space(text, open + 1);
    if (at >= text.size() || text[at] != '{') continue;
    const size_t end = end_from(at + 1);
    if (end != kNone) return text.substr(open, end - open);
  }
  return text;
}

// <tool_call>\n(.*?)\n</tool_call>, those that are JSON.
std::vector<Value> qwen_calls(const Value& raw) {
  if (!raw.is_string()) {
    raise("TypeError", core::format("expected string or bytes-like object, got '{}'", raw.type_name()));
  }
  constexpr std::string_view kOpen = "<tool_call>\n";
  constexpr std::string_view kClose = "\n</tool_call>";
  const std::string& text = raw.as_string();
  std::vector<Value> calls;
  size_t at = 0;
  for (;;) {
    const size_t open = text.find(kOpen, at);
    if (open == std::string::npos) break;
    const size_t begin = open + kOpen.size();
    const size_t close = text.find(kClose, begin);
    if (close == std::string::npos) break;
    at = close + kClose.size();
    try {
      calls.push_back(core::parse_json(std::string_view(text).substr(begin, close - begin)));
    } catch (const core::Error&) {
      // the reference drops it silently
    }
  }
  for (const Value& call : calls) {
    if (!call.is_dict()) raise("ValueError", "Model did not return a list of function calls: " + text);
  }
  return calls;
}

// name(k=repr(v),…); arguments may be a JSON text.
void append_call(core::List& out, const Value& name, const Value& given) {
  const Value arguments = given.is_string() ? loads(given.as_string()) : given;
  std::string text = core::python_str(name) + "(";
  bool first = true;
  for (const auto& [key, value] : items_of(arguments)) {
    if (!first) text += ',';
    first = false;
    text += core::python_str(key) + "=" + core::python_repr(value);
  }
  out.emplace_back(text + ")");
}

// The same of each item of a one-call dict.
void append_calls(core::List& out, const Value& call) {
  for (const auto& [name, given] : items_of(call)) append_call(out, name, given);
}

// What `for x in value` runs over; for a str its length alone matters to the callers.
const std::vector<Value>& iterate(const Value& value) {
  static const std::vector<Value> kNothing;
  if (value.is_list()) return value.as_list();
  if (value.is_tuple()) return value.as_tuple().items;
  if (value.is_string() && value.as_string().empty()) return kNothing;
  if (value.is_string()) {
    static const std::vector<Value> kCharacter = {""};
    return kCharacter;
  }
  raise("TypeError", core::format("'{}' object is not iterable", value.type_name()));
}

}  // namespace

Value decode_json_calls(std::string_view text) {
  const size_t begin = text.find('[');
  const size_t end = text.rfind(']');
  if (begin != std::string_view::npos && end != std::string_view::npos && begin < end) {
    text = text.substr(begin, end - begin + 1);
  }
  std::optional<Value> parsed;
  try {
    parsed = core::parse_json(object_list(text));
  } catch (const core::Error&) {
    return core::List{};
  }
  core::List calls;
  if (parsed->is_dict() || parsed->is_string()) return calls;
  for (const Value& call : iterate(*parsed)) {
    if (!call.is_dict()) continue;
    const Value& name = item_of(call, "function");
    const Value& arguments = item_of(call, "parameters");
    calls.push_back(one_key_dict(name, arguments));
  }
  return calls;
}

Value decode_qwen_calls(const Value& raw) {
  core::List out;
  for (const Value& call : qwen_calls(raw)) {
    const Value& name = item_of(call, "name");
    const Value& arguments = item_of(call, "arguments");
    items_of(arguments);  // raises where there are none
    out.push_back(one_key_dict(name, arguments));
  }
  return out;
}

Value qwen_execution_list(const Value& raw) {
  const std::vector<Value> calls = qwen_calls(raw);
  for (const Value& call : calls) {  // what raises here comes before what raises in an earlier call's arguments
    const Value& name = item_of(call, "name");
    item_of(call, "arguments");
    check_hashable(name);
  }
  core::List out;
  for (const Value& call : calls) append_call(out, call.at("name"), call.at("arguments"));
  return out;
}

Value decode_openai_calls(const Value& raw) {
  core::List out;
  if (raw.is_dict() && raw.as_dict().empty()) return out;
  if (raw.is_dict()) raise("AttributeError", "'str' object has no attribute 'keys'");
  for (const Value& call : iterate(raw)) {
    if (!call.is_dict()) raise("AttributeError", core::format("'{}' object has no attribute 'keys'", call.type_name()));
    if (call.as_dict().empty()) raise("IndexError", "list index out of range");
    const auto& first = *call.as_dict().begin();
    if (!first.value.is_string()) {
      raise("TypeError",
            core::format("the JSON object must be str, bytes or bytearray, not {}", first.value.type_name()));
    }
    out.push_back(one_key_dict(first.key, loads(first.value.as_string())));
  }
  return out;
}

Value openai_execution_list(const Value& raw) {
  core::List out;
  if (raw.is_dict()) {
    append_calls(out, raw);
    return out;
  }
  for (const Value& call : iterate(raw)) append_calls(out, call);
  return out;
}

}  // namespace eval
