// One written trajectory as HTML that a person can follow: messages as bubbles, thoughts folded, where arguments came
// from.
#pragma once

#include <string>

#include "core/value.h"

namespace synth {

// `line` as trajectory_line wrote it, in either form.
// `open`: unfolded at the start. Throws core::Error(data) for a line of another shape.
std::string sample_html(const core::Value& line, bool open = false);

}  // namespace synth
