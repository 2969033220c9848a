#include "synth/trace/trace_report.h"

#include <algorithm>

#include "synth/counts.h"

namespace synth {

void TraceReport::add(const Trace& trace) {
  ++rounds_;
  calls_ += trace.calls.size();
  repaired_ += std::ranges::any_of(trace.calls, &TracedCall::intended_error);
  ++lengths_[trace.calls.size()];
  ++targets_[trace.target].made;
}

void TraceReport::add_failure(const std::string& target, const std::string& why) {
  ++targets_[target].failed[why];
}

void TraceReport::add(const TraceReport& other) {
  rounds_ += other.rounds_;
  calls_ += other.calls_;
  repaired_ += other.repaired_;
  add_counts(lengths_, other.lengths_);
  for (const auto& [tool, target] : other.targets_) {
    Target& mine = targets_[tool];
    mine.made += target.made;
    add_counts(mine.failed, target.failed);
  }
}

double TraceReport::mean_length() const {
  return rounds_ == 0 ? 0 : static_cast<double>(calls_) / static_cast<double>(rounds_);
}

double TraceReport::share_of_length(size_t at_least) const {
  size_t count = 0;
  for (const auto& [length, rounds] : lengths_) count += length >= at_least ? rounds : 0;
  return rounds_ == 0 ? 0 : static_cast<double>(count) / static_cast<double>(rounds_);
}

size_t TraceReport::made(const std::string& target) const {
  const auto found = targets_.find(target);
  return found == targets_.end() ? 0 : found->second.made;
}

core::Value TraceReport::to_json() const {
  core::Dict lengths, targets;
  for (const auto& [length, count] : lengths_) lengths.set(std::to_string(length), count);
  for (const auto& [tool, target] : targets_) {
    core::Dict failed;
    for (const auto& [why, count] : target.failed) failed.set(why, count);
    const double share = rounds_ == 0 ? 0 : static_cast<double>(target.made) / static_cast<double>(rounds_);
    targets.set(tool, core::Dict{{"made", target.made}, {"share", share}, {"failed", std::move(failed)}});
  }
  return core::Dict{{"rounds", rounds_},
                    {"mean_length", mean_length()},
                    {"lengths", std::move(lengths)},
                    {"repaired_errors", repaired_},
                    {"targets", std::move(targets)}};
}

}  // namespace synth
