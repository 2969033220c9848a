#include "core/progress.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <utility>

#include "core/format.h"

namespace core {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

bool on_terminal() {
  static const bool terminal = ::isatty(STDERR_FILENO) == 1;
  return terminal;
}

// How often a line is drawn: often where it overwrites itself, seldom in a log file.
double draw_interval_s() {
  return on_terminal() ? 0.1 : 5.0;
}

// Touched by the signal handler, so it must be lock-free.
std::atomic<int> g_interrupts = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void on_signal(int signal) {
  if (g_interrupts++ > 0) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

Progress::Progress(std::string label, int64_t total, std::string unit)
    : label_(std::move(label)), unit_(std::move(unit)), total_(total), start_(Clock::now()), last_draw_(start_) {}

Progress::~Progress() {
  finish();
}

void Progress::skip(int64_t done) {
  done_ += done;
  skipped_ += done;
}

void Progress::set(int64_t done, std::string_view note) {
  done_ = done;
  note_ = note;
  const auto now = Clock::now();
  if (seconds_between(last_draw_, now) < draw_interval_s()) return;
  last_draw_ = now;
  draw(false);
}

void Progress::finish() {
  if (finished_) return;
  finished_ = true;
  draw(true);
}

void Progress::draw(bool last) {
  const double elapsed = seconds_between(start_, Clock::now());
  const double rate = elapsed > 0 ? static_cast<double>(done_ - skipped_) / elapsed : 0;
  std::string line = format("{} {}", label_, done_);
  if (total_ > 0) {
    line += format("/{} ({.0}%)", total_, 100.0 * static_cast<double>(done_) / static_cast<double>(total_));
  }
  line += format(" {} · {} {}/s", unit_, format_count(rate), unit_);
  if (last) {
    line += format(" · {}", format_duration(elapsed));
  } else if (total_ > 0 && rate > 0) {
    line += format(" · ETA {}", format_duration(static_cast<double>(total_ - done_) / rate));
  }
  if (!note_.empty()) line += " · " + note_;
  if (on_terminal()) line = "\r\x1b[2K" + line;
  if (last || !on_terminal()) line += '\n';
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

std::string format_duration(double seconds) {
  if (!std::isfinite(seconds)) return "?";
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (seconds < 60) return seconds < 10 ? format("{.1} s", seconds) : format("{} s", whole);
  const auto two = [](int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  if (whole < 3600) return format("{}:{}", whole / 60, two(whole % 60));
  return format("{}:{}:{}", whole / 3600, two(whole / 60 % 60), two(whole % 60));
}

std::string format_count(double count) {
  constexpr std::array<std::pair<double, const char*>, 3> kUnits{{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};
  for (const auto& [size, name] : kUnits) {
    if (count >= size) return format("{.1}{}", count / size, name);
  }
  return count < 10 ? fixed(count, 2) : fixed(count, 0);
}

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() {
  return g_interrupts > 0;
}

}  // namespace core
