// The contamination guard as the sampler wants it.
#pragma once

#include "synth/sampler.h"

namespace synth {

// Refuses samples that share a request or a call with a benchmark entry. Loads the index of env/bfcl/contamination.h;
// throws core::Error(environment) where the benchmark's files are missing.
SampleGuard contamination_guard();

}  // namespace synth
