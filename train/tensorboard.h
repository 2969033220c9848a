// TensorBoard event files: TFRecords (length and content each with a masked CRC-32C) of hand-written protobuf. Scalars
// only. One file a run: a resumed run cuts off what lies after its checkpoint and goes on in the same file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/files.h"

namespace train {

using Scalars = std::vector<std::pair<std::string, double>>;

class EventFile {
 public:
  // Opens `dir`/events.out.tfevents.0.funreason. Records of later steps than `last_step`, and a torn or damaged end,
  // are cut off. Throws core::Error(environment) where the file cannot be written.
  EventFile(const std::filesystem::path& dir, int64_t last_step);
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;
  ~EventFile();

  // One event with all scalars; `wall_time_s` in seconds since 1970.
  void write(int64_t step, double wall_time_s, const Scalars& scalars);

 private:
  void append(std::string_view event);

  std::filesystem::path path_;
  int fd_ = -1;
};

// CRC-32C (Castagnoli) of the bytes.
uint32_t crc32c(std::string_view bytes);

}  // namespace train
