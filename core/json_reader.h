// JSON texts one after the other, read by simdjson: the same values and the same errors as parse_json, several times
// faster on texts of more than a few hundred bytes. What simdjson refuses is read by parse_json, which decides: ints
// beyond 64 bits, NaN, lone surrogates, bytes that are no UTF-8, and every error. Knows nothing of files.
#pragma once

#include <functional>
#include <memory>
#include <span>
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

  // The same, except that lists under these keys of the outermost dict are only checked: `found` gets key and text of
  // each, and the dict None in its place. False where that cannot be told: nothing is called, and read() decides.
  // Nesting is not checked within them.
  using FoundList = std::function<void(std::string_view key, std::string_view json)>;
  bool read_deferring(std::string_view text, size_t readable, std::span<const std::string_view> keys, Value& out,
                      const FoundList& found);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// The lines of a text, from which blank ones are left out, read one after the other.
class JsonLines {
 public:
  explicit JsonLines(std::string text);
  // A text that `owner` keeps alive.
  JsonLines(std::shared_ptr<const void> owner, std::string_view text);

  // Moves to the next line that is not blank; false at the end.
  bool next();
  size_t number() const { return number_; }  // of the line, from 1 on
  std::string_view line() const { return line_; }
  // The line's value. Throws as parse_json does.
  Value read() { return read(line_); }
  // That of a part of the line.
  Value read(std::string_view part) { return reader_.read(part, readable(part)); }
  // JsonReader::read_deferring of the line. The texts that are found live as long as owner().
  bool read_deferring(std::span<const std::string_view> keys, Value& out, const JsonReader::FoundList& found) {
    return reader_.read_deferring(line_, readable(line_), keys, out, found);
  }
  // What keeps the text alive, for those who keep views into it.
  const std::shared_ptr<const void>& owner() const { return owner_; }
  // How many bytes may be read from the beginning of a part of the text on.
  size_t readable(std::string_view part) const { return static_cast<size_t>(end_ - part.data()); }

 private:
  std::shared_ptr<const void> owner_;
  const char* end_;        // of what may be read: the text, with padding where there is some
  std::string_view rest_;  // the lines to come
  std::string_view line_;
  size_t number_ = 0;
  JsonReader reader_;
};

}  // namespace core
