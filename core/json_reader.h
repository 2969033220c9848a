// JSON texts one after the other, read by simdjson: the same values and the same errors as parse_json, several times
// faster on texts of more than a few hundred bytes. What simdjson refuses is read by parse_json, which decides: ints
// beyond 64 bits, NaN, lone surrogates, bytes that are no UTF-8, and every error. Knows nothing of files.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/value.h"

namespace core {

class JsonReader {
 public:
  // How far simdjson reads past the end of a text.
  static constexpr size_t kPadding = 64;

  JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;
  ~JsonReader();

  // parse_json(text). `readable`: how many bytes from text.data() on may be read; where that is less than kPadding more
  // than the text has, it is copied first.
  Value read(std::string_view text, size_t readable);
  Value read(std::string_view text) { return read(text, text.size()); }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// The lines of a text, from which blank ones are left out, read one after the other.
class JsonLines {
 public:
  explicit JsonLines(std::string text);
  JsonLines(const JsonLines&) = delete;  // views into its own text
  JsonLines& operator=(const JsonLines&) = delete;

  // Moves to the next line that is not blank; false at the end.
  bool next();
  size_t number() const { return number_; }  // of the line, from 1 on
  std::string_view line() const { return line_; }
  // The line's value. Throws as parse_json does.
  Value read() { return read(line_); }
  // That of a part of the line.
  Value read(std::string_view part) { return reader_.read(part, static_cast<size_t>(end() - part.data())); }

 private:
  const char* end() const { return text_.data() + text_.size(); }

  std::string text_;       // with padding
  std::string_view rest_;  // the lines to come
  std::string_view line_;
  size_t number_ = 0;
  JsonReader reader_;
};

}  // namespace core
