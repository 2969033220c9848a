// Makes trajectories by number: rounds over one world whose state is carried over, each round Phase I, II and III.
// Trajectory i of a seed is always the same, whoever asks and when.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "synth/chain/knowledge.h"
#include "synth/trace/trace_source.h"
#include "synth/trajectory/tool_offer.h"
#include "synth/trajectory/trajectory.h"
#include "synth/trajectory/trajectory_config.h"
#include "synth/trajectory/trajectory_guard.h"

namespace synth {

// A kind of world and what is known about it.
struct WorldKit {
  std::vector<std::string> classes;
  double share = 1;
  std::shared_ptr<const env::bfcl::Tools> tools;  // documents as the benchmark writes them
  std::vector<std::string> targets;
  std::map<std::string, std::string> not_targets;  // tool -> why no round is made for it
  chain::ToolKnowledge knowledge;
  std::shared_ptr<const TraceSource> traces;
  std::shared_ptr<const TraceSource> error_traces;  // every round has a call that fails and is repaired
};

struct TrajectoryResult {
  Trajectory trajectory;
  bool ok = false;
  // Reason -> how often, for rounds ("round: …") and for whole trajectories. Also "chain K=2", "chain discarded: …".
  std::map<std::string, int64_t> rejections;
  std::map<std::string, int64_t> chains;        // every chain that was tried, whatever became of its round: "K=1", …
  std::map<std::string, int64_t> target_tries;  // target -> rounds tried for it
};

class TrajectoryBuilder {
 public:
  // `offer` knows the tools of all kits. Throws core::Error(usage) for settings that make no sense, (data) for a world
  // of which no tool can be a target.
  TrajectoryBuilder(std::vector<WorldKit> kits, TrajectoryConfig config, uint64_t seed,
                    std::shared_ptr<const ToolOffer> offer, TrajectoryGuard guard);

  TrajectoryResult make(uint64_t index) const;

  const std::vector<WorldKit>& kits() const { return kits_; }

 private:
  friend class TrajectoryWriter;

  std::vector<WorldKit> kits_;
  TrajectoryConfig config_;
  uint64_t seed_;
  std::shared_ptr<const ToolOffer> offer_;
  TrajectoryGuard guard_;
  std::vector<double> kit_weights_;
  std::array<double, kTurnKinds> kind_weights_{};
};

}  // namespace synth
