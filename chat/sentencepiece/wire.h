// The wire format of protocol buffers (developers' guide, "Encoding"): enough to read and write flat messages. Every
// length is checked against what is there; nothing is allocated by a number in the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chat::sentencepiece {

enum class WireType : uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct WireField {
  uint32_t number = 0;
  WireType type{};
  uint64_t value = 0;      // of varint, fixed64, fixed32
  std::string_view bytes;  // of bytes: a view into the message
};

class WireReader {
 public:
  explicit WireReader(std::string_view message) : rest_(message), size_(message.size()) {}

  // False at the end of the message. Throws core::Error(data) naming the byte where the message is broken.
  bool next(WireField& field);

 private:
  uint64_t varint();
  uint64_t fixed(size_t size);
  std::string_view take(uint64_t size);
  [[noreturn]] void broken(std::string_view what) const;

  std::string_view rest_;
  size_t size_;
};

class WireWriter {
 public:
  void varint(uint32_t field, uint64_t value);
  void float32(uint32_t field, float value);
  void bytes(uint32_t field, std::string_view value);
  const std::string& message() const { return message_; }

 private:
  void tag(uint32_t field, WireType type);
  void put_varint(uint64_t value);

  std::string message_;
};

}  // namespace chat::sentencepiece
