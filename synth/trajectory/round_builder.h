// One round in a conversation that is under way: trace, request, chain, messages. What a round needs to know of the
// rounds before stands in `Progress`.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "synth/query/memory.h"
#include "synth/trajectory/trajectory_builder.h"

namespace synth {

// The conversation so far.
struct Progress {
  std::shared_ptr<const env::Environment> world;
  std::vector<std::shared_ptr<const Trace>> traces;  // by round; of rounds without calls empty
  query::Memory memory;
  std::set<std::string> used;       // tools that were called
  std::set<std::string> announced;  // tools that were not on offer from the start
  size_t tokens = 0;                // of the messages, without thoughts
};

struct BuiltRound {
  TrajectoryRound round;
  std::vector<chat::Message> messages;
};

class RoundBuilder {
 public:
  RoundBuilder(const WorldKit& kit, const TrajectoryConfig& config, const ToolOffer& offer, const Progress& progress,
               TrajectoryResult& counts)
      : kit_(kit), config_(config), offer_(offer), progress_(progress), counts_(counts) {}

  // nullopt: a reason was counted.
  std::optional<BuiltRound> build(TurnKind kind, core::Rng rng);

 private:
  // Reasons are counted under "round: <reason>", those that only this kind has under "<kind>: <reason>".
  std::nullopt_t refuse(TurnKind kind, std::string_view reason);
  std::optional<BuiltRound> unserved(core::Rng rng);
  std::optional<BuiltRound> served(TurnKind kind, core::Rng rng);
  std::optional<std::string> tool_to_withhold(const TrajectoryRound& round, const chain::Understanding& understanding,
                                              core::Rng rng);
  chain::Chain reason(const TrajectoryRound& round, const chain::Understanding& understanding,
                      const std::vector<chat::ToolSpec>& tools, core::Rng rng) const;
  std::vector<chat::ToolSpec> tools_without(std::string_view name) const;
  bool has_room(const Trace& trace) const;
  std::string announcement(const std::string& tool, core::Rng& rng) const;

  const WorldKit& kit_;
  const TrajectoryConfig& config_;
  const ToolOffer& offer_;
  const Progress& progress_;
  TrajectoryResult& counts_;
};

}  // namespace synth
