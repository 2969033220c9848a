// Files: whole reads, memory maps, and writes that are never seen half done.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

namespace core {

namespace fs = std::filesystem;

// Throws core::Error(environment) naming the path and the system's reason.
std::string read_file(const fs::path& path);
// The text of a gzip file (or of a plain one).
std::string read_maybe_gzip(const fs::path& path);

// Temporary file beside `path`, fsync, rename. On failure (disk full…) the old file stays and core::Error is thrown.
void write_file_atomic(const fs::path& path, std::string_view content);
// The same without waiting for the disk (milliseconds a file): for what a short command makes again from other files.
// It too is never seen half done, unless the machine itself dies at that moment.
void write_derived_file(const fs::path& path, std::string_view content);

// Read-only view of a file's bytes; the map lives as long as the object.
class MappedFile {
 public:
  explicit MappedFile(const fs::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(data_), size_}; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  void* data_ = nullptr;
  size_t size_ = 0;
};

// Grows line by line and can be read while it grows (results.jsonl, metrics.jsonl).
// A write that fails (full disk) throws and cuts the file back to its last whole line.
class AppendFile {
 public:
  // Opens for append; a torn last line (from a killed run) is cut off first.
  explicit AppendFile(const fs::path& path);
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  ~AppendFile();

  void write_line(std::string_view line);
  void sync();
  size_t size() const { return size_; }

 private:
  fs::path path_;
  int fd_ = -1;
  size_t size_ = 0;
};

// Folder with what scripts/setup prepared (bfcl/, models/): $FUNREASON_DATA, else `.deps/data` in the folder of the
// program or one of its parents, else of the working folder. Throws core::Error(environment) with the remedy.
fs::path data_dir();

}  // namespace core
