// TwitterAPI of the benchmark: tweets, retweets, comments and whom the user follows.
// Mirrors func_source_code/posting_api.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/process_state.h"
#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

// In a process of its own: mentions in tweets that were posted without any show in this instance alone.
std::unique_ptr<Simulator> make_twitter_api();
// Beside the other instances of `process`: they show in all of them.
std::unique_ptr<Simulator> make_twitter_api(std::shared_ptr<ProcessState> process);

}  // namespace env::bfcl
