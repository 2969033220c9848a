#include "core/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace core {
namespace {

Error system_error(std::string_view what, const fs::path& path) {
  const int code = errno;
  std::string hint;
  if (code == ENOSPC) hint = "the disk is full: free some room and run the same command again";
  if (code == ENOENT) hint = "check the path";
  if (code == EACCES || code == EPERM) hint = "check the permissions";
  return environment_error(format("{}: {}: {}", path.string(), what, std::strerror(code)), hint);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

void write_all(int fd, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error("cannot write", path);
    content.remove_prefix(static_cast<size_t>(written));
  }
}

// A whole file beside `path`, put in its place.
void write_renamed(const fs::path& path, std::string_view content, bool synced) {
  fs::path temporary = path;
  temporary += ".tmp";
  try {
    const auto create = [&] { return ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644); };
    int created = create();
    if (created < 0 && errno == ENOENT && !path.parent_path().empty()) {
      fs::create_directories(path.parent_path());
      created = create();
    }
    const Descriptor fd(created);
    if (fd.get() < 0) throw system_error("cannot create", temporary);
    write_all(fd.get(), content, path);
    if (synced && ::fsync(fd.get()) != 0) throw system_error("cannot write", path);
  } catch (const fs::filesystem_error& error) {
    throw environment_error(format("{}: {}", path.string(), error.code().message()));
  } catch (const Error&) {
    ::unlink(temporary.c_str());
    throw;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) throw system_error("cannot rename into place", path);
}

// A rename is on disk only once its folder is.
void sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY));
  if (fd.get() >= 0) ::fsync(fd.get());
}

}  // namespace

std::string read_file(const fs::path& path) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) throw system_error("cannot open", path);
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) throw system_error("cannot stat", path);
  if (S_ISDIR(info.st_mode)) throw environment_error(format("{}: is a folder, a file is needed", path.string()));
  // Room to meet the end of the file, and for readers that need some bytes behind it (core::JsonLines).
  constexpr size_t kSpare = 256;
  std::string content(static_cast<size_t>(info.st_size) + kSpare, '\0');
  size_t done = 0;
  while (true) {
    // Sizes of pipes and /proc files read as 0: grow until the end.
    if (done == content.size()) content.resize(done * 2 + 4096);
    const ssize_t got = ::read(fd.get(), content.data() + done, content.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("cannot read", path);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  content.resize(done);
  return content;
}

std::string read_maybe_gzip(const fs::path& path) {
  std::string packed = read_file(path);
  if (!packed.starts_with("\x1f\x8b")) return packed;
  packed = {};
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw system_error("cannot open", path);
  gzbuffer(file, 1U << 18U);
  std::string content;
  std::array<char, 1U << 16U> chunk{};
  int got = 0;
  while ((got = gzread(file, chunk.data(), static_cast<unsigned>(chunk.size()))) > 0) {
    content.append(chunk.data(), static_cast<size_t>(got));
  }
  int code = Z_OK;
  const std::string reason = gzerror(file, &code);
  gzclose(file);
  if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) {
    throw data_error(format("{}: broken gzip file: {}", path.string(), reason), "fetch or make the file again");
  }
  return content;
}

void write_file_atomic(const fs::path& path, std::string_view content) {
  write_renamed(path, content, true);
  sync_folder(path.parent_path());
}

void write_derived_file(const fs::path& path, std::string_view content) {
  write_renamed(path, content, false);
}

MappedFile::MappedFile(const fs::path& path) : path_(path) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) throw system_error("cannot open", path);
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) throw system_error("cannot stat", path);
  if (!S_ISREG(info.st_mode)) throw environment_error(format("{}: not a regular file", path.string()));
  size_ = static_cast<size_t>(info.st_size);
  if (size_ == 0) return;
  data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (data_ == MAP_FAILED) {
    data_ = nullptr;
    throw system_error("cannot map", path);
  }
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)), data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

AppendFile::AppendFile(const fs::path& path) : path_(path) {
  if (fs::is_regular_file(path)) {
    // A killed run can leave half a line; what follows must start on a line of its own.
    const std::string content = read_file(path);
    size_ = content.rfind('\n') == std::string::npos ? 0 : content.rfind('\n') + 1;
  } else if (!path.parent_path().empty()) {
    std::error_code ignored;  // the open below reports what matters
    fs::create_directories(path.parent_path(), ignored);
  }
  fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) throw system_error("cannot open for writing", path);
  struct stat info{};
  const bool regular = ::fstat(fd_, &info) == 0 && S_ISREG(info.st_mode);
  if (regular && (::ftruncate(fd_, static_cast<off_t>(size_)) != 0 || ::lseek(fd_, 0, SEEK_END) < 0)) {
    ::close(fd_);
    throw system_error("cannot write", path);
  }
}

AppendFile::~AppendFile() {
  if (fd_ >= 0) ::close(fd_);
}

void AppendFile::write_line(std::string_view line) {
  std::string whole(line);
  whole += '\n';
  try {
    write_all(fd_, whole, path_);
  } catch (const Error&) {
    if (::ftruncate(fd_, static_cast<off_t>(size_)) == 0) ::lseek(fd_, 0, SEEK_END);
    throw;
  }
  size_ += whole.size();
}

void AppendFile::sync() {
  if (::fsync(fd_) != 0 && errno != EINVAL) throw system_error("cannot write", path_);
}

fs::path data_dir() {
  if (const char* named = std::getenv("FUNREASON_DATA"); named != nullptr && *named != '\0') {
    if (!fs::is_directory(named)) throw environment_error(format("FUNREASON_DATA={}: no such folder", named));
    return named;
  }
  std::error_code ignored;
  for (const fs::path& start : {fs::read_symlink("/proc/self/exe", ignored).parent_path(), fs::current_path(ignored)}) {
    for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
      const fs::path candidate = folder / ".deps" / "data";
      if (fs::is_directory(candidate, ignored)) return candidate;
      if (folder == folder.parent_path()) break;
    }
  }
  throw environment_error("benchmark and model data not found",
                          "run scripts/setup, or name the folder in the environment variable FUNREASON_DATA");
}

}  // namespace core
