#include "train/run_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/config.h"
#include "core/error.h"
#include "core/files.h"
#include "core/log.h"

namespace train {

RunDir::RunDir(const std::filesystem::path& path) : path_(path) {
  if (path.empty()) throw core::usage_error("run_dir: not set", "name the folder of this run: run_dir=runs/my-run");
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code) throw core::environment_error(core::format("{}: cannot create: {}", path.string(), code.message()));
  const std::filesystem::path lock = path / ".lock";
  lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) {
    throw core::environment_error(core::format("{}: cannot create: {}", lock.string(), std::strerror(errno)));
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw core::environment_error(core::format("{}: another process is training here", path.string()),
                                  "wait for it, stop it, or use another run_dir");
  }
}

RunDir::~RunDir() {
  if (lock_ >= 0) ::close(lock_);
}

void RunDir::open_log(const core::Dict& resolved_config) const {
  core::write_file_atomic(path_ / "config.yaml", core::dump_yaml(core::Value(resolved_config)));
  core::log_to_file(path_ / "log.txt");
}

}  // namespace train
