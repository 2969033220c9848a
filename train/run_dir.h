// The folder of a training run: made, locked against a second process, with the resolved config and the log in it.
#pragma once

#include <filesystem>

#include "core/value.h"

namespace train {

class RunDir {
 public:
  // Throws core::Error: usage (empty path), environment (cannot be made, or another process trains in it).
  explicit RunDir(const std::filesystem::path& path);
  RunDir(const RunDir&) = delete;
  RunDir& operator=(const RunDir&) = delete;
  ~RunDir();

  // From here on log lines go to log.txt too; config.yaml is (re)written.
  void open_log(const core::Dict& resolved_config) const;

 private:
  std::filesystem::path path_;
  int lock_ = -1;  // the system releases it when the process dies, however it dies
};

}  // namespace train
