// A text that grows at its end, for printers: single characters and numbers go right into its memory, which can be used
// again for the next text.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace core {

class TextBuffer {
 public:
  std::string_view text() const { return {data_.get(), size_}; }
  void clear() { size_ = 0; }
  // Drops what lies behind the first `size` bytes.
  void cut(size_t size) { size_ = size; }

  // Where the next `count` characters go; written() says how many of them are.
  char* room(size_t count) {
    if (capacity_ - size_ < count) grow(count);
    return data_.get() + size_;
  }
  void written(const char* end) { size_ = static_cast<size_t>(end - data_.get()); }

  void operator+=(char c) {
    *room(1) = c;
    ++size_;
  }
  void operator+=(std::string_view text) {
    if (text.size() == 2) {  // most are separators, which are not worth a call
      std::memcpy(room(2), text.data(), 2);
      size_ += 2;
    } else {
      append(text);
    }
  }

 private:
  void append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  [[gnu::noinline]] void grow(size_t count) {
    const size_t capacity = 2 * (size_ + count) + 256;
    std::unique_ptr<char[]> larger(new char[capacity]);
    if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace core
