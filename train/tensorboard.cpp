#include "train/tensorboard.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include "core/error.h"

namespace train {
namespace {

// Little-endian, as x86 has it.
template <class T>
std::string fixed(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

template <class T>
T read_fixed(std::string_view bytes, size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7U) bytes += static_cast<char>(value | 0x80U);
  bytes += static_cast<char>(value);
  return bytes;
}

// Wire types of protobuf.
constexpr unsigned kVarint = 0;
constexpr unsigned kFixed64 = 1;
constexpr unsigned kBytes = 2;
constexpr unsigned kFixed32 = 5;

std::string key(unsigned field, unsigned wire_type) {
  return varint(field << 3U | wire_type);
}
std::string bytes_field(unsigned field, std::string_view content) {
  return key(field, kBytes) + varint(content.size()) + std::string(content);
}

// tensorflow.Event: 1 wall_time (double), 2 step (int64), 3 file_version (string), 5 summary.
// Summary: 1 value (repeated). Value: 1 tag (string), 2 simple_value (float).
std::string event_header(double wall_time_s) {
  return key(1, kFixed64) + fixed(wall_time_s);
}

std::string scalar_event(int64_t step, double wall_time_s, const Scalars& scalars) {
  std::string summary;
  for (const auto& [tag, value] : scalars) {
    summary += bytes_field(1, bytes_field(1, tag) + key(2, kFixed32) + fixed(static_cast<float>(value)));
  }
  return event_header(wall_time_s) + key(2, kVarint) + varint(static_cast<uint64_t>(step)) + bytes_field(5, summary);
}

// TFRecord stores checksums rotated and shifted, so that a checksum of data with checksums stays meaningful.
uint32_t masked_crc(std::string_view bytes) {
  const uint32_t crc = crc32c(bytes);
  return ((crc >> 15U) | (crc << 17U)) + 0xa282ead8U;
}

constexpr size_t kRecordHeader = 12;  // u64 length, u32 masked checksum of the length
constexpr size_t kRecordFooter = 4;   // u32 masked checksum of the content

// The event of the record at `at`, or nothing where the file ends or is damaged.
std::optional<std::string_view> record_at(std::string_view file, size_t at) {
  if (file.size() - at < kRecordHeader + kRecordFooter) return std::nullopt;
  const auto length = read_fixed<uint64_t>(file, at);
  if (read_fixed<uint32_t>(file, at + 8) != masked_crc(file.substr(at, 8))) return std::nullopt;
  if (length > file.size() - at - kRecordHeader - kRecordFooter) return std::nullopt;
  const std::string_view content = file.substr(at + kRecordHeader, length);
  if (read_fixed<uint32_t>(file, at + kRecordHeader + length) != masked_crc(content)) return std::nullopt;
  return content;
}

// Step of an event that this file's writer made; 0 for the header.
int64_t step_of(std::string_view event) {
  const size_t at = event_header(0).size();
  if (event.size() <= at || event[at] != key(2, kVarint)[0]) return 0;
  uint64_t step = 0;
  for (size_t i = at + 1, shift = 0; i < event.size() && shift < 64; ++i, shift += 7) {
    const auto byte = static_cast<unsigned char>(event[i]);
    step |= static_cast<uint64_t>(byte & 0x7fU) << shift;
    if (byte < 0x80) break;
  }
  return static_cast<int64_t>(step);
}

// Bytes of the records that stay.
size_t kept_size(std::string_view file, int64_t last_step) {
  size_t at = 0;
  while (at < file.size()) {
    const auto event = record_at(file, at);
    if (!event || step_of(*event) > last_step) break;
    at += kRecordHeader + event->size() + kRecordFooter;
  }
  return at;
}

core::Error cannot_write(const std::filesystem::path& path) {
  return core::environment_error(
      core::format("{}: cannot write: {}", path.string(), std::strerror(errno)),
      errno == ENOSPC ? "the disk is full: free some room and run the same command again" : "");
}

}  // namespace

uint32_t crc32c(std::string_view bytes) {
  static const std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> made{};
    for (uint32_t i = 0; i < made.size(); ++i) {
      uint32_t crc = i;
      for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82f63b78U : 0U);
      made[i] = crc;
    }
    return made;
  }();
  uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xffU] ^ (crc >> 8U);
  return ~crc;
}

EventFile::EventFile(const std::filesystem::path& dir, int64_t last_step)
    : path_(dir / "events.out.tfevents.0.funreason") {
  size_t size = 0;
  if (std::filesystem::exists(path_)) size = kept_size(core::read_file(path_), last_step);
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) throw cannot_write(path_);
  if (::ftruncate(fd_, static_cast<off_t>(size)) != 0 || ::lseek(fd_, 0, SEEK_END) < 0) {
    ::close(fd_);
    throw cannot_write(path_);
  }
  if (size == 0) {
    const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    append(event_header(now) + bytes_field(3, "brain.Event:2"));
  }
}

EventFile::~EventFile() {
  if (fd_ >= 0) ::close(fd_);
}

void EventFile::write(int64_t step, double wall_time_s, const Scalars& scalars) {
  append(scalar_event(step, wall_time_s, scalars));
}

void EventFile::append(std::string_view event) {
  const std::string length = fixed(static_cast<uint64_t>(event.size()));
  const std::string record = length + fixed(masked_crc(length)) + std::string(event) + fixed(masked_crc(event));
  const ssize_t written = ::write(fd_, record.data(), record.size());
  if (written != static_cast<ssize_t>(record.size())) throw cannot_write(path_);
}

}  // namespace train
