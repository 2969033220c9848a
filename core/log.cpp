#include "core/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "core/error.h"

namespace core {
namespace {

// The log sink is the one global of the program: every room writes to the same terminal.
spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto terminal = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    terminal->set_pattern("%H:%M:%S %^%v%$");
    auto made = std::make_shared<spdlog::logger>("funreason", terminal);
    made->set_level(spdlog::level::info);
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum spd_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

void log_to_file(const std::filesystem::path& path) {
  try {
    auto file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string());
    file->set_pattern("%Y-%m-%d %H:%M:%S %l %v");
    auto& sinks = logger().sinks();
    sinks.resize(1);
    sinks.push_back(file);
  } catch (const spdlog::spdlog_ex& error) {
    throw environment_error(format("{}: cannot open the log: {}", path.string(), error.what()));
  }
}

void set_log_level(LogLevel level) {
  logger().set_level(spd_level(level));
}

void log_line(LogLevel level, const std::string& text) {
  logger().log(spd_level(level), spdlog::string_view_t(text));
}

}  // namespace core
