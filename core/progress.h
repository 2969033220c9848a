// Progress of long work: one line with share, rate and ETA, redrawn on a terminal, printed every few seconds elsewhere.
// Also the interrupt flag: the first Ctrl-C asks for a clean stop, the second ends the program.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace core {

class Progress {
 public:
  // `unit` names what is counted ("samples", "tokens"); total <= 0: unknown.
  Progress(std::string label, int64_t total, std::string unit);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // ends the line

  // Work that an earlier run did: counts as done but not towards the rate.
  void skip(int64_t done);
  void set(int64_t done, std::string_view note = {});
  void add(int64_t more = 1, std::string_view note = {}) { set(done_ + more, note); }
  // Prints the last state and the mean rate; idempotent.
  void finish();

 private:
  void draw(bool last);

  std::string label_;
  std::string unit_;
  std::string note_;
  int64_t total_;
  int64_t done_ = 0;
  int64_t skipped_ = 0;
  bool finished_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_draw_;
};

// "1:05:09", "3:07", "12 s".
std::string format_duration(double seconds);
// "12.3k", "4.5M".
std::string format_count(double count);

// Installs handlers for SIGINT and SIGTERM.
void catch_interrupts();
bool interrupted();

}  // namespace core
