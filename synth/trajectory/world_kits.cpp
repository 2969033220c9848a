#include "synth/trajectory/world_kits.h"

namespace synth {

WorldKits make_world_kits(const TrajectoryConfig&, uint64_t, const core::fs::path&) {
  return {};
}

}  // namespace synth
