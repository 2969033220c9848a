// GorillaFileSystem: what reads the files of the current directory.
#include <algorithm>

#include "core/big_integer.h"
#include "core/format.h"
#include "core/python_string.h"
#include "core/python_text.h"
#include "env/bfcl/worlds/file_system_world.h"
#include "env/bfcl/worlds/python_container.h"
#include "env/bfcl/worlds/python_error.h"

namespace env::bfcl {
namespace {

using core::Value;
using Lines = std::vector<std::string_view>;

Lines lines_of(const Value& content) {
  return core::split_python_lines(text_with(content, "splitlines"));
}

std::string joined(const Lines& lines, size_t begin) {
  std::string out;
  size_t size = 0;
  for (size_t i = begin; i < lines.size(); ++i) size += lines[i].size() + 1;
  out.reserve(size);
  for (size_t i = begin; i < lines.size(); ++i) {
    if (i > begin) out += '\n';
    out += lines[i];
  }
  return out;
}

Value missing(std::string_view tool, const Value& name) {
  return file_error(core::format("{}: {}: No such file or directory", tool, core::python_str(name)));
}

// len(content)
size_t length_of(const Value& content) {
  if (content.is_string()) return core::count_code_points(content.as_string());
  if (content.is_list()) return content.as_list().size();
  if (content.is_tuple()) return content.as_tuple().items.size();
  if (content.is_dict()) return content.as_dict().size();
  if (content.is_bytes()) return content.as_bytes().data.size();
  throw PythonError(core::format("object of type '{}' has no len()", content.type_name()));
}

// The first line of `lines[-wanted:]`, once more lines than there are became all of them.
size_t tail_begin(const Value& wanted, size_t count) {
  if (!wanted.is_number() && !wanted.is_bool()) {
    throw PythonError(core::format("'>' not supported between instances of '{}' and 'int'", wanted.type_name()));
  }
  const auto all = static_cast<int64_t>(count);
  if (wanted.is_float()) {
    if (wanted.as_double() > static_cast<double>(all)) return 0;
    throw PythonError("slice indices must be integers or None or have an __index__ method");
  }
  if (wanted.type() == Value::Type::big_integer) return core::BigInteger(wanted).is_negative() ? count : 0;
  const int64_t lines = std::min(wanted.is_bool() ? static_cast<int64_t>(wanted.as_bool()) : wanted.as_int(), all);
  if (lines > 0) return static_cast<size_t>(all - lines);
  return lines < -all ? count : static_cast<size_t>(-lines);  // [-0:] is everything, [--n:] drops the first n
}

}  // namespace

const Value* FileSystemWorld::content_here(const Value& name) const {
  const std::optional<FileTree::Item> item = item_here(name);
  return !item || item->is_directory ? nullptr : tree_.file(item->number).content.get();
}

Value FileSystemWorld::cat(const Arguments& arguments) {
  const Value& name = arguments[0];
  if (!is_valid_name(name)) return file_error(core::format("cat: '{}': Invalid character", core::python_str(name)));
  const Value* content = content_here(name);
  if (content == nullptr) {
    const std::string_view why = is_here(name) ? "Is a directory" : "No such file or directory";
    return file_error(core::format("cat: '{}': {}", core::python_str(name), why));
  }
  return file_result("file_content", *content);
}

Value FileSystemWorld::wc(const Arguments& arguments) {
  const Value& mode = arguments[1];
  const std::string_view letter = mode.is_string() ? std::string_view(mode.as_string()) : "";
  if (letter != "l" && letter != "w" && letter != "c") {
    return file_error(core::format("wc: invalid mode '{}'", core::python_str(mode)));
  }
  const Value* content = content_here(arguments[0]);
  if (content == nullptr) return missing("wc", arguments[0]);
  if (letter == "l") return core::Dict{{"count", lines_of(*content).size()}, {"type", "lines"}};
  if (letter == "c") return core::Dict{{"count", length_of(*content)}, {"type", "characters"}};
  return core::Dict{{"count", core::count_python_words(text_with(*content, "split"))}, {"type", "words"}};
}

Value FileSystemWorld::sort(const Arguments& arguments) {
  const Value* content = content_here(arguments[0]);
  if (content == nullptr) return missing("sort", arguments[0]);
  Lines lines = lines_of(*content);
  std::sort(lines.begin(), lines.end());  // UTF-8 sorts as its code points do
  return file_result("sorted_content", joined(lines, 0));
}

Value FileSystemWorld::grep(const Arguments& arguments) {
  const Value* content = content_here(arguments[0]);
  if (content == nullptr) return missing("grep", arguments[0]);
  const Lines lines = lines_of(*content);
  const Value& pattern = arguments[1];
  core::List matching;
  if (!lines.empty() && !pattern.is_string()) {
    throw PythonError(core::format("'in <string>' requires string as left operand, not {}", pattern.type_name()));
  }
  for (const std::string_view line : lines) {
    if (core::find_text(line, pattern.as_string()) != std::string_view::npos) matching.emplace_back(line);
  }
  return file_result("matching_lines", std::move(matching));
}

Value FileSystemWorld::tail(const Arguments& arguments) {
  const Value* content = content_here(arguments[0]);
  if (content == nullptr) return missing("tail", arguments[0]);
  const Lines lines = lines_of(*content);
  return file_result("last_lines", joined(lines, tail_begin(arguments[1], lines.size())));
}

Value FileSystemWorld::diff(const Arguments& arguments) {
  const bool both = is_here(arguments[0]) && is_here(arguments[1]);
  const Value* first = both ? content_here(arguments[0]) : nullptr;
  const Value* second = both ? content_here(arguments[1]) : nullptr;
  if (first == nullptr || second == nullptr) {
    return file_error(core::format("diff: {} or {}: No such file or directory", core::python_str(arguments[0]),
                                   core::python_str(arguments[1])));
  }
  const Lines a = lines_of(*first);
  const Lines b = lines_of(*second);
  std::string lines;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i] == b[i]) continue;
    if (!lines.empty()) lines += '\n';
    lines += "- ";
    lines += a[i];
    lines += "\n+ ";
    lines += b[i];
  }
  return file_result("diff_lines", std::move(lines));
}

}  // namespace env::bfcl
