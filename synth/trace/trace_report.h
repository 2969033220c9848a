// Counts over many rounds: which tools were reached as targets, why others were not, how long the rounds are.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "core/value.h"
#include "synth/trace/trace.h"

namespace synth {

class TraceReport {
 public:
  void add(const Trace& trace);
  void add_failure(const std::string& target, const std::string& why);
  void add(const TraceReport& other);

  size_t rounds() const { return rounds_; }
  size_t calls() const { return calls_; }
  double mean_length() const;
  double share_of_length(size_t at_least) const;
  size_t made(const std::string& target) const;

  // {"rounds", "mean_length", "lengths", "repaired_errors", "targets": {tool: {"made", "share", "failed": {why: n}}}}
  core::Value to_json() const;

 private:
  struct Target {
    size_t made = 0;
    std::map<std::string, size_t> failed;
  };

  size_t rounds_ = 0;
  size_t calls_ = 0;
  size_t repaired_ = 0;
  std::map<size_t, size_t> lengths_;
  std::map<std::string, Target> targets_;
};

}  // namespace synth
