// `funreason eval` with several seeds: each run in a folder of its own, then what they say together.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "eval/entry_lookup.h"
#include "eval/eval_config.h"
#include "eval/runner.h"
#include "eval/seeds/seed_runs.h"

namespace app {

using AskOnce = std::function<eval::EvalOutcome(const eval::EvalConfig& config)>;

// Asks with each of config.seeds, the finished ones not again. False where Ctrl-C ended it.
bool ask_seeds(const eval::EvalConfig& config, const std::string& name, const AskOnce& ask, eval::EntryLookup& entries);

// Scores results that exist as seeds of one model; returns what keeps them from being scored as a whole, a line each.
std::vector<std::string> score_seeds(const eval::EvalConfig& config, const std::vector<eval::seeds::SeedFolder>& seeds,
                                     eval::EntryLookup& entries);

}  // namespace app
