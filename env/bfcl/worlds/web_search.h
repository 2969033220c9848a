// WebSearchAPI of the benchmark: a search engine and a page reader, over a WebSource.
// Mirrors func_source_code/web_search.py of bfcl-eval 2026.3.23.
#pragma once

#include <memory>

#include "env/bfcl/worlds/process_state.h"
#include "env/bfcl/worlds/simulator.h"

namespace env::bfcl {

// Over `process->web`; without one nothing is found.
std::unique_ptr<Simulator> make_web_search(const std::shared_ptr<ProcessState>& process);

}  // namespace env::bfcl
