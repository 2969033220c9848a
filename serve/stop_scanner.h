// Finds the text that ends a reply, the first to be complete, and holds back what may become one: no part of it is ever
// shown, however the reply is cut into pieces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace serve {

class StopScanner {
 public:
  // Empty texts are ignored.
  explicit StopScanner(std::vector<std::string> stops);

  // What can be shown by now. After a stop text nothing more comes.
  std::string push(std::string_view text);
  // What was held back when the reply ends without one.
  std::string finish();
  bool stopped() const { return stopped_; }

 private:
  std::vector<std::string> stops_;
  std::string pending_;
  bool stopped_ = false;
};

// Length of the longest end of `text` that `word` begins with, less than the whole word.
size_t partial_match(std::string_view text, std::string_view word);

}  // namespace serve
