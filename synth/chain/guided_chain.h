// Phase III: reason, compare, say what kind of thing is wrong and where, reason again, at most K times (digest a.5).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "synth/chain/reasoner.h"
#include "synth/trace/trace.h"

namespace synth::chain {

constexpr int kMaxAttempts = 3;

struct Chain {
  std::vector<Step> steps;
  int attempts = 0;                               // K: attempts that it took
  std::vector<Feedback> feedback;                 // one a failed attempt
  std::string failure;                            // why it was given up; empty where a chain was found
  std::shared_ptr<const env::Environment> after;  // the world after the steps; null where there is no chain
};

// Every attempt executes in its own copy of trace.before. The trace serves the comparison alone.
Chain guided_chain(const Briefing& briefing, const Trace& trace, core::Rng rng, int max_attempts = kMaxAttempts);

}  // namespace synth::chain
