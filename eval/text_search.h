// Searching one text from left to right, many times, without reading any part of it twice.
#pragma once

#include <string_view>

namespace eval {

// The next occurrence at or after a place. Places must not go back.
class Next {
 public:
  // Of any of some characters, or of a text.
  static Next any_of(std::string_view text, std::string_view characters) { return {text, characters, true}; }
  static Next whole(std::string_view text, std::string_view needle) { return {text, needle, false}; }

  // text.size() where there is none.
  size_t from(size_t at) {
    if (known_ && found_ >= at) return found_;
    const size_t found = any_of_ ? text_.find_first_of(needle_, at) : text_.find(needle_, at);
    found_ = found == std::string_view::npos ? text_.size() : found;
    known_ = true;
    return found_;
  }

 private:
  Next(std::string_view text, std::string_view needle, bool any_of) : text_(text), needle_(needle), any_of_(any_of) {}

  std::string_view text_;
  std::string_view needle_;
  bool any_of_;
  bool known_ = false;
  size_t found_ = 0;
};

}  // namespace eval
