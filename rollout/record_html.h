// A recorded rollout as a part of a page that a person can follow: how it ended, turn by turn what was said, called and
// answered, the tokens by their log-probs, what changed in the world.
#pragma once

#include <string>

#include "rollout/record.h"

namespace rollout {

// `open`: unfolded at the start.
std::string record_html(const RolloutRecord& record, bool open = false);

}  // namespace rollout
