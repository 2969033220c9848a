// The embedded writer of hard queries: a seeded grammar that sees the advanced tool and nothing else, so that a request
// cannot spell out steps that it does not know.
#pragma once

#include <string>

#include "core/rng.h"
#include "synth/query/advanced_tool.h"

namespace synth::query {

// The noise that a request carries besides what it asks for.
struct NoiseShares {
  double persona = 0.35;     // who asks and why
  double distractor = 0.15;  // something true and beside the point
  double courtesy = 0.2;
};

std::string write_query(const AdvancedTool& tool, const NoiseShares& noise, core::Rng rng);

// How one outcome would be named, for example by somebody who tells that it cannot be had: "book a seat …".
std::string write_wish(const AdvancedTool& tool, const Wish& wish, core::Rng& rng);

// A capital at the start, articles that fit, "line(s)" resolved.
std::string polished(std::string sentence);

}  // namespace synth::query
