// Files of JSON and of JSON Lines.
#include <memory>

#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "core/json_reader.h"

namespace core {

Value read_json_file(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  try {
    return parse_json(text);
  } catch (const Error& error) {
    throw Error(error.kind(), error.what(), "the file is not the JSON it should be").in(path.string());
  }
}

static JsonLines open_lines(const std::filesystem::path& path, bool constant) {
  if (path.extension() == ".gz") return JsonLines(read_maybe_gzip(path));
  std::error_code ignored;  // reading says what is wrong
  if (!constant || !std::filesystem::is_regular_file(path, ignored)) return JsonLines(read_file(path));
  const auto file = std::make_shared<const MappedFile>(path);
  return {file, {reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()}};
}

void for_each_json_line(const std::filesystem::path& path, const std::function<void(JsonLines&)>& fn, bool constant) {
  JsonLines lines = open_lines(path, constant);
  while (lines.next()) {
    try {
      fn(lines);
    } catch (const Error& error) {
      // The line number replaces the parser's own, which is always 1 here.
      std::string what = error.what();
      if (what.starts_with("line 1 ")) what.erase(0, 7);
      throw Error(error.kind(), what, error.hint()).in(format("{}:{}", path.string(), lines.number()));
    }
  }
}

void for_each_jsonl(const std::filesystem::path& path, const std::function<void(Value&&, size_t)>& fn) {
  for_each_json_line(path, [&fn](JsonLines& lines) { fn(lines.read(), lines.number()); });
}

std::vector<Value> read_jsonl(const std::filesystem::path& path) {
  std::vector<Value> values;
  for_each_jsonl(path, [&values](Value&& value, size_t) { values.push_back(std::move(value)); });
  return values;
}

}  // namespace core
