// Who makes rounds: the directed sampler, or a baseline. One round at a time, in the world that the rounds before left.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "env/environment.h"
#include "synth/trace/trace.h"

namespace synth {

class TraceSource {
 public:
  virtual ~TraceSource() = default;

  // One executed round for the target, in a copy of `world`. `earlier` are the rounds of the trajectory so far, in
  // order; the last one's `after` is a world like `world`. Their results may become arguments; ArgumentOrigin::round
  // counts from the first of them. nullopt where none was found: `why` is then a short reason, fit for a table.
  // The result depends on the arguments alone; threads may share a source.
  virtual std::optional<Trace> sample(std::string_view target, const env::Environment& world,
                                      const std::vector<const Trace*>& earlier, core::Rng rng,
                                      std::string& why) const = 0;
};

}  // namespace synth
