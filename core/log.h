// Log lines to the terminal (stderr) and, once a run directory is known, to its log.txt. The only sink of the program.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/format.h"

namespace core {

enum class LogLevel { debug, info, warning, error };

void log_to_file(const std::filesystem::path& path);
void set_log_level(LogLevel level);
void log_line(LogLevel level, const std::string& text);

template <class... Args>
void log_info(std::string_view pattern, const Args&... args) {
  log_line(LogLevel::info, format(pattern, args...));
}
template <class... Args>
void log_warning(std::string_view pattern, const Args&... args) {
  log_line(LogLevel::warning, format(pattern, args...));
}

}  // namespace core
