// JSON text <-> core::Value, with Python's json module as the model (NaN, big ints, duplicate keys: last wins).
// Also JSON Lines with the line number in every error.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/value.h"

namespace core {

class JsonLines;   // core/json_reader.h
class TextBuffer;  // core/text_buffer.h

// json.loads. Throws core::Error(data): "line 3 column 7: what is wrong". Depth is limited to 500.
Value parse_json(std::string_view text);

struct JsonStyle {
  bool ensure_ascii = false;
  int indent = -1;  // < 0: one line, as json.dumps(indent=None)
  std::string_view item_separator = ", ";
  std::string_view key_separator = ": ";
  bool sort_keys = false;
};

// json.dumps. Non-string keys become strings as in Python (True -> "true", 1.0 -> "1.0"); tuples become lists.
// A lone surrogate, which no UTF-8 text can hold, is escaped whatever the style. Throws core::Error(data) for values
// without a JSON form (bytes, complex) and for keys that Python refuses.
std::string dump_json(const Value& value, const JsonStyle& style = {});
// nullopt where dump_json throws; `trouble` says why.
std::optional<std::string> try_dump_json(const Value& value, const JsonStyle& style, std::string* trouble = nullptr);

// Whether dump_json's text is JSON to others than Python, too: it holds no NaN and no Infinity. False where dump_json
// throws.
bool is_standard_json(const Value& value);

// dump_json's text behind what `out` holds. False where dump_json throws: `out` is as it was, and `trouble` says why.
bool append_json(TextBuffer& out, const Value& value, const JsonStyle& style = {}, std::string* trouble = nullptr);

// Keeps, with the containers of a constant, their text as dump_json prints it in one line of ASCII: printing a value
// that holds one of them copies the text, until a holder writes it. Values without a JSON form as dump_json.
void keep_json(Value& value);

// Reads a file of JSON. Errors name the file.
Value read_json_file(const std::filesystem::path& path);

// Calls `fn(value, line_number)` for each non-blank line (numbers start at 1). ".gz" files are unpacked.
// A bad line throws core::Error(data) "path:line: …"; errors thrown by `fn` get the same prefix.
void for_each_jsonl(const std::filesystem::path& path, const std::function<void(Value&&, size_t)>& fn);
// The same for those who read the lines themselves. `constant`: nobody changes the file as long as the lines' owner
// lives, so that it is looked at where it lies instead of being copied.
void for_each_json_line(const std::filesystem::path& path, const std::function<void(JsonLines&)>& fn,
                        bool constant = false);
std::vector<Value> read_jsonl(const std::filesystem::path& path);

}  // namespace core
