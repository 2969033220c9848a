// What a run of trajectories came to: counts from the lines' metadata, as JSON, as text and as a page for a person.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"

namespace synth {

class TrajectoryReport {
 public:
  // A written line. The first few are kept to be read.
  void add(const core::Value& line);

  int64_t written = 0;
  int64_t resumed = 0;
  double seconds = 0;
  double per_second = 0;
  std::map<std::string, int64_t> rejections;
  std::map<std::string, int64_t> chains;  // every chain tried
  std::map<std::string, int64_t> target_tries;
  std::vector<std::string> targets;                // that could be
  std::map<std::string, std::string> not_targets;  // tool -> why no round is made for it
  std::string graph_svg;                           // empty: none

  core::Dict to_json() const;
  std::string to_text() const;
  std::string to_html() const;

  double mean_calls() const;      // of rounds with calls
  double share_of_three() const;  // rounds with three calls and more
  size_t targets_without_round() const;

 private:
  void add_round(const core::Value& round);

  std::map<std::string, int64_t> kinds_;          // rounds
  std::map<std::string, int64_t> kind_presence_;  // trajectories with a round of the kind
  std::map<std::string, int64_t> worlds_;
  std::map<std::string, int64_t> rounds_;  // rounds a trajectory
  std::map<std::string, int64_t> k_;       // of written rounds
  std::map<int64_t, int64_t> lengths_;
  std::map<std::string, int64_t> by_target_;
  std::map<std::string, int64_t> calls_;  // by tool
  std::map<std::string, int64_t> origins_;
  std::map<std::string, int64_t> feedback_;  // by category
  int64_t tokens_ = 0;
  int64_t longest_ = 0;
  int64_t hidden_ = 0;
  std::vector<core::Value> samples_;
};

}  // namespace synth
