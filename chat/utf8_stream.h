// Bytes of streamed tokens -> text that can be shown now: holds back an unfinished UTF-8 sequence at the end.
#pragma once

#include <string>
#include <string_view>

namespace chat {

class Utf8Stream {
 public:
  // Complete characters so far; invalid bytes are passed on as they are.
  std::string push(std::string_view bytes);
  // What is left over when the stream ends.
  std::string finish() { return std::move(pending_); }

 private:
  std::string pending_;
};

}  // namespace chat
