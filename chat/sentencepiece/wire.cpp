#include "chat/sentencepiece/wire.h"

#include <bit>

#include "core/error.h"

namespace chat::sentencepiece {

void WireReader::broken(std::string_view what) const {
  throw core::data_error(core::format("byte {}: {}", size_ - rest_.size(), what),
                         "the file is damaged, cut off, or no SentencePiece model");
}

uint64_t WireReader::varint() {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) broken("the message ends inside a number");
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return value;
  }
  broken("a number of more than ten bytes");
}

std::string_view WireReader::take(uint64_t size) {
  if (size > rest_.size()) {
    broken(core::format("a field of {} bytes, and {} are left", size, rest_.size()));
  }
  const std::string_view bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}

uint64_t WireReader::fixed(size_t size) {
  const std::string_view bytes = take(size);
  uint64_t value = 0;
  for (size_t i = size; i-- > 0;) value = (value << 8U) | static_cast<unsigned char>(bytes[i]);
  return value;
}

bool WireReader::next(WireField& field) {
  if (rest_.empty()) return false;
  const uint64_t tag = varint();
  const uint64_t number = tag >> 3U;
  if (number == 0 || number >= (1U << 29U)) broken(core::format("field number {}", number));
  field = {static_cast<uint32_t>(number), static_cast<WireType>(tag & 7U), 0, {}};
  switch (field.type) {
    case WireType::varint:
      field.value = varint();
      return true;
    case WireType::fixed64:
      field.value = fixed(8);
      return true;
    case WireType::fixed32:
      field.value = fixed(4);
      return true;
    case WireType::bytes:
      field.bytes = take(varint());
      return true;
  }
  broken(core::format("wire type {}", tag & 7U));
}

void WireWriter::put_varint(uint64_t value) {
  for (; value >= 0x80; value >>= 7U) message_ += static_cast<char>(0x80U | (value & 0x7FU));
  message_ += static_cast<char>(value);
}

void WireWriter::tag(uint32_t field, WireType type) {
  put_varint((static_cast<uint64_t>(field) << 3U) | static_cast<uint64_t>(type));
}

void WireWriter::varint(uint32_t field, uint64_t value) {
  tag(field, WireType::varint);
  put_varint(value);
}

void WireWriter::float32(uint32_t field, float value) {
  tag(field, WireType::fixed32);
  const auto bits = std::bit_cast<uint32_t>(value);
  for (unsigned shift = 0; shift < 32; shift += 8) message_ += static_cast<char>((bits >> shift) & 0xFFU);
}

void WireWriter::bytes(uint32_t field, std::string_view value) {
  tag(field, WireType::bytes);
  put_varint(value.size());
  message_ += value;
}

}  // namespace chat::sentencepiece
