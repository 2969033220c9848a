// The writing half of model/weights/safetensors.h.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "core/json.h"
#include "model/weights/safetensors.h"

namespace model {

namespace {

constexpr int64_t kBlock = int64_t{1} << 22;  // elements converted and written at once
constexpr size_t kHeaderAlignment = 64;       // data of the first tensor starts at a multiple of this

// A file being written; errors carry the system's reason.
class Output {
 public:
  explicit Output(const std::filesystem::path& path)
      : path_(path), fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
    if (fd_ < 0) fail("cannot create");
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() {
    if (fd_ >= 0) ::close(fd_);
  }

  void write(const void* data, size_t size) {
    const char* next = static_cast<const char*>(data);
    while (size > 0) {
      const ssize_t written = ::write(fd_, next, size);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("cannot write");
      next += written;
      size -= static_cast<size_t>(written);
    }
  }

  void sync() {
    if (::fsync(fd_) != 0) fail("cannot write");
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    const int code = errno;
    throw core::environment_error(core::format("{}: {}: {}", path_.string(), what, std::strerror(code)),
                                  code == ENOSPC ? "the disk is full: free some room and run the same command again"
                                                 : "check the path and its permissions");
  }

  std::filesystem::path path_;
  int fd_;
};

std::string header_text(const std::vector<NamedTensor>& tensors, at::ScalarType dtype) {
  core::Dict header;
  header["__metadata__"] = core::Dict{{"format", "pt"}};  // transformers refuses a file without it
  const auto width = static_cast<int64_t>(c10::elementSize(dtype));
  int64_t offset = 0;
  for (const NamedTensor& tensor : tensors) {
    core::List shape;
    for (const int64_t size : tensor.value.sizes()) shape.emplace_back(size);
    const int64_t end = offset + tensor.value.numel() * width;
    header[tensor.name] = core::Dict{{"dtype", dtype == at::kFloat ? "F32" : "BF16"},
                                     {"shape", std::move(shape)},
                                     {"data_offsets", core::List{offset, end}}};
    offset = end;
  }
  core::JsonStyle style;
  style.item_separator = ",";
  style.key_separator = ":";
  std::string text = core::dump_json(header, style);
  while ((text.size() + sizeof(uint64_t)) % kHeaderAlignment != 0) text += ' ';
  return text;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                       at::ScalarType dtype) {
  FR_CHECK(dtype == at::kFloat || dtype == at::kBFloat16, "safetensors are written as F32 or BF16");
  const at::NoGradGuard no_grad;
  const std::string header = header_text(tensors, dtype);
  const uint64_t header_size = header.size();
  Output out(path);
  out.write(&header_size, sizeof(header_size));
  out.write(header.data(), header.size());
  for (const NamedTensor& tensor : tensors) {
    const at::Tensor values = tensor.value.detach().reshape({-1});
    for (int64_t begin = 0; begin < values.numel(); begin += kBlock) {
      const int64_t count = std::min(kBlock, values.numel() - begin);
      const at::Tensor block = values.narrow(0, begin, count).to(at::kCPU, dtype).contiguous();
      out.write(block.const_data_ptr(), block.nbytes());
    }
  }
  out.sync();
}

}  // namespace model
