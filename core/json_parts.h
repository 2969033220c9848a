// Where the parts of a JSON text lie: of one that is known to be valid, for nothing is checked. Reads no values.
#pragma once

#include <cstddef>
#include <string_view>

namespace core {

// The members of an object's text, one after the other.
class JsonMembers {
 public:
  explicit JsonMembers(std::string_view object) : text_(object) {}

  // Moves to the next member; false at the end, and where the text is no object.
  bool next();
  // As it is written, without its quotes.
  std::string_view key() const { return key_; }
  bool has_plain_key() const { return key_.find('\\') == std::string_view::npos; }
  // The text of the value.
  std::string_view value() const { return value_; }

 private:
  std::string_view text_;
  size_t at_ = 0;
  std::string_view key_;
  std::string_view value_;
};

// The items of an array's text, one after the other.
class JsonItems {
 public:
  explicit JsonItems(std::string_view array) : text_(array) {}

  // Moves to the next item; false at the end, and where the text is no array.
  bool next();
  std::string_view value() const { return value_; }

 private:
  std::string_view text_;
  size_t at_ = 0;
  std::string_view value_;
};

}  // namespace core
